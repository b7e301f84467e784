"""Who may do what: one table, role by action. Checked inside each action, with seats read from the database."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from council.errors import Forbidden
from council.people import Actor, Role

T = TypeVar("T")


class Action(StrEnum):
    """Everything that requires a right."""

    INVITE = "invite"
    REVOKE_INVITATION = "revoke invitation"
    DECIDE_REQUEST = "decide request"
    APPOINT = "appoint"
    SEE_TASKS = "see tasks"
    PUBLISH_MEETING = "publish meeting"
    CHANGE_MEETING = "change meeting"
    SEE_MEETING = "see meeting"
    ATTEND_MEETING = "attend meeting"
    SEE_ATTENDANCE = "see attendance"
    KEEP_ATTENDANCE = "keep attendance"
    PROPOSE_TIMES = "propose times"
    NOTE_TOPICS = "note topics"
    SEND_MINUTES = "send minutes"
    WRITE_MINUTES = "write minutes"
    REVIEW_MINUTES = "review minutes"
    APPROVE_MINUTES = "approve minutes"
    PROPOSE = "propose recommendation"
    COMMENT = "comment on recommendation"
    FORWARD = "forward recommendation"
    DECIDE_FORWARDED = "decide forwarded recommendation"
    OPEN_ROUND = "open round"
    WITHDRAW_ROUND = "withdraw round"
    SEE_ROUND = "see round"
    SEE_POSITIONS = "see positions"
    TAKE_POSITION = "take position"
    ENTER_POSITION = "enter position"
    LEAD_ROUND = "lead round"
    AMEND_ROUND = "amend round"
    ANSWER_OBJECTION = "answer objection"
    FOLLOW_UP = "follow up"
    ANNOUNCE = "announce"
    APPROVE_ANNOUNCEMENT = "approve announcement"
    LINK_CHAT = "link chat"
    SEE_CHATS = "see chats"
    ADMIT = "admit"
    REMOVE_FROM_CHAT = "remove from chat"
    SEE_ROSTER = "see roster"
    IMPORT_ROSTER = "import roster"
    EXPORT_ROSTER = "export roster"
    SEE_PLAN = "see plan"
    CHANGE_PLAN = "change plan"
    CORRECT_ENTRY = "correct entry"
    CORRECT_TEXTS = "correct texts"
    ASK_QUESTION = "ask question"
    ANSWER_QUESTION = "answer question"
    MANAGE_NEWS = "manage news"
    PUBLISH_NEWS = "publish news"
    SEE_AUDIT = "see audit"
    USE_NETWORK = "use network"
    EXAMINE = "examine program"
    DECIDE_HELD = "decide held messages"


_S, _C, _M, _O = Role.SECRETARIAT, Role.CHAIR, Role.MEMBER, Role.OBSERVER

AUTHORITY: Mapping[Action, frozenset[Role]] = {
    Action.INVITE: frozenset({_S}),
    Action.REVOKE_INVITATION: frozenset({_S}),
    Action.DECIDE_REQUEST: frozenset({_S}),
    Action.APPOINT: frozenset({_S}),
    Action.SEE_TASKS: frozenset({_S}),
    Action.PUBLISH_MEETING: frozenset({_S}),
    Action.CHANGE_MEETING: frozenset({_S}),
    Action.SEE_MEETING: frozenset({_S, _C, _M, _O}),
    Action.ATTEND_MEETING: frozenset({_C, _M, _O}),
    Action.SEE_ATTENDANCE: frozenset({_S, _C}),
    Action.KEEP_ATTENDANCE: frozenset({_S}),
    Action.PROPOSE_TIMES: frozenset({_S, _C}),
    Action.NOTE_TOPICS: frozenset({_S, _C}),
    Action.SEND_MINUTES: frozenset({_S}),
    Action.WRITE_MINUTES: frozenset({_S}),
    Action.REVIEW_MINUTES: frozenset({_C, _M, _O}),
    Action.APPROVE_MINUTES: frozenset({_S, _C}),
    Action.PROPOSE: frozenset({_S, _C, _M}),
    Action.COMMENT: frozenset({_S, _C, _M, _O}),
    Action.FORWARD: frozenset({_S, _C}),
    Action.DECIDE_FORWARDED: frozenset({_S, _C}),
    Action.OPEN_ROUND: frozenset({_S, _C}),
    Action.WITHDRAW_ROUND: frozenset({_S, _C}),
    Action.SEE_ROUND: frozenset({_S, _C, _M, _O}),
    Action.SEE_POSITIONS: frozenset({_S, _C}),
    Action.TAKE_POSITION: frozenset({_C, _M}),
    Action.ENTER_POSITION: frozenset({_S}),
    Action.LEAD_ROUND: frozenset({_S, _C}),
    Action.AMEND_ROUND: frozenset({_S, _C}),
    Action.ANSWER_OBJECTION: frozenset({_S, _C}),
    Action.FOLLOW_UP: frozenset({_S, _C}),
    Action.ANNOUNCE: frozenset({_S, _C}),
    Action.APPROVE_ANNOUNCEMENT: frozenset({_S}),
    Action.LINK_CHAT: frozenset({_S, _C}),
    Action.SEE_CHATS: frozenset({_S}),
    Action.ADMIT: frozenset({_S}),
    Action.REMOVE_FROM_CHAT: frozenset({_S}),
    Action.SEE_ROSTER: frozenset({_S, _C}),
    Action.IMPORT_ROSTER: frozenset({_S}),
    Action.EXPORT_ROSTER: frozenset({_S}),
    Action.SEE_PLAN: frozenset({_S, _C, _M, _O}),
    Action.CHANGE_PLAN: frozenset({_S, _C}),
    Action.CORRECT_ENTRY: frozenset({_S}),
    Action.CORRECT_TEXTS: frozenset({_S}),
    Action.ASK_QUESTION: frozenset({_S, _C, _M}),
    Action.ANSWER_QUESTION: frozenset({_C, _M, _O}),
    Action.MANAGE_NEWS: frozenset({_S}),
    Action.PUBLISH_NEWS: frozenset({_S}),
    Action.SEE_AUDIT: frozenset({_S}),
    Action.USE_NETWORK: frozenset({_S, _C, _M, _O}),
    Action.EXAMINE: frozenset({_S}),
    Action.DECIDE_HELD: frozenset({_S}),
}
"""Role by action. The secretariat's seat counts in every group; any other seat only in its own."""

