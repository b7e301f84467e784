"""The buttons about groups' chats."""

from handlers.common.presses import Press
from storage.join_cases import CaseState


class Confirm(Press, prefix="kc"):
    """Link what was asked for to this group."""

    offer: int
    group: str


class DropOffer(Press, prefix="kd"):
    offer: int


class Unlink(Press, prefix="ku"):
    """End a link: ask first (0), or do it (1)."""

    link: int
    sure: int


class ChatLanguage(Press, prefix="kg"):
    """Say what is said in a chat in this language; "": choose it first."""

    link: int
    language: str


class DecideCase(Press, prefix="kk"):
    case: int
    state: CaseState


class ShowCase(Press, prefix="ks"):
    case: int
