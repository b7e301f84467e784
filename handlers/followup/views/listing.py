"""The list of what is followed up."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from council.config import Council
from council.followup import LEAD, FollowUp
from council.text_rules import beginning
from handlers.common.names import capital, group_list
from handlers.common.rich import Heading, Paragraph, Table, rich_view
from handlers.common.state_words import STATES, each_period
from handlers.common.texts import Texts
from handlers.common.view import Button, View, button, in_rows, lines
from handlers.followup.presses import Agree, Show, ShowList
from handlers.followup.views.words import LATE, SIGNS
from handlers.reports.views.page import ways

PAGE = 6
"""Recommendations on one screen."""

MOST_OF_A_TITLE, MOST_OF_A_NAME = 90, 30
MOST_NAMED = 8
"""Addressees of one that are named in the list."""

MOST_STOPS = 6
"""Addressees for which somebody is asked, each with a button to stop."""


def listing(
    council: Council, followups: Sequence[FollowUp], names: Mapping[str, str], codes: Sequence[str], mine: Sequence[str],
    shown: ShowList, today: date, t: Texts,
) -> View:  # fmt: skip
    """A page of them, each with the way to it. `codes`: of the groups that have any; `mine`: the addressees for which the
    reader is asked."""
    pages = max(1, -(-len(followups) // PAGE))
    at = min(max(shown.page, 0), pages - 1)
    part = followups[at * PAGE : (at + 1) * PAGE]
    where = capital(group_list(council, [shown.group], t)) if shown.group else t("all groups")
    of_late = sum(bool(one.late(today)) for one in followups)
    turns = [(at - 1, "‹"), (at, f"{at + 1} / {pages}"), (at + 1, "›")] if pages > 1 else []
    counted = t.plural("{n} recommendation", "{n} recommendations", len(followups)) if followups else _none(shown, t)
    late = t.plural("{n} with late measures", "{n} with late measures", of_late) if of_late else None
    heads = (t("Number"), t("Title"), t("The council's view"), t("Addressees"))
    asked_for = _asked_for(council, mine, names, t)
    return rich_view(
        [
            Heading(t("Follow-up: {group}", group=where)),
            Paragraph(lines(counted, late)),
            Table(heads, [_entry(one, names, today, t) for one in part]) if part else None,
            Paragraph(asked_for) if asked_for else None,
        ],
        [
            *in_rows([button(one.number, Show(one.recommendation)) for one in part], 3),
            [button(label, ShowList(shown.group, shown.late, to)) for to, label in turns if 0 <= to < pages],
            *(ways(shown.group, today.year, t) if followups else ()),
            *_filters(codes, shown, t),
            *in_rows([button(_stop(one, names, t), Agree(0, one)) for one in mine[:MOST_STOPS]], 1),
        ],
    )


def _none(shown: ShowList, t: Texts) -> Markup:
    if shown.late:
        return t("Nothing is late.")
    return t("Nothing is followed up yet. It begins once a recommendation is adopted.")


def _entry(one: FollowUp, names: Mapping[str, str], today: date, t: Texts) -> tuple[Markup | str, ...]:
    named = [f"{SIGNS[one.state(key)]} {beginning(names.get(key, key), MOST_OF_A_NAME)}" for key in one.addressees[:MOST_NAMED]]
    more = len(one.addressees) - MOST_NAMED
    late = len(one.late(today))
    state = t("no longer in force") if one.ended else t(STATES[one.state(LEAD)])
    return (
        f"{LATE if late else SIGNS[one.state()]} {one.number}",
        beginning(one.title, MOST_OF_A_TITLE),
        Markup(", ").join([state, *([t.plural("{n} measure is late", "{n} measures are late", late)] if late else [])]),
        ", ".join(named) + (f" +{more}" if more > 0 else ""),
    )


def _filters(codes: Sequence[str], shown: ShowList, t: Texts) -> list[list[Button]]:
    groups = [button(code, ShowList(code, shown.late, 0)) for code in codes if code != shown.group] if len(codes) > 1 else []
    if shown.group:
        groups.insert(0, button(t("All groups"), ShowList("", shown.late, 0)))
    other = t("Show all") if shown.late else t("Late only")
    filters = [button(other, ShowList(shown.group, 0 if shown.late else 1, 0))] if codes else []
    return [*map(list, in_rows(groups, 5)), filters]


def _asked_for(council: Council, mine: Sequence[str], names: Mapping[str, str], t: Texts) -> Markup | None:
    if not mine:
        return None
    named = ", ".join(beginning(names.get(one, one), MOST_OF_A_NAME) for one in mine[:MOST_STOPS])
    rhythm = each_period(council.followup_months, t)
    return t("You are asked {each_period} on behalf of: {names}", each_period=rhythm, names=named)


def _stop(one: str, names: Mapping[str, str], t: Texts) -> Markup:
    return t("Stop asking me about {name}", name=beginning(names.get(one, one), MOST_OF_A_NAME))
