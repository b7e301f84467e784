"""Registration's buttons."""

from handlers.common.presses import Press


class SetLanguage(Press, prefix="l"):
    """Choose one's language; `then` is the payload of /start that follows."""

    language: str
    then: str


class Join(Press, prefix="j"):
    token: str


class Revoke(Press, prefix="ir"):
    invitation: int


class Invitations(Press, prefix="il"):
    page: int


class Decide(Press, prefix="rd"):
    """Approve a request (1), or begin to decline it (0), which asks for a reason."""

    request: int
    approve: int


class Recognise(Press, prefix="re"):
    """The person who asks is this entry of the roster."""

    request: int
    entry: int


class AskBack(Press, prefix="rq"):
    request: int


class AnswerBack(Press, prefix="ra"):
    question: int


class WithdrawRequest(Press, prefix="rw"):
    """Take back one's own request."""
