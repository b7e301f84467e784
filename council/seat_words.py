"""Reads groups and roles as people write them in a cell or a line: "B chair; C", "chair of group B", "A and B"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from council import look_alikes
from council.folding import bare, fold
from council.lexicon import Lexicon, by_word
from council.people import Role

_WORD = re.compile(r"[^\W_]+")
_ENDS = re.compile(r"[;|\n\r\u2028]")
_PARTS = re.compile(r"[,/+&]")


@dataclass(frozen=True, slots=True)
class Told:
    """What was read: each group with its role (None: none is written); roles that stand without a group; parts with a
    word that is neither, with a group that they name all the same ("": none); parts of which it is not plain which role
    belongs to which group."""

    seats: Sequence[tuple[str, Role | None]] = ()
    roles: Sequence[Role] = ()
    unknown: Sequence[tuple[str, str]] = ()
    unclear: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or all words of a group's name (`group`: its code), with the `gap` before it. `around`: it is said around
    a group, as "of" and "working group" are; of a code: it could be such a word, as in "a member"."""

    text: str
    gap: str
    group: str = ""
    role: Role | None = None
    around: bool = False

    @property
    def known(self) -> bool:
        return bool(self.group or self.role or self.around)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two separators."""

    text: str
    groups: tuple[str, ...]
    roles: tuple[Role, ...]
    unknown: bool
    role_first: bool


def read(text: str, groups: Mapping[str, str], lexicon: Lexicon) -> Told:
    """Read a cell or a line. `groups`: the codes by each of the groups' names, bare. Nothing is guessed: a part with a
    word that is not known is unknown."""
    seats: list[tuple[str, Role | None]] = []
    roles: list[Role] = []
    unknown: list[tuple[str, str]] = []
    unclear: list[str] = []
    for stretch in _stretches(text, groups, lexicon):
        unknown += [(part.text, part.groups[0] if part.groups else "") for part in stretch if part.unknown]
        parts = [part for part in stretch if not part.unknown]
        paired = _paired(parts)
        if paired is None:
            unclear.append(", ".join(part.text for part in parts))
        elif any(part.groups for part in parts):
            seats += paired
        else:
            roles += [role for part in parts for role in part.roles]
    return Told(tuple(dict.fromkeys(seats)), tuple(roles), tuple(unknown), tuple(unclear))


def _paired(parts: Sequence[_Part]) -> list[tuple[str, Role | None]] | None:
    """The groups of a stretch with their roles; None: it is not plain whose a role is."""
    if any(len(part.roles) > 1 or (part.roles and len(part.groups) > 1) for part in parts):
        return None
    named = [part for part in parts if part.groups]
    if named and len(named) < len(parts):  # "Chair, B": a role and a group by turns
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        plain = len(parts) % 2 == 0 and all(len(a.groups + a.roles) == len(b.groups + b.roles) == 1 for a, b in pairs)
        orders = {(bool(a.groups), bool(b.groups)) for a, b in pairs}
        if not plain or orders not in ({(True, False)}, {(False, True)}):
            return None
        return [((*a.groups, *b.groups)[0], (*a.roles, *b.roles)[0]) for a, b in pairs]
    if any(part.role_first and not after.roles for part, after in pairwise(parts)):
        return None  # "chair of B, C": a chair of both, or a member of C?
    return [(group, part.roles[0] if part.roles else None) for part in named for group in part.groups]


def _stretches(text: str, groups: Mapping[str, str], lexicon: Lexicon) -> Iterator[list[_Part]]:
    """The parts between separators, by the stretches between semicolons and line breaks."""
    words: list[_Word] = []
    parts: list[_Part] = []
    joins = {fold(word) for word in lexicon.meeting_values["and"]}
    for word in [*_words(text, groups, lexicon), _Word("", ";", around=True)]:
        joint = not word.known and fold(word.text) in joins
        if words and (joint or _PARTS.search(word.gap) or _ENDS.search(word.gap)):
            parts.append(_part(words))
            words = []
        if _ENDS.search(word.gap):
            if found := [part for part in parts if part.groups or part.roles or part.unknown]:
                yield found
            parts = []
        if not joint:
            words.append(word)


def _words(text: str, groups: Mapping[str, str], lexicon: Lexicon) -> Iterator[_Word]:
    """The text's words; those of a group's name are one, whatever stands between them."""
    tokens = list(_WORD.finditer(text))
    names, around, roles = _longest_first(groups), _around(lexicon), _roles(lexicon)
    at = end = 0
    while at < len(tokens):
        spelled = [fold(token[0]) for token in tokens[at : at + names[0]]] if names else []
        size = next((n for n in names if len(spelled) >= n and _code(spelled[:n], groups, lexicon)), 0)
        gap, start = text[end : tokens[at].start()], tokens[at].start()
        at += max(size, 1)
        end = tokens[at - 1].end()
        typed, word = text[start:end], fold(tokens[at - 1][0])
        code = _code(spelled[:size], groups, lexicon) or ""
        role = None if code else roles.get(word)
        yield _Word(typed, gap, code, role, around=word in around and (typed.islower() or not code))


def _part(words: Sequence[_Word]) -> _Part:
    """A part; a code that could be a small word is one beside other words and another group: "a member of group B"."""
    spoken = any(word.role or (word.around and not word.group) for word in words)
    plain = any(word.group and not word.around for word in words)
    unknown = not all(word.known for word in words)
    told = [word for word in words if not word.around or (word.group and not (spoken and plain) and not unknown)]
    groups = dict.fromkeys(word.group for word in told if word.group)
    roles = dict.fromkeys(word.role for word in told if word.role)
    first = bool(told) and told[0].role is not None
    text = "".join(f"{word.gap if n else ''}{word.text}" for n, word in enumerate(words))
    return _Part(text, tuple(groups), tuple(roles), unknown, first)


def _code(spelled: Sequence[str], groups: Mapping[str, str], lexicon: Lexicon) -> str | None:
    """The code of the group that these words name: its name or code, or a code that is written together with a word
    before it. Letters of another keyboard that look the same are taken for the code's."""
    name = " ".join(spelled)
    found = groups.get(name)
    if found is None and len(spelled) == 1:
        glued = (fold(word) for key in ("prefix", "short") for word in lexicon.groups[key])
        rests = (name, *(name.removeprefix(word) for word in glued))
        found = next((groups[rest] for one in rests for rest in (one, one.translate(look_alikes.LATIN)) if rest in groups), None)
    return found


def _longest_first(groups: Mapping[str, str]) -> list[int]:
    """How many words the groups' names have, from the longest."""
    return sorted({len(name.split()) for name in groups if name}, reverse=True)


@lru_cache(maxsize=8)
def _around(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(
        fold(word) for key in ("prefix", "short", "around") for phrase in lexicon.groups[key] for word in phrase.split()
    )


@lru_cache(maxsize=8)
def _roles(lexicon: Lexicon) -> Mapping[str, Role]:
    return {word: Role(role) for word, role in by_word(lexicon.roster_roles, bare).items()}


def groups_in(text: str, groups: Mapping[str, str], lexicon: Lexicon) -> frozenset[str]:
    """The codes of the groups that a text names, such as a title, whatever else it says."""
    told = read(text, groups, lexicon)
    return frozenset((*(group for group, _ in told.seats), *(group for _, group in told.unknown if group)))


def group_of(text: str, groups: Mapping[str, str], lexicon: Lexicon) -> str | None:
    """The code of the one group that a text names and nothing else."""
    told = read(text, groups, lexicon)
    plain = not (told.roles or told.unknown or told.unclear)
    return told.seats[0][0] if plain and len(told.seats) == 1 and told.seats[0][1] is None else None
