"""When something is to be done about announcements that are on their way."""

import sqlalchemy as sa

from council.announcements import ALBUM, ALBUM_GONE, GONE, AnnouncementState
from storage.announcement_deliveries import COPIES, SENDINGS, STILL, TEXT
from storage.announcements import CONFIRMS, SUBJECT
from storage.due_times import now_if
from storage.outbox import WAITING, State
from storage.tables import announcement_contents as contents, announcements, cards, outbox, outbox_pauses

LOST = (GONE, ALBUM_GONE)
"""Why copies failed whose file can be given anew."""


def _in_state(*states: AnnouncementState) -> sa.Select[int]:
    return sa.select(announcements.c.id).where(announcements.c.state.in_([state.value for state in states]))


def _has(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """On `announcements`: whether it has first deliveries, not redraws, that fulfil these conditions."""
    return sa.exists().where(outbox.c.subject == SUBJECT, outbox.c.card_id.is_(None), *conditions)


def _has_card(kinds: tuple[str, ...], after: sa.Column[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(cards.c.subject == SUBJECT, cards.c.kind.in_(kinds), cards.c.id > after)


_GOING = _in_state(AnnouncementState.FREEZING, AnnouncementState.FROZEN)

_LACKS_TAILS = sa.and_(
    sa.exists().where(
        contents.c.announcement_id == announcements.c.id,
        contents.c.version == announcements.c.version,
        contents.c.kind == ALBUM,
        sa.or_(sa.cast(contents.c.links, sa.Text) != "[]", CONFIRMS),
    ),
    _has_card(COPIES, announcements.c.tailed_to),
)
_LACKS_REMINDERS = sa.and_(
    CONFIRMS, sa.cast(announcements.c.nudges, sa.Text) != "[]", _has_card((TEXT,), announcements.c.reminded_to)
)

TAIL_DUE = now_if(_GOING.where(_LACKS_TAILS))
"""When buttons below albums are missing."""

REMINDERS_DUE = now_if(_GOING.where(_LACKS_REMINDERS))
"""When reminders by the hour are missing."""

_WAITS = sa.case(
    # First what one look into the index answers, as long as copies wait.
    (_has(outbox.c.kind.in_(SENDINGS), outbox.c.state.in_(STILL)), sa.true()),
    else_=_has(outbox.c.state.in_(STILL)),
)

FINISH_DUE = now_if(_in_state(AnnouncementState.FROZEN).where(~_LACKS_TAILS, ~_LACKS_REMINDERS, _WAITS.is_(sa.false())))
"""When one is done, because nothing of it waits any more."""

WATCH_DUE = now_if(_GOING.where(_has(outbox.c.kind.in_(SENDINGS), outbox.c.state == State.DEAD.value, outbox.c.reason.in_(LOST))))
"""When the file of one was deleted before all had it."""

_PAUSED = sa.select(SUBJECT).where(announcements.c.state == AnnouncementState.PAUSED.value)
_STOPPED = sa.select(outbox_pauses.c.subject).where(outbox_pauses.c.subject.not_in(_PAUSED))
_NOT_HELD = (
    sa.select(outbox.c.id)
    .join(outbox_pauses, sa.and_(outbox_pauses.c.subject == outbox.c.subject, outbox_pauses.c.kind == outbox.c.kind))
    .where(outbox.c.card_id.is_(None), outbox.c.state.in_(WAITING))
)

SWEEP_DUE = now_if(_STOPPED, _NOT_HELD, _GOING.where(_has(outbox.c.kind.in_(SENDINGS), outbox.c.state == State.HELD.value)))
"""When deliveries are to be set aside, cancelled or brought back."""
