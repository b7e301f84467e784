"""Choosing an audience: its rules, those who belong to it, and audiences that were saved."""

from collections.abc import Sequence

from council.audiences import Joint
from council.config import Council
from council.people import Person
from handlers.announcements.presses import Aim, Compose, Draft, Rule, Saved, Through, Whom
from handlers.announcements.views.draft import Overview
from handlers.announcements.views.words import JOINT_NAMES, PAGE, About, audience_words, steps
from handlers.common.names import called, language_name
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines, titled
from storage.saved_audiences import Saved as SavedAudience


def whom(council: Council, overview: Overview, t: Texts) -> View:
    """The audience as it is now, and how it can be changed."""
    found = overview.found
    back = [button(t("Back"), Compose(found.id, Draft.DESK))]
    elsewhere = button(t("Chats and channel"), Compose(found.id, Draft.PLACES))
    saved_ones = button(t("Saved audiences"), Aim(found.id, Whom.SAVED))
    if found.audience is None:
        choose = button(t("Choose people"), Rule(found.id, Joint.ONLY))
        return titled(t("To whom?"), t("Nobody chosen yet."), rows=([choose, saved_ones], [elsewhere], back))
    now = t.plural("{n} person now. It is counted again when it goes out.",
                   "{n} people now. They are counted again when it goes out.", overview.people)  # fmt: skip
    browse = t.plural("Show the names ({n})", "Show the names ({n})", overview.people)
    words = audience_words(council, found.audience, overview.about, t)
    return titled(t("To whom?"), words, now).with_rows(
        *([button(t(name), Rule(found.id, joint))] for joint, name in JOINT_NAMES.items()),
        [button(browse, Through(found.id, 0))], [button(t("Save this audience"), Aim(found.id, Whom.SAVE)), saved_ones],
        [button(t("Start over"), Aim(found.id, Whom.CLEAR)), elsewhere], back,
    )  # fmt: skip


def through(overview: Overview, people: Sequence[Person], page: int, t: Texts) -> View:
    """Those whom it is for, by name, a page at a time."""
    found = overview.found
    told = [
        t("{at}. {name}, {language}", at=at, name=called(person, t), language=language_name(person.language, t))
        for at, person in enumerate(people, page * PAGE + 1)
    ]
    ways = steps(page, overview.people, lambda to: Through(found.id, to))
    head = bold(t.plural("It is for {n} person", "It is for {n} people", overview.people))
    return View(lines(head, *told)).with_rows(ways, [button(t("Back"), Compose(found.id, Draft.WHOM))])


def saved(council: Council, found_id: int, kept: Sequence[SavedAudience], about: About, t: Texts) -> View:
    told, rows = [], []
    for each in kept:
        whom = audience_words(council, each.audience, about, t, 60)
        told.append(t("{name}: {whom}", name=each.name, whom=whom))
        forget = button(t("Delete"), Saved(found_id, each.id, 1))
        rows.append([button(each.name, Saved(found_id, each.id, 0)), forget])
    rows.append([button(t("Back"), Compose(found_id, Draft.WHOM))])
    return titled(t("Saved audiences"), *(told or [t("None yet. Choose people, then save the audience.")]), rows=rows)
