"""The council as its file describes it: names, groups, languages, and the rules that hold where nothing else is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from council import quiet_hours
from council.people import Person
from council.quiet_hours import QuietHours
from council.rules import Rule


@dataclass(frozen=True, slots=True)
class Group:
    """A working group or committee: a short code, as printed in numbers ("B-2026-03"), and its name by language."""

    code: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in `language`, else in the first language the file gives it in."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel whose posts are the council's news: a Telegram chat id or an @username, and the language of its posts
    ("": they are for readers of every language)."""

    channel: int | str
    language: str = ""

    @property
    def username(self) -> str:
        """The username without "@"; "" where it is named by its id."""
        return self.channel.removeprefix("@") if isinstance(self.channel, str) else ""


@dataclass(frozen=True, slots=True)
class Council:
    """One council. `zone` is an IANA name; `reminders` are offsets before a meeting, longest first.

    `quorum` and `floor` are whole percentages (decision rules, q and f). A post that is older than `news_too_old` when it
    comes is not sent on; of more than `news_at_once` posts an hour the rest goes out as one list. `silence_hours` is the
    least length of a silence procedure, `hours_after_amendment` what must be left to answer a changed text; with
    `show_counts`, members see how many chose what in open rounds with names. `committee`: the code of the group to which
    the others' adopted recommendations go on, "" for none. With `four_eyes`, an announcement goes out once a
    second secretary has approved it. `contact`: a link under which the secretariat is written to, "" for none.
    """

    names: Mapping[str, str]
    short_names: Mapping[str, str]
    zone: str
    languages: tuple[str, ...]
    groups: tuple[Group, ...]
    reminders: tuple[timedelta, ...]
    rule: Rule
    quorum: int
    floor: int
    news_channels: tuple[Channel, ...] = ()
    news_too_old: timedelta = timedelta(hours=12)
    news_at_once: int = 10
    invitation_days: int = 14
    quiet: QuietHours | None = None
    silence_hours: int = 72
    hours_after_amendment: int = 48
    show_counts: bool = False
    four_eyes: bool = False
    committee: str = ""
    contact: str = ""

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))

    def short_name(self, language: str) -> str:
        return self.short_names.get(language) or next(iter(self.short_names.values()))

    def quiet_for(self, person: Person) -> QuietHours | None:
        """In which hours this person is not written to about what can wait: their own wish, else the council's."""
        return quiet_hours.read(person.quiet) if person.quiet else self.quiet

    def reminders_of(self, own: tuple[timedelta, ...] | None) -> tuple[timedelta, ...]:
        """How long before a meeting it reminds: its own offsets, if it has any of its own, else the council's."""
        return self.reminders if own is None else own

    @property
    def codes(self) -> tuple[str, ...]:
        """The groups' codes, in the file's order."""
        return tuple(group.code for group in self.groups)

    def group(self, code: str) -> Group:
        """The group with this code; a code that the file no longer has keeps its bare code as its name."""
        return next((group for group in self.groups if group.code == code), Group(code, {"en": code}))
