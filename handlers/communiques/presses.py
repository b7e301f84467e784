"""Buttons under a communiqué."""

from handlers.common.presses import Press


class Publish(Press, prefix="zb"):
    """Post a communiqué in the channels."""

    communique: int


class Reword(Press, prefix="zw"):
    """Write a communiqué's text in one language anew."""

    communique: int
    language: str


class DropDraft(Press, prefix="zg"):
    """Discard a communiqué that was not posted."""

    communique: int
