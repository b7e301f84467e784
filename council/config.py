"""The council as its file describes it: names, groups, languages and default rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from council import quiet_hours
from council.clock import zone
from council.people import Person
from council.quiet_hours import QuietHours
from council.retention import Keep
from council.rules import Rule


@dataclass(frozen=True, slots=True)
class Group:
    """A working group or committee: a short code, as printed in numbers ("B-2026-03"), and its name by language."""

    code: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in `language`, or else in the first language given."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class Channel:
    """A news channel: a Telegram chat id or @username, and its language ("": for readers of every language)."""

    channel: int | str
    language: str = ""

    @property
    def username(self) -> str:
        """The username without "@"; "" if the channel is given by its id."""
        return self.channel.removeprefix("@") if isinstance(self.channel, str) else ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom recommendations are addressed to: a state, a ministry, an organisation. `state`: the code of the state that it
    belongs to (its own, if it is one), "" for none: the column in which it is drawn."""

    code: str
    names: Mapping[str, str]
    state: str = ""

    def name(self, language: str) -> str:
        """The name in `language`, or else in the first language given."""
        return self.names.get(language) or next(iter(self.names.values()))


_NIGHT = QuietHours(time(22), time(8))


@dataclass(frozen=True, slots=True)
class Council:
    """One council, as its file describes it (`bot.council_file`). A field's default holds where the file says nothing."""

    names: Mapping[str, str]
    short_names: Mapping[str, str]
    zone: str
    """An IANA name."""

    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    reminders: tuple[timedelta, ...] = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    """How long before a meeting, longest first."""

    rule: Rule = Rule.FULL_CONSENSUS
    quorum: int = 66
    floor: int = 50
    """Both are whole percentages (q and f in the decision rules)."""

    news_channels: tuple[Channel, ...] = ()
    news_too_old: timedelta = timedelta(hours=12)
    """Posts that arrive later than this are not delivered."""

    news_at_once: int = 10
    """Beyond so many posts an hour the rest is sent as one list."""

    invitation_days: int = 14
    """How long invitations to join are valid; not in the file."""

    quiet: QuietHours | None = _NIGHT
    silence_hours: int = 72
    """The shortest silence procedure."""

    hours_after_amendment: int = 48
    """The shortest time to answer a changed text."""

    show_counts: bool = False
    """Members see the counts of open rounds with names."""

    four_eyes: bool = False
    """Announcements need a second secretary's approval."""

    committee: str = ""
    """The code of the group that receives the others' adopted recommendations; "" for none."""

    contact: str = ""
    """A link for writing to the secretariat; "" for none."""

    addressees: tuple[Addressee, ...] = ()
    """Those of the file; more are added in the chat."""

    followed_by_group: bool = True
    """What a group has adopted is followed up at once, not only once the Committee has adopted it."""

    followup_months: int = 3
    """How often it is asked what became of a recommendation."""

    proposer_declares: bool = False
    """Whoever wrote a text may declare consensus on it."""

    opinion_days: int = 7
    """How long after closing a minority opinion may be handed in."""

    minutes_hours: int = 48
    """The shortest review of minutes."""

    book_hours: int = 48
    """How long before a meeting its agenda book is made."""

    notice: str = ""
    """The version of the privacy notice that whoever has a role agrees to; "" for none."""

    notice_links: Mapping[str, str] = field(default_factory=dict)
    """Where the whole notice can be read, by language."""

    hosts: Mapping[str, str] = field(default_factory=dict)
    """In which country the server stands, by language."""

    keep: Keep | None = None
    """How long this server keeps what is over: of its settings, not of the file; None where no server runs."""

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))

    def short_name(self, language: str) -> str:
        return self.short_names.get(language) or next(iter(self.short_names.values()))

    def today(self, now: datetime) -> date:
        """The present day in the council's zone; `now` in UTC."""
        return now.astimezone(zone(self.zone)).date()

    def quiet_for(self, person: Person) -> QuietHours | None:
        """The hours in which this person gets only what cannot wait: their own choice, or else the council's."""
        return self.quiet_or_own(person.quiet)

    def quiet_or_own(self, own: str) -> QuietHours | None:
        """Someone's own quiet hours, as stored, or else the council's. Raises ValueError for anything else."""
        return quiet_hours.read(own) if own else self.quiet

    def reminders_of(self, own: tuple[timedelta, ...] | None) -> tuple[timedelta, ...]:
        """The offsets of a meeting's reminders: its own, or else the council's."""
        return self.reminders if own is None else own

    @property
    def codes(self) -> tuple[str, ...]:
        """The groups' codes, in the file's order."""
        return tuple(group.code for group in self.groups)

    def group(self, code: str) -> Group:
        """The group with this code; for a code that the file no longer has, a group named by its code."""
        return next((group for group in self.groups if group.code == code), Group(code, {"en": code}))
