"""Buttons under a communiqué."""

from handlers.common.presses import Press


class Publish(Press, prefix="zb"):
    communique: int


class Reword(Press, prefix="zw"):
    communique: int
    language: str


class DropDraft(Press, prefix="zg"):
    communique: int
