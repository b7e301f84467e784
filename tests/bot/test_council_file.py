"""Mistakes in the council's file are reported with their line numbers."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.council_file import load_council
from bot.settings import Mistakes
from council.config import Channel, Council
from council.rules import Rule

GOOD = """\
name.en = "Council"
short_name = { en = "C" }
zone = "Asia/Tashkent"
languages = [
    "en",
    "ru",
]

[[groups]]
code = "EC"
name.en = "Committee"

[[groups]]
code = "A"
[groups.name]
en = "Group"
"ru" = "Группа"

[meetings]  # comment = 5
reminders = ["1 hour", "7 days"]

[decisions]
rule = "full consensus"
quorum = 66

[news]
channel = "@council_news"
"""


def load(folder: Path, text: str) -> Council:
    file = folder / "council.toml"
    file.write_text(text, encoding="utf-8")
    return load_council(file)


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(Mistakes) as refused:
        load(folder, text)
    return [line.removeprefix(f"{folder / 'council.toml'}, ") for line in refused.value.lines]


@pytest.mark.parametrize(
    ("given", "link"),
    [("@our_secretariat", "https://t.me/our_secretariat"), ("example.org/us", "https://example.org/us"), ("", "")],
)
def test_where_the_secretariat_is_written_to(tmp_path: Path, given: str, link: str) -> None:
    assert load(tmp_path, f'contact = "{given}"\n{GOOD}').contact == link


def test_a_contact_that_no_button_can_open(tmp_path: Path) -> None:
    [told] = mistakes(tmp_path, f'contact = "call us"\n{GOOD}')
    assert told == "line 1: contact: 'call us' is neither an account's @name nor a link (https://…)"


def test_a_good_file(tmp_path: Path) -> None:
    council = load(tmp_path, GOOD)
    assert (council.name("ru"), council.short_name("en")) == ("Council", "C")
    assert council.codes == ("EC", "A")
    assert council.group("A").name("ru") == "Группа"
    assert council.reminders == (timedelta(days=7), timedelta(hours=1))
    assert (council.rule, council.quorum, council.floor) == (Rule.FULL_CONSENSUS, 66, 50)
    assert council.news_channels == (Channel("@council_news"),)


def test_the_mark_that_some_editors_put_in_front(tmp_path: Path) -> None:
    (tmp_path / "council.toml").write_text(GOOD, encoding="utf-8-sig")
    assert load_council(tmp_path / "council.toml").codes == ("EC", "A")


def test_what_may_be_left_out(tmp_path: Path) -> None:
    council = load(tmp_path, GOOD.partition("[meetings]")[0])
    assert council.reminders == (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
    assert council.news_channels == ()


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('zone = "Asia/Tashkent"', 'zone = "Tashkent"', "line 3: zone: 'Tashkent' is not a time zone"),
        ('zone = "Asia/Tashkent"', "zone = 5", "line 3: zone: must be text in quotes"),
        ('zone = "Asia/Tashkent"', "", "line 1: zone: is missing"),
        ('zone = "Asia/Tashkent"', 'zones = "UTC"', "line 3: zones: is not known here"),
        ('"ru",\n]', '"xx",\n]', "line 4: languages.2: there are no texts in 'xx'"),
        ('name.en = "Council"', "name.en = 5", "line 1: name.en: must be text in quotes"),
        ('name.en = "Council"', 'name = "Council"', "line 1: name: needs a value for each language"),
        ('{ en = "C" }', "{ en = 5 }", "line 2: short_name.en: must be text in quotes"),
        ('{ en = "C" }', "{}", "line 2: short_name: is empty"),
        ('code = "A"', 'code = "EC"', "line 14: groups.2.code: 'EC' is another group's code"),
        ('code = "A"', 'code = "a b"', "line 14: groups.2.code: 'a b' is not a code"),
        ('code = "A"', 'kode = "A"', "line 14: groups.2.kode: is not known here"),
        ('code = "A"\n', "", "line 13: groups.2.code: is missing"),
        ('"ru" = "Группа"', '"ru" = 5', "line 17: groups.2.name.ru: must be text in quotes"),
        ('en = "Group"', "en = true", "line 16: groups.2.name.en: must be text in quotes"),
        ('name.en = "Committee"', "name.en = []", "line 11: groups.1.name.en: must be text in quotes"),
        ('"7 days"', '"7 moons"', "line 20: meetings.reminders.2: '7 moons' is not a time before a meeting"),
        ('"7 days"', '"0 days"', "line 20: meetings.reminders.2: '0 days' is not a time before a meeting"),
        ('"7 days"', "7", "line 20: meetings.reminders.2: must be text in quotes"),
        ('["1 hour", "7 days"]', '"1 hour"', "line 20: meetings.reminders: must be a list"),
        ("reminders =", "reminder =", "line 20: meetings.reminder: is not known here"),
        ('"full consensus"', '"majority"', "line 23: decisions.rule: 'majority' is not one of: full consensus"),
        ("quorum = 66", "quorum = 101", "line 24: decisions.quorum: must be a percentage from 0 to 100"),
        ("quorum = 66", "quorum = -1", "line 24: decisions.quorum: must be a percentage from 0 to 100"),
        ("quorum = 66", 'quorum = "66"', "line 24: decisions.quorum: must be a whole number"),
        ("quorum = 66", "quorum = 0.66", "line 24: decisions.quorum: must be a whole number"),
        ("quorum = 66", "quorum 66", "line 24: Expected '=' after a key"),
        ("[decisions]", "[decision]", "line 22: decision: is not known here"),
        ('"@council_news"', '"council_news"', "line 27: news.channel: 'council_news' is neither a channel's"),
        ('"@council_news"', "5", "line 27: news.channel: 5 is neither a channel's"),
        ('"@council_news"', "1.5", "line 27: news.channel: must be a channel's @username or its id"),
        ('channel = "@council_news"', 'channel = "@council_news', "line 27: Illegal character"),
        ('channel = "@council_news"\n', 'channel = """', "line 27: "),
    ],
)
def test_each_mistake_and_its_line(tmp_path: Path, was: str, now: str, told: str) -> None:
    assert GOOD.count(was) == 1
    lines = mistakes(tmp_path, GOOD.replace(was, now))
    # A misspelt key is reported twice: as unknown and as missing.
    [line] = [line for line in lines if "is missing" in told or "is missing" not in line]
    assert line.startswith(told)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    lines = mistakes(tmp_path, GOOD.replace("66", "166").replace("Asia/", "Azia/").replace("[news]", "[old]"))
    assert [line.partition(":")[0] for line in lines] == ["line 3", "line 24", "line 26"]


def test_an_empty_file_tells_what_is_wanted(tmp_path: Path) -> None:
    wanted = ["name", "short_name", "zone", "languages", "groups"]
    assert mistakes(tmp_path, "") == [f"line 1: {name}: is missing" for name in wanted]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "council.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Mistakes, match=r"COUNCIL_FILE: .*council\.toml cannot be read"):
        load_council(file)
