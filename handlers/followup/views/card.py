"""What comes unasked: the question, the invitation to be asked, and word that a follow-up can be set up."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from council.config import Council
from council.followup import LEAD, Answer, Asked, FollowUp, Measure
from council.plan import PlanItem
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.names import group_label, group_list
from handlers.common.navigation import Open, Thing
from handlers.common.state_words import BUTTONS, answered, each_period, evidence
from handlers.common.texts import Texts
from handlers.common.view import Style, View, bold, button, glance, in_rows, titled
from handlers.followup.presses import SET_UP, Agree, Alter, More, Reply, Show
from handlers.followup.views.words import measure_line
from handlers.plan.presses import Item

MOST_MEASURES, MOST_OF_A_NAME = 5, 30


def question(found: FollowUp, asked: Asked, names: Mapping[str, str], last_day: date, today: date, zone: str, t: Texts) -> View:
    """The question; once it is answered, with what was said, which can be changed until `last_day`. `names`: of addressees
    by key."""
    whole, name = asked.addressee == LEAD, names.get(asked.addressee, asked.addressee)
    answer, said = found.answer(asked.addressee), found.answer_to(asked)
    own = said is not None and said.person == asked.person
    todo = [one for one in found.measures if not one.dropped and (whole or one.addressee == asked.addressee)]
    keys = [button(t(label), Reply(asked.id, state)) for state, label in BUTTONS.items()]
    stop = t("Stop asking me about {name}", name=beginning(name, MOST_OF_A_NAME))
    first = (
        bold(t("What has become of {number}?", number=found.number)),
        beginning(found.title, 200),
        t("You follow this recommendation in the council.") if whole else t("You are asked on behalf of {name}.", name=name),
        _said(answered(answer, zone, t), t, own=own) if answer else None,
        evidence(said, t) if said else None,
        t("You can change your answer until {day}.", day=full_day(last_day, t)) if said else t("How far is it?"),
    )
    rest = ["", t("What is to be done:"), *_to_do(found, todo, names, today, t)] if todo else []
    more = () if not said else ((button(t("Add a sentence or evidence"), More(asked.id)),),)
    ends = () if whole else ((button(stop, Agree(0, asked.addressee)),),)
    full = (button(t("Full follow-up"), Show(found.recommendation)),)
    return View(glance(first, rest), (*in_rows(keys), *more, full, *ends))


def item_question(
    council: Council, item: PlanItem, asked: Asked, last: Answer | None, last_day: date, zone: str, t: Texts
) -> View:
    """The question how far an item of the work plan is; `last`: the last answer to that, by whomever."""
    said = asked.answered_by(last)
    own = said is not None and said.person == asked.person
    return titled(
        t("How far is {number}, {group}?", number=item.number, group=group_list(council, [item.draft.group], t)),
        beginning(item.draft.what, 300),
        t("By: {day}", day=full_day(item.draft.due, t)),
        t("You are responsible for this item of the work plan."),
        _said(answered(last, zone, t), t, own=own) if last else None,
        evidence(said, t) if said else None,
        "",
        t("You can change your answer until {day}.", day=full_day(last_day, t)) if said else t("How far is it?"),
        rows=[
            *in_rows([button(t(label), Reply(asked.id, state)) for state, label in BUTTONS.items()]),
            [button(t("Add a sentence or evidence"), More(asked.id))] if said else [],
            [button(t("Open the item"), Item(item.id))],
        ],
    )


def _said(answer: Markup, t: Texts, *, own: bool) -> Markup:
    return t("Your answer: {answer}", answer=answer) if own else t("The last answer: {answer}", answer=answer)


def _to_do(found: FollowUp, todo: Sequence[Measure], names: Mapping[str, str], today: date, t: Texts) -> list[Markup]:
    shown = [measure_line(found, one, names, today, t) for one in todo[:MOST_MEASURES]]
    more = len(todo) - MOST_MEASURES
    return [*shown, t.plural("And {n} more.", "And {n} more.", more)] if more > 0 else shown


def set_up(council: Council, found: FollowUp, t: Texts) -> View:
    """To the chairs and the secretariat: something was adopted, and can be followed up."""
    return titled(
        t("{number} is adopted: how will it be followed up?", number=found.number),
        beginning(found.title, 200),
        t("Group: {group}", group=group_label(council, found.group, t)),
        t("You can name the addressees, the person in the council who follows it, measures, an indicator and a day of review. "
          "That person will be asked {each_period} how far it has come.",
          each_period=each_period(council.followup_months, t)),
        rows=[
            [button(t("Set its follow-up"), Alter(found.recommendation, SET_UP), Style.PRIMARY)],
            [button(t("Recommendation page"), Open(Thing.RECOMMENDATION, found.recommendation))],
        ],
    )  # fmt: skip


def leads(found: FollowUp, council: Council, t: Texts) -> View:
    """To somebody who follows it from now on."""
    return titled(
        t("You follow {number} in the council from now on", number=found.number),
        beginning(found.title, 200),
        t("You will be asked {each_period} how far it has come.", each_period=each_period(council.followup_months, t)),
        rows=[[button(t("Full follow-up"), Show(found.recommendation))]],
    )


def invitation(council: Council, addressee: str, name: str, t: Texts) -> View:
    """To a member: would they be asked for an addressee?"""
    rhythm = each_period(council.followup_months, t)
    return titled(
        t("Will you report on progress on behalf of {name}?", name=name),
        t("The council follows up its recommendations. If you agree, you will be asked {each_period} how far those addressed to "
          "{name} have come. One press answers; you can add a sentence. You can stop at any time: /followup", name=name,
          each_period=rhythm),
        rows=[[button(t("Yes, ask me"), Agree(1, addressee), Style.PRIMARY), button(t("No, thank you"), Agree(0, addressee))]],
    )  # fmt: skip


def to_be_invited(council: Council, name: str, of: str, t: Texts) -> View:
    """Before a member is asked: who, and for which addressee."""
    rhythm = each_period(council.followup_months, t)
    told = t(
        "{name} will be invited to report on progress {each_period} on behalf of {of}.", name=name, of=of, each_period=rhythm
    )
    return View(told)


def agreed(council: Council, addressee: str, name: str, t: Texts, *, yes: bool) -> View:
    """In the place of the invitation, or of a card: what was decided."""
    if yes:
        rhythm = each_period(council.followup_months, t)
        stop = button(t("Stop asking me about {name}", name=beginning(name, MOST_OF_A_NAME)), Agree(0, addressee))
        return titled(t("Thank you. You will be asked {each_period} on behalf of {name}.", each_period=rhythm, name=name),
                      rows=[[stop]])  # fmt: skip
    again = button(t("Ask me again"), Agree(1, addressee))
    return titled(t("You will not be asked on behalf of {name}.", name=name), rows=[[again]])
