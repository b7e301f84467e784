"""What comes unasked: the question, the invitation to be asked, and word that a follow-up can be set up."""

from datetime import date

from markupsafe import Markup

from council.config import Council
from council.followup import LEAD, Asked, FollowUp, Measure
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.names import group_label
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import View, button, in_rows, titled
from handlers.followup.presses import SET_UP, Agree, Alter, More, Reply, Show
from handlers.followup.views.words import BUTTONS, answered, each_period, evidence, measure_line

MOST_MEASURES, MOST_OF_A_NAME = 5, 30


def question(found: FollowUp, asked: Asked, name: str, last_day: date, today: date, zone: str, t: Texts) -> View:
    """The question; once it is answered, with what was said, which can be changed until `last_day`. `name`: the
    addressee's."""
    whole = asked.addressee == LEAD
    answer = found.answer(asked.addressee)
    said = answer if asked.answered_at is not None else None
    todo = [one for one in found.measures if not one.dropped and (whole or one.addressee == asked.addressee)]
    keys = [button(t(label), Reply(asked.id, state)) for state, label in BUTTONS.items()]
    stop = t("Do not ask me about {name} any more", name=beginning(name, MOST_OF_A_NAME))
    return titled(
        t("What has become of {number}?", number=found.number),
        beginning(found.title, 200),
        t("You follow this recommendation for the council.") if whole else t("You are asked on behalf of: {name}", name=name),
        t("Your answer: {answer}", answer=answered(said, zone, t)) if said else None,
        evidence(said, t) if said else None,
        t("The last answer: {answer}", answer=answered(answer, zone, t)) if answer and not said else None,
        *(["", t("What is to be done:"), *_to_do(todo, name, asked.addressee, today, t)] if todo else []),
        "",
        t("You can change your answer until {day}.", day=full_day(last_day, t)) if said else t("How far is it?"),
        rows=[
            *in_rows(keys),
            [button(t("Add a sentence or evidence"), More(asked.id))] if said else [],
            [button(t("The whole follow-up"), Show(found.recommendation))],
            [] if whole else [button(stop, Agree(0, asked.addressee))],
        ],
    )


def _to_do(todo: list[Measure], name: str, addressee: str, today: date, t: Texts) -> list[Markup]:
    shown = [measure_line(one, {addressee: name}, today, t) for one in todo[:MOST_MEASURES]]
    more = len(todo) - MOST_MEASURES
    return [*shown, t.plural("And {n} more.", "And {n} more.", more)] if more > 0 else shown


def set_up(council: Council, found: FollowUp, t: Texts) -> View:
    """To the chairs and the secretariat: something was adopted, and can be followed up."""
    return titled(
        t("{number} is adopted. What is to become of it?", number=found.number),
        beginning(found.title, 200),
        t("Group: {group}", group=group_label(council, found.group, t)),
        t("You can name the addressees, who follows it in the council, measures, an indicator and a day of review. Those who "
          "follow it are asked {each_period} what has become of it.", each_period=each_period(council.followup_months, t)),
        rows=[
            [button(t("Set its follow-up"), Alter(found.recommendation, SET_UP))],
            [button(t("Recommendation page"), Open(Thing.RECOMMENDATION, found.recommendation))],
        ],
    )  # fmt: skip


def invitation(council: Council, addressee: str, name: str, t: Texts) -> View:
    """To a member: would they be asked for an addressee?"""
    rhythm = each_period(council.followup_months, t)
    return titled(
        t("Would you be asked on behalf of: {name}?", name=name),
        t("The council follows up what it has recommended. If you agree, you are asked {each_period} how far its "
          "recommendations to this addressee are: one press, and a sentence if you wish. You can stop at any time: /followup",
          each_period=rhythm),
        rows=[[button(t("Yes, ask me"), Agree(1, addressee)), button(t("No, thank you"), Agree(0, addressee))]],
    )  # fmt: skip


def agreed(council: Council, addressee: str, name: str, t: Texts, *, yes: bool) -> View:
    """In the place of the invitation, or of a card: what was decided."""
    if yes:
        rhythm = each_period(council.followup_months, t)
        stop = button(t("Do not ask me about {name} any more", name=beginning(name, MOST_OF_A_NAME)), Agree(0, addressee))
        return titled(t("Thank you: you will be asked {each_period} on behalf of: {name}", each_period=rhythm, name=name),
                      rows=[[stop]])  # fmt: skip
    again = button(t("Ask me after all"), Agree(1, addressee))
    return titled(t("You are not asked on behalf of: {name}", name=name), rows=[[again]])
