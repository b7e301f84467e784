"""Reads the council's file. Mistakes are reported with their line numbers."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.settings import Mistakes
from council import quiet_hours, text_rules
from council.clock import zone
from council.config import Addressee, Channel, Council, Group
from council.errors import Refused, UnknownZone
from council.rules import Rule
from handlers.common import lexicons
from handlers.common.texts import LOCALES, SOURCE


def known_zone(value: str) -> str:
    """The name of a zone of the IANA database. Raises `ValueError` for any other."""
    try:
        zone(value)
    except UnknownZone:
        message = f"{value!r} is not a time zone of the IANA database, such as Asia/Tashkent"
        raise ValueError(message) from None
    return value


def languages_there_are() -> list[str]:
    """The codes of the languages that have texts, the source's first."""
    found = sorted(path.parent.name for path in LOCALES.glob(f"*/{lexicons.FILE}"))
    return sorted(found, key=lambda code: code != SOURCE)


def known_language(value: str) -> str:
    """The code of a language that has texts. Raises `ValueError` for any other."""
    catalog, words = LOCALES / value / "majlis.po", LOCALES / value / lexicons.FILE
    if not words.exists() or (value != SOURCE and not catalog.exists()):
        message = f"there are no texts in {value!r}"
        raise ValueError(message)
    return value


_OFFSET = re.compile(r"(\d{1,3}) ?(minute|hour|day|week)s?")


def _offset(value: str) -> str:
    match = _OFFSET.fullmatch(value.strip())
    if not match or not int(match[1]):
        message = f"{value!r} is not a time before a meeting, such as '7 days' or '1 hour'"
        raise ValueError(message)
    return value


def channel_name(value: int | str) -> int | str:
    """A channel's @username or id, or "". Raises `ValueError` for anything else."""
    if value != "" and not re.fullmatch(r"@\w{4,}|-\d+", str(value)):
        message = f"{value!r} is neither a channel's @username nor its id (-100…)"
        raise ValueError(message)
    return value


def contact_link(value: str) -> str:
    """A link that a button can open; an account's @name becomes one. Raises `ValueError`."""
    if re.fullmatch(r"@\w{5,32}", value):
        return f"https://t.me/{value[1:]}"
    try:
        return text_rules.link(value) if value else ""
    except Refused:
        message = f"{value!r} is neither an account's @name nor a link (https://…)"
        raise ValueError(message) from None


def group_code(value: str) -> str:
    """A group's code. Raises `ValueError`."""
    if not re.fullmatch(r"[A-Z0-9]{1,6}", value):
        message = f"{value!r} is not a code of one to six capital letters or digits"
        raise ValueError(message)
    return value


def _hours(value: int) -> int:
    if not 1 <= value <= 2160:
        message = f"{value} is not a number of hours from 1 to 2160"
        raise ValueError(message)
    return value


def _count(value: int) -> int:
    if not 1 <= value <= 1000:
        message = f"{value} is not a number of posts from 1 to 1000"
        raise ValueError(message)
    return value


def _known_rule(value: str) -> str:
    usual = sorted(set(Rule) - {Rule.CONSENT, Rule.CONSENSUS_MINUS})  # those two need a value for each round
    if value not in usual:
        message = f"{value!r} is not one of: {', '.join(usual)}"
        raise ValueError(message)
    return value


def _quiet(value: str) -> str:
    try:
        quiet_hours.read(value)
    except ValueError:
        message = f'{value!r} is not like "22:00-08:00", or "none"'
        raise ValueError(message) from None
    return value


def _months(value: int) -> int:
    if not 1 <= value <= 24:
        message = f"{value} is not a number of months from 1 to 24"
        raise ValueError(message)
    return value


def _days(value: int) -> int:
    if not 1 <= value <= 90:
        message = f"{value} is not a number of days from 1 to 90"
        raise ValueError(message)
    return value


MOST_PERCENT = 100
Percent = Annotated[int, Field(ge=0, le=MOST_PERCENT)]
Hours = Annotated[int, AfterValidator(_hours)]