_SERVER_ONLY = frozenset({"operator", "system"})


def may(actor: Actor, action: Action, groups: Iterable[str] = ()) -> bool:
    """Whether `actor` may do `action` to something that concerns any of `groups`.

    The operator and the system may do everything except take a position for someone.
    """
    if actor.kind in _SERVER_ONLY:
        return action is not Action.TAKE_POSITION
    concerned = set(groups)
    granted = AUTHORITY[action]
    return any(seat.role in granted and (seat.role is Role.SECRETARIAT or seat.group in concerned) for seat in actor.seats)


def roles_for(action: str) -> frozenset[Role]:
    """The roles that may do this action in their groups; every role if the table does not contain it."""
    return next((roles for known, roles in AUTHORITY.items() if known.value == action), frozenset(Role))


def demand(actor: Actor, action: Action, groups: Iterable[str] = (), subject: str = "") -> None:
    """Raise `Forbidden` unless `may`. `subject` names the object for the audit log, as in "meeting:17"."""
    if not may(actor, action, groups):
        raise Forbidden(action.value, subject)


def anywhere(actor: Actor, action: Action) -> tuple[str, ...] | None:
    """The groups in which `actor` may do `action`; None means all groups of the council."""
    if actor.kind in _SERVER_ONLY:
        return None if may(actor, action) else ()
    granted = AUTHORITY[action]
    if any(seat.role is Role.SECRETARIAT and seat.role in granted for seat in actor.seats):
        return None
    return tuple(seat.group for seat in actor.seats if seat.role in granted)


def require_there(found: T | None, action: Action, subject: str) -> T:
    """What was looked for to do `action`. Raises `Forbidden` if there is none: absent things are refused as forbidden ones."""
    if found is None:
        raise Forbidden(action.value, subject)
    return found
