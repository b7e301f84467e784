"""The words by which files and messages of people are read, in all languages of a council at once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Table = Mapping[str, tuple[str, ...]]
"""The words, in small letters, for each of the things that they stand for."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of several languages together, because people mix them when they type.

    A field that is a `Table` is a table of the language's file, where it is explained. `hashtags`: examples of a
    topic's hashtag. `territories` and `languages`: names to be shown in place of the locale data's, by the language
    that they are in and the code of what they name.

    Two are never equal, so that what is made of one can be cached by it.
    """

    groups: Table
    roster_heads: Table
    roster_roles: Table
    roster_rest: Table
    plan_heads: Table
    plan_own_heads: Table
    plan_done: Table
    days: Table
    quarters: Table
    from_now: Table
    clock: Table
    relative_days: Table
    day_parts: Table
    weekday_forms: Table
    month_forms: Table
    time_words: Table
    numbers: Table
    durations: Table
    duration_letters: Table
    rhythms: Table
    meeting_fields: Table
    meeting_values: Table
    hashtags: tuple[str, ...]
    territories: Mapping[tuple[str, str], str]
    languages: Mapping[tuple[str, str], str]


def by_word(table: Table, spelled: Callable[[str], str] = str.casefold) -> dict[str, str]:
    """What each word of a table stands for. `spelled`: how a text is written before it is compared. Of a word that has
    two meanings in two languages, the one that comes first in the table counts."""
    found: dict[str, str] = {}
    for meaning, words in table.items():
        for word in words:
            found.setdefault(spelled(word), meaning)
    return found


def one_of(words: Iterable[str]) -> str:
    """A regular expression for one of these words; without any, it matches nothing."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else "(?:(?!))"