_USUAL: Mapping[str, Any] = {field.name: field.default for field in fields(Council)}
"""What holds where the file says nothing, by field of `Council`."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _GroupEntry(_Strict):
    code: Annotated[str, AfterValidator(group_code)]
    name: Annotated[dict[str, str], Field(min_length=1)]


class _Decisions(_Strict):
    rule: Annotated[str, AfterValidator(_known_rule)] = _USUAL["rule"].value
    quorum: Percent = _USUAL["quorum"]
    floor: Percent = _USUAL["floor"]
    silence_hours: Hours = _USUAL["silence_hours"]
    hours_after_amendment: Hours = _USUAL["hours_after_amendment"]
    show_counts: bool = _USUAL["show_counts"]
    committee: str = _USUAL["committee"]
    proposer_declares: bool = _USUAL["proposer_declares"]
    opinion_days: Annotated[int, AfterValidator(_days)] = _USUAL["opinion_days"]


class _AddresseeEntry(_Strict):
    code: Annotated[str, AfterValidator(group_code)]
    name: Annotated[dict[str, str], Field(min_length=1)]
    state: str = ""


class _FollowUp(_Strict):
    by_group: bool = _USUAL["followed_by_group"]
    months: Annotated[int, AfterValidator(_months)] = _USUAL["followup_months"]


class _Meetings(_Strict):
    reminders: list[Annotated[str, AfterValidator(_offset)]] | None = None
    minutes_hours: Hours = _USUAL["minutes_hours"]
    book_hours: Hours = _USUAL["book_hours"]


class _Announcements(_Strict):
    four_eyes: bool = _USUAL["four_eyes"]


ChannelName = Annotated[int | str, AfterValidator(channel_name)]


class _Channel(_Strict):
    channel: ChannelName
    language: Annotated[str, AfterValidator(known_language)]


class _News(_Strict):
    channel: ChannelName = ""
    channels: list[_Channel] = []
    too_old_hours: Hours = _USUAL["news_too_old"] // timedelta(hours=1)
    most_an_hour: Annotated[int, AfterValidator(_count)] = _USUAL["news_at_once"]


def _web_link(value: str) -> str:
    try:
        return text_rules.link(value)
    except Refused:
        message = f"{value!r} is not a link (https://…)"
        raise ValueError(message) from None


class _Privacy(_Strict):
    notice: Annotated[str, Field(max_length=40)] = ""
    link: dict[str, Annotated[str, AfterValidator(_web_link)]] = {}
    host: dict[str, str] = {}


class _File(_Strict):
    name: Annotated[dict[str, str], Field(min_length=1)]
    short_name: Annotated[dict[str, str], Field(min_length=1)]
    zone: Annotated[str, AfterValidator(known_zone)]
    languages: Annotated[list[Annotated[str, AfterValidator(known_language)]], Field(min_length=1)]
    groups: Annotated[list[_GroupEntry], Field(min_length=1)]
    decisions: _Decisions = _Decisions()
    meetings: _Meetings = _Meetings()
    quiet: Annotated[str, AfterValidator(_quiet)] | None = None
    contact: Annotated[str, AfterValidator(contact_link)] = ""
    news: _News = _News()
    announcements: _Announcements = _Announcements()
    addressees: list[_AddresseeEntry] = []
    follow_up: _FollowUp = _FollowUp()
    privacy: _Privacy = _Privacy()


def load_council(path: Path) -> Council:
    """The council that a file describes. Raises `Mistakes` with one line for each mistake, naming the file's line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistakes([f"COUNCIL_FILE: {path} cannot be read: {type(error).__name__}"]) from None
    try:
        entries = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Mistakes([_syntax_error(path, text, str(error))]) from None
    except ValidationError as error:
        mistakes = (_mistake(path, text, e["loc"], _MESSAGES.get(e["type"], e["msg"])) for e in error.errors())
        raise Mistakes(list(dict.fromkeys(mistakes))) from None
    codes = [group.code for group in entries.groups]
    addressed = [addressee.code for addressee in entries.addressees]
    for table, listed, whose in (("groups", codes, "group"), ("addressees", addressed, "addressee")):
        if repeated := [at for at, code in enumerate(listed) if code in listed[:at]]:
            raise Mistakes(
                [_mistake(path, text, (table, at, "code"), f"{listed[at]!r} is another {whose}'s code") for at in repeated]
            )
    if unknown := [at for at, one in enumerate(entries.addressees) if one.state not in {"", *addressed}]:
        wrong = [(("addressees", at, "state"), entries.addressees[at].state) for at in unknown]
        raise Mistakes([_mistake(path, text, where, f"{state!r} is not the code of an addressee") for where, state in wrong])
    committee = entries.decisions.committee
    if committee and committee not in codes:
        raise Mistakes([_mistake(path, text, ("decisions", "committee"), f"{committee!r} is not the code of a group")])
    return _council(entries)


