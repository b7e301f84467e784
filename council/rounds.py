"""A proposed recommendation and the round that decides it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council import text_rules
from council.errors import Closed, NoteWanted, OldVersion, OutsideElectorate, ReasonWanted, Stale, TextOfAnother, Unchanged
from council.findings import Found
from council.openness import Answered, Openness, Sight, has_answered, reader_of, sight
from council.people import Actor, Person, Role
from council.rules import AGAINST, OFFERED, REASON_WANTED, Choice, Ground, Outcome, Tally, Terms, Verdict, judge


class RoundState(StrEnum):
    """planned -> open -> awaiting (the chair's word) -> closed; withdrawn from any but the last."""

    PLANNED = "planned"
    OPEN = "open"
    AWAITING = "awaiting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that holds the text, as Telegram keeps it. `hash`: SHA-256 of its content, in hexadecimal."""

    file_id: str
    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Text:
    """What one version says: a text, a link that may be empty, and the file that holds the whole, where one does."""

    text: str
    link: str = ""
    document: Document | None = None

    @property
    def hash(self) -> str:
        """The hash of the file, where the text is in one; else of the text."""
        return self.document.hash if self.document else text_hash(self.text)


@dataclass(frozen=True, slots=True)
class RecommendationDraft:
    """A recommendation as typed. `deadline` is a UTC instant; `link` may be empty.

    `terms`: None stands for the council's usual ones. `opens_at`: later than now, if it is not to be opened at once.
    `document`: the text is in a file, and `text` sums it up.
    """

    group: str
    title: str
    text: str
    link: str
    deadline: datetime
    terms: Terms | None = None
    opens_at: datetime | None = None
    document: Document | None = None


class Way(StrEnum):
    """How a position came that was not taken in the bot."""

    LETTER = "letter"
    PHONE = "phone"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Position:
    """One person's position on one version. `reason` is empty where none is wanted.

    Of an objection, `reason` says what harm the text would do, and `remedy` which wording would remove it (or nothing).
    `way`, and `entered_by` (a person's id), are set where the secretariat entered it.
    """

    person: int
    choice: Choice
    reason: str
    taken_at: datetime
    remedy: str = ""
    version: int = 1
    way: Way | None = None
    entered_by: int | None = None

    def same(self, other: "Position") -> bool:
        """Whether it says what another says, on the same text; an objection stands whatever the text."""
        about_one_text = self.choice is Choice.OBJECT or self.version == other.version
        return about_one_text and (self.choice, self.reason, self.remedy) == (other.choice, other.reason, other.remedy)


def objection_subject(id_: int) -> str:
    """What the outbox and the cards call an objection."""
    return f"objection:{id_}"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection on its way: raised, answered or not, withdrawn or standing. Withdrawn only by its owner. `found`: what was
    found of it when rough consensus was declared."""

    id: int
    round: int
    person: int
    version: int
    harm: str
    remedy: str
    raised_at: datetime
    withdrawn_at: datetime | None = None
    answers: tuple["Answer", ...] = ()
    found: Found | None = None

    @property
    def subject(self) -> str:
        """What the outbox and the cards call it."""
        return objection_subject(self.id)

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def answered(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said in writing to an objection; `upheld_at`: when its owner said that they still object."""

    id: int
    text: str
    person: int
    made_at: datetime
    upheld_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A consensus round on one version of a recommendation. Times are UTC instants."""

    id: int
    number: str
    version: int
    group: str
    """The group that is asked."""

    title: str
    text: str
    link: str
    author: int
    """Who leads the round with the chair: whoever wrote the text, or, in the Committee's round, whoever opened it."""

    terms: Terms
    opened_at: datetime
    deadline: datetime
    state: RoundState
    outcome: Outcome | None = None
    ground: Ground | None = None
    closed_at: datetime | None = None
    asked_at: datetime | None = None
    """Since when its present text is asked about."""

    declared: bool | None = None
    """The chair's word, where the rule takes one."""

    rationale: str = ""
    early: bool = False
    """Closed before its deadline, by the chair."""

    spoken_by: Role | None = None
    """The role of whoever gave either word: the chair, or the secretariat for the chair. None: neither was given."""

    recommendation: int = 0
    origin: str = ""
    """The group that proposed it: the Executive Committee is asked about other groups' recommendations."""

    proposer: int = 0
    """Who wrote the text."""

    document: Document | None = None
    left_to: Role | None = None
    """To whom a chair who wrote the text has left it to declare the end: another chair, or the secretariat."""

    opinions_until: datetime | None = None
    """Minority opinions can be handed in before it."""

    @property
    def wording(self) -> Text:
        return Text(self.text, self.link, self.document)

    @property
    def hash(self) -> str:
        return self.wording.hash

    @property
    def in_committee(self) -> bool:
        """Whether this is the Committee's round about another group's recommendation."""
        return self.origin not in {"", self.group}

    def check_amendable(self, now: datetime) -> None:
        """Whether its text may be changed. Raises `Closed`, and `TextOfAnother` in the Committee's round on a group's text."""
        if not self.open(now):
            raise Closed
        if self.in_committee:
            raise TextOfAnother

    @property
    def asked_since(self) -> datetime:
        return self.asked_at or self.opened_at

    @property
    def detached(self) -> bool:
        return self.terms.openness is Openness.DETACHED

    @property
    def over(self) -> bool:
        """Whether nothing is to come of it any more."""
        return self.state in {RoundState.CLOSED, RoundState.WITHDRAWN}

    @property
    def undecided(self) -> bool:
        """Whether it was opened, and its outcome is still to come."""
        return self.state in {RoundState.OPEN, RoundState.AWAITING}

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"round:{self.id}"

    def is_answered_by(self, elector: "Elector") -> bool:
        """Whether this one of the electorate counts as having answered."""
        on = elector.position.version if elector.position is not None else None
        return has_answered(self.terms.openness, self.version, on, voted=elector.voted)

    def open(self, now: datetime) -> bool:
        """Whether positions are taken at `now`: until the deadline's instant, not at it."""
        return self.state is RoundState.OPEN and now < self.deadline

    def under_way(self, now: datetime) -> bool:
        """Whether objections are answered and withdrawn at `now`: while positions are taken, or the chair is awaited."""
        return self.open(now) or self.state is RoundState.AWAITING


@dataclass(frozen=True, slots=True)
class Elector:
    """One of a round's electorate. Once struck, neither they nor their position count any more.

    `former`: their position on an earlier text, which counts no more. `voted`: in a detached round, where nobody knows
    their position. `released`: they withdrew their objection while the chair is awaited, and are asked for another
    position, as everyone is who withdraws one; nobody else is any more. `recused`: struck because they declared an interest;
    `interest`: what they said of it.
    """

    person: Person
    position: Position | None = None
    struck_at: datetime | None = None
    former: Position | None = None
    voted: bool = False
    released: bool = False
    recused: bool = False
    interest: str = ""

    @property
    def counts(self) -> bool:
        return self.struck_at is None


def present(position: Position | None, version: int) -> Position | None:
    """What a position is worth once the text is at this version: nothing if it was taken on an earlier one, save an
    objection, which stands until its owner withdraws it."""
    if position is None or position.version == version or position.choice is Choice.OBJECT:
        return position
    return None


def silent(round_: Round, electors: Iterable[Elector]) -> list[Elector]:
    """Those who count and have not answered (`council.openness.has_answered`)."""
    return [elector for elector in electors if elector.counts and not round_.is_answered_by(elector)]


def sight_of(round_: Round, actor: Actor, *, show_counts: bool = False) -> Sight:
    """What this person sees of the round's others; nothing, if they may not see the round at all."""
    reader = reader_of(actor, round_.group, round_.author)
    if reader is None:
        return Sight()
    return sight(round_.terms.openness, reader, closed=round_.state is RoundState.CLOSED, show_counts=show_counts)


def tally(electors: Iterable[Elector]) -> Tally:
    """The count of those who have not been struck."""
    counting = [elector for elector in electors if elector.counts]
    return Tally.of(len(counting), [elector.position.choice for elector in counting if elector.position])


def shows_who_answered(round_: Round, actor: Actor) -> bool:
    """Whether this person may learn who has answered the round: on the sheet, and by any rule about it."""
    return sight_of(round_, actor).answered is Answered.WHO


def number(group: str, year: int, serial: int) -> str:
    """How a recommendation is called: group, year, serial within both ("B-2026-03")."""
    return f"{group}-{year}-{serial:02}"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def takes_from(round_: Round, elector: Elector, now: datetime) -> bool:
    """Whether this one of the electorate is asked now: everyone while the round is open, then those who were released."""
    if not elector.counts:
        return False
    return round_.open(now) or (round_.state is RoundState.AWAITING and elector.released)


def offered(round_: Round) -> tuple[Choice, ...]:
    """The positions that can be taken in it now: once the chair is awaited, nobody objects anew."""
    choices = OFFERED[round_.terms.rule]
    return choices if round_.state is not RoundState.AWAITING else tuple(c for c in choices if c not in AGAINST)


def position_on(round_: Round, person: int, choice: Choice, now: datetime, reason: str = "", remedy: str = "") -> Position:
    """A position on the round's present text; a reason goes with the positions that want one, and with no other. Raises
    `TooLong`."""
    limit = text_rules.REASON_LIMIT
    why = text_rules.body(reason, limit) if choice in REASON_WANTED and reason.strip() else ""
    instead = text_rules.body(remedy, limit) if choice is Choice.OBJECT and remedy.strip() else ""
    return Position(person, choice, why, now, instead, round_.version)


def check_may_answer(
    round_: Round, in_electorate: bool, now: datetime, version: int | None = None, *, released: Choice | None = None
) -> None:
    """Whether somebody may take a position now, on this version (None: whichever is the present one).

    `released`: the position that they want to take, where they withdrew their objection while the chair is awaited: then what
    the round still offers can be taken. Raises `Closed`, `OutsideElectorate`, `OldVersion`.
    """
    if not in_electorate:
        raise OutsideElectorate
    if not round_.open(now) and not (round_.state is RoundState.AWAITING and released in offered(round_)):
        raise Closed
    if version is not None and version != round_.version:
        raise OldVersion


def check_position(
    round_: Round, in_electorate: bool, choice: Choice, reason: str, now: datetime, version: int | None = None,
    *, released: bool = False,
) -> None:  # fmt: skip
    """Whether this position may be taken now, with this reason. Raises as `check_may_answer`, `ReasonWanted`, and `Stale` for
    one that the rule does not offer."""
    check_may_answer(round_, in_electorate, now, version, released=choice if released else None)
    if choice not in OFFERED[round_.terms.rule]:
        raise Stale
    if choice in REASON_WANTED and not reason and not round_.detached:
        raise ReasonWanted


def check_change(before: Text, after: Text, note: str) -> tuple[Text, str]:
    """A changed text and its author's note, cleaned, as they are kept. What cannot be compared wants a note.

    Raises `Unchanged`, `NoteWanted`, and as `council.text_rules` does.
    """
    after = Text(text_rules.body(after.text), text_rules.link(after.link) if after.link else "", after.document)
    note = text_rules.body(note, text_rules.REASON_LIMIT) if note.strip() else ""
    if after == before:
        raise Unchanged
    if (after.link, after.document) != (before.link, before.document) and not note:
        raise NoteWanted
    return after, note


def closed_verdict(round_: Round, counted: Tally) -> Verdict:
    """What was stored when the round closed, with by how much the count fell short."""
    again = judge(round_.terms, counted)
    short = again.short_by if again.ground is round_.ground else 0
    return Verdict(round_.outcome or again.outcome, round_.ground or again.ground, short)


def given_reasons(electors: Sequence[Elector]) -> list[tuple[Person, Position]]:
    """The positions that count and have a reason, each with its person; objections first."""
    given = [(e.person, e.position) for e in electors if e.counts and e.position and e.position.choice in REASON_WANTED]
    return sorted(given, key=lambda one: one[1].choice is not Choice.OBJECT)
