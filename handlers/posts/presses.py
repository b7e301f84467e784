"""The secretariat's buttons on posts."""

from handlers.common.presses import Press


class ShowPost(Press, prefix="zi"):
    """How far a post went, and what can be done about it."""

    post: int


class Retract(Press, prefix="zr"):
    """Take a post's copies back: ask first (0), or do it (1)."""

    post: int
    sure: int