_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list: […]",
    "dict_type": "needs a value for each language: name.en = …",
    "model_type": "must be a table",
    "too_short": "is empty",
    "greater_than_equal": "must be a percentage from 0 to 100",
    "less_than_equal": "must be a percentage from 0 to 100",
}


def _council(entries: _File) -> Council:
    reminders = entries.meetings.reminders
    return Council(
        names=entries.name,
        short_names=entries.short_name,
        zone=entries.zone,
        languages=tuple(entries.languages),
        groups=tuple(Group(group.code, group.name) for group in entries.groups),
        reminders=_USUAL["reminders"] if reminders is None else tuple(sorted(map(_as_timedelta, reminders), reverse=True)),
        rule=Rule(entries.decisions.rule),
        quorum=entries.decisions.quorum,
        floor=entries.decisions.floor,
        silence_hours=entries.decisions.silence_hours,
        hours_after_amendment=entries.decisions.hours_after_amendment,
        show_counts=entries.decisions.show_counts,
        four_eyes=entries.announcements.four_eyes,
        committee=entries.decisions.committee,
        news_channels=_channels(entries.news),
        news_too_old=timedelta(hours=entries.news.too_old_hours),
        news_at_once=entries.news.most_an_hour,
        quiet=_USUAL["quiet"] if entries.quiet is None else quiet_hours.read(entries.quiet),
        contact=entries.contact,
        addressees=tuple(Addressee(one.code, one.name, one.state) for one in entries.addressees),
        followed_by_group=entries.follow_up.by_group,
        followup_months=entries.follow_up.months,
        proposer_declares=entries.decisions.proposer_declares,
        opinion_days=entries.decisions.opinion_days,
        minutes_hours=entries.meetings.minutes_hours,
        book_hours=entries.meetings.book_hours,
        notice=entries.privacy.notice,
        notice_links=entries.privacy.link,
        hosts=entries.privacy.host,
    )


def _channels(news: _News) -> tuple[Channel, ...]:
    """The channels with a language, preceded by the channel for all languages if there is one."""
    whole = (Channel(news.channel),) if news.channel else ()
    return (*whole, *(Channel(entry.channel, entry.language) for entry in news.channels))


def _as_timedelta(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value.strip())
    assert match  # noqa: S101 - _offset has checked it
    return (
        int(match[1])
        * {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[
            match[2]
        ]
    )


_CHANNEL = re.compile(r"news\.(channel|channels\.\d+\.channel)(\.\w+)?")


def _syntax_error(path: Path, text: str, message: str) -> str:
    where = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message)
    words, line = (where[1], where[2] or len(text.splitlines())) if where else (message, 1)
    return f"{path}, line {line}: {words}"


def _mistake(path: Path, text: str, loc: tuple[int | str, ...], message: str) -> str:
    if (found := _CHANNEL.fullmatch(".".join(map(str, loc)))) and found[2]:
        # The value may be of either of two types, and pydantic reports it as wrong for each.
        loc, message = loc[:-1], "must be a channel's @username or its id (-100…)"
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    detail = message.removeprefix("Value error, ")
    return f"{path}, line {_line_of(text, loc)}: {name}: {detail}"


_HEADER = re.compile(r"\s*\[(\[?)\s*([^]]+?)\s*\]")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")


def _line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The number, from 1, of the line of the key that `loc` names; if the key is missing, of its table's header."""
    best, best_depth = 1, 0
    table: tuple[int | str, ...] = ()
    entries: dict[str, int] = {}  # for each [[table]], the index of its latest entry
    for at, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            parts = _parts(header[2])
            if header[1]:
                entries[parts[0]] = entries.get(parts[0], -1) + 1
            inside = (entries[parts[0]],) if parts[0] in entries else ()
            table = here = (parts[0], *inside, *parts[1:])
        elif key := _KEY.match(line):
            here = (*table, *_parts(key[1]))
        else:
            continue
        depth = min(len(here), len(loc))
        if here[:depth] == loc[:depth] and depth > best_depth:
            best, best_depth = at, depth
    return best


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip('"') for part in dotted.split(".")]
