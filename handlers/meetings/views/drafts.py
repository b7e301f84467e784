"""Drafts of meetings, and what can be copied."""

from collections.abc import Sequence

from markupsafe import Markup

from council.config import Council
from council.meetings import Meeting
from handlers.common.dates import moment
from handlers.common.names import group_list
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, lines
from handlers.meetings.presses import CopyOf, DraftTask, OnDraft, ShowDrafts
from storage.drafts import Draft


def kept(title: str, t: Texts) -> View:
    """A form was put aside."""
    return View(
        lines(
            bold(t("Saved as a draft: {title}", title=title)),
            t("Nobody was told. All of the secretariat find it here."),
        ),
        ((button(t("Drafts"), ShowDrafts()), button(t("Meetings"), Go("meetings"))),),
    )


def listed(found: Sequence[Draft], zone: str, t: Texts) -> View:
    """The drafts, the last one first; each can be gone on with or discarded."""
    if not found:
        return View(t("There are no drafts. /meeting sets a meeting, /series a series of them."))
    parts: list[Markup | str] = [bold(t("Drafts"))]
    rows: list[tuple[Button, ...]] = []
    for at, draft in enumerate(found, start=1):
        label = t("{at}. {title}", at=at, title=draft.title or t("without a title"))
        parts += [label, t("Saved {when}", when=moment(draft.kept_at, zone, t))]
        on, away = (OnDraft(draft.id, what) for what in DraftTask)
        rows.append((button(label, on), button(t("Discard {at}", at=at), away)))
    return View(lines(*parts), tuple(rows))


def earlier(council: Council, found: Sequence[Meeting], t: Texts) -> View:
    """What a new meeting can be copied from."""
    if not found:
        return View(t("There is no earlier meeting yet. /meeting sets one."))
    rows = []
    for meeting in found:
        label = t("{groups}, {title}", groups=group_list(council, meeting.draft.groups, t), title=meeting.draft.title)
        rows.append((button(label.unescape()[:60], CopyOf(meeting.id)),))
    return View(
        lines(bold(t("Copy which meeting?")), t("All but its day and its agenda is taken over; you can change it.")),
        tuple(rows),
    )
