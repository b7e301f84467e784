"""The buttons of a round's card, of its chair's sheet, and of what is said about objections."""

from enum import StrEnum

from council.rules import Choice
from handlers.common.presses import Press


class Vote(Press, prefix="v"):
    """Take a position on the text of this version."""

    round: int
    version: int
    choice: Choice


class Keep(Press, prefix="vk"):
    """Take on this version the position that one had on the one before."""

    round: int
    version: int


class ReadAll(Press, prefix="vt"):
    round: int


class ShowSheet(Press, prefix="vs"):
    round: int


class ShowNames(Press, prefix="vn"):
    round: int


class ShowReasons(Press, prefix="vr"):
    round: int


class AskWithdraw(Press, prefix="vw"):
    round: int


class Withdraw(Press, prefix="vx"):
    """Withdraw a round (1), or leave it open after all (0)."""

    round: int
    sure: int


class Remind(Press, prefix="vm"):
    round: int


class Extend(Press, prefix="ve"):
    round: int


class CloseNow(Press, prefix="vc"):
    """Close a round before its deadline: really (1), or ask first (0)."""

    round: int
    sure: int


class Declare(Press, prefix="vd"):
    """The chair's word: that it is adopted (1) or not (0)."""

    round: int
    adopted: int


class AskDeclarer(Press, prefix="vu"):
    """Choose who declares the end of a round on a text that one wrote."""

    round: int


class LeaveTo(Press, prefix="vl"):
    """Leave it to this chair, by id, or (0) to the secretariat."""

    round: int
    person: int


class HandIn(Press, prefix="vg"):
    """Hand in a minority opinion on what this round has adopted."""

    round: int


class TakeUp(Press, prefix="vf"):
    """Take a recommendation up again, as this request asks."""

    reopening: int


class RefuseReopening(Press, prefix="vj"):
    reopening: int


class Appeal(Press, prefix="vp"):
    """Go to the Executive Committee with a request that was refused."""

    reopening: int


class NewVersion(Press, prefix="va"):
    round: int


class Enter(Press, prefix="vi"):
    """Enter a position that came otherwise."""

    round: int


class ShowObjections(Press, prefix="vo"):
    round: int


class AnswerObjection(Press, prefix="vq"):
    objection: int


class WithdrawObjection(Press, prefix="vy"):
    objection: int


class Uphold(Press, prefix="vz"):
    """Say that one still objects."""

    objection: int


class Ask(StrEnum):
    """What becomes of what was adopted, on its review."""

    KEEP = "keep"
    END = "end"
    AMEND = "amend"
    OBJECT = "object"


class Reviewing(Press, prefix="vb"):
    review: int
    what: Ask
