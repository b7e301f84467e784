"""Reading the council's file: mistakes are told with the line they stand in."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.settings import Mistakes
from council.charter import Council, Group
from council.clock import zone
from council.errors import UnknownZone
from council.rules import Rule
from handlers.common.texts import LOCALES, SOURCE


def _known_zone(value: str) -> str:
    try:
        zone(value)
    except UnknownZone:
        message = f"{value!r} is not a time zone of the IANA database, such as Asia/Tashkent"
        raise ValueError(message) from None
    return value


def _known_language(value: str) -> str:
    if value != SOURCE and not (LOCALES / value / "majlis.po").exists():
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


def _channel(value: int | str) -> int | str:
    if value != "" and not re.fullmatch(r"@\w{4,}|-\d+", str(value)):
        message = f"{value!r} is neither a channel's @username nor its id (-100…)"
        raise ValueError(message)
    return value


Percent = Annotated[int, Field(ge=0, le=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _GroupEntry(_Strict):
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,6}$")]
    name: Annotated[dict[str, str], Field(min_length=1)]


class _Decisions(_Strict):
    rule: str = Rule.FULL_CONSENSUS.value
    quorum: Percent = 66
    floor: Percent = 50

    @model_validator(mode="after")
    def _known(self) -> "_Decisions":
        if self.rule not in set(Rule):
            message = f"rule {self.rule!r} is not one of: {', '.join(Rule)}"
            raise ValueError(message)
        return self


class _Meetings(_Strict):
    reminders: list[Annotated[str, AfterValidator(_offset)]] = ["7 days", "1 day", "1 hour"]


class _News(_Strict):
    channel: Annotated[int | str, AfterValidator(_channel)] = ""


class _File(_Strict):
    name: Annotated[dict[str, str], Field(min_length=1)]
    short_name: Annotated[dict[str, str], Field(min_length=1)]
    zone: Annotated[str, AfterValidator(_known_zone)]
    languages: Annotated[list[Annotated[str, AfterValidator(_known_language)]], Field(min_length=1)]
    groups: Annotated[list[_GroupEntry], Field(min_length=1)]
    decisions: _Decisions = _Decisions()
    meetings: _Meetings = _Meetings()
    news: _News = _News()

    @model_validator(mode="after")
    def _codes_differ(self) -> "_File":
        codes = [group.code for group in self.groups]
        if len(set(codes)) < len(codes):
            message = "two groups have the same code"
            raise ValueError(message)
        return self


def load_council(path: Path) -> Council:
    """The council that a file describes. Raises `Mistakes`, a line for each, with the line of the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistakes([f"COUNCIL_FILE: {path} cannot be read: {type(error).__name__}"]) from None
    try:
        entries = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Mistakes([f"{path}: {error}"]) from None
    except ValidationError as error:
        raise Mistakes([_told(path, text, e["loc"], e["msg"]) for e in error.errors()]) from None
    return _council(entries)


def _council(entries: _File) -> Council:
    return Council(
        names=entries.name,
        short_names=entries.short_name,
        zone=entries.zone,
        languages=tuple(entries.languages),
        groups=tuple(Group(group.code, group.name) for group in entries.groups),
        reminders=tuple(sorted(map(_as_timedelta, entries.meetings.reminders), reverse=True)),
        rule=Rule(entries.decisions.rule),
        quorum=entries.decisions.quorum,
        floor=entries.decisions.floor,
        news_channel=entries.news.channel or None,
    )


def _as_timedelta(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value.strip())
    assert match  # noqa: S101 - _offset has checked it
    return (
        int(match[1])
        * {
            "minute": timedelta(minutes=1),
            "hour": timedelta(hours=1),
            "day": timedelta(days=1),
            "week": timedelta(weeks=1),
        }[match[2]]
    )


def _told(path: Path, text: str, loc: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    told = message.removeprefix("Value error, ")
    where = f"{path}, line {_line_of(text, loc)}"
    return f"{where}: {name}: {told}" if name else f"{where}: {told}"


def _line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line of the key (or, where the key is missing, of its table) that `loc` leads to, counted from 1."""
    best, best_depth = 1, 0
    table: tuple[int | str, ...] = ()
    seen: dict[str, int] = {}
    for at, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[(\[?)\s*([\w.-]+)", line)
        key = re.match(r"\s*([\w.\"-]+)\s*=", line)
        if header and header[1]:
            index = seen[header[2]] = seen.get(header[2], -1) + 1
            table = (header[2], index)
        elif header:
            table = tuple(header[2].split("."))
        elif key:
            table_and_key = (*table, *key[1].replace('"', "").split("."))
            if table_and_key[: len(loc)] == loc[: len(table_and_key)] and len(table_and_key) > best_depth:
                best, best_depth = at, min(len(table_and_key), len(loc))
            continue
        else:
            continue
        if loc[: len(table)] == table and len(table) > best_depth:
            best, best_depth = at, len(table)
    return best
