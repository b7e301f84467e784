"""Somebody declares an interest in a recommendation and takes no part in deciding on it: before its round opens, or until the
first position is taken in it, by anybody."""

from council.errors import Refused

WORDS_LIMIT = 300
"""The most that may be said about an interest, in UTF-16 code units."""


class TooLateToRecuse(Refused):
    """A position was taken in the round: leaving it now would change what others have counted on."""


class AllRecused(Refused):
    """Everyone who could be asked has declared an interest."""
