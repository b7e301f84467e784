"""Whom a message reaches that tells more than one person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people get it, and how many group chats; who is concerned and does not: those who have not joined, and those
    whom Telegram does not reach."""

    people: int
    chats: int = 0
    not_joined: int = 0
    unreachable: int = 0
