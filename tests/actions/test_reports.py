"""Pictures, tables and reports of what became of recommendations: who gets which, and what goes to the channels."""

import io
from dataclasses import dataclass
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from council.chats import TelegramChannel
from council.errors import Forbidden
from council.posts import CopyKind
from council.rules import Choice
from handlers.recommendations import actions as recommendation_actions
from handlers.reports import actions, reads
from handlers.rounds.actions import voting
from storage import channels
from storage.channels import ChannelState
from storage.tables import followups, posts, seats
from tests.actions.at_work import ALL_RIGHTS, CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.rounds import TEXT, GroupB, group_b, opened
from tests.flows.records import words_of_docx, words_of_pdf
from tests.followups import LINK, WHO, WORDS, follow

pytestmark = pytest.mark.long  # pictures and documents take seconds to draw

LEAD = "Expert, Kazakhstan, group B"
SECRETS = (LEAD, WORDS, WHO, "letter-of-the-expert")


@dataclass
class Reported:
    """Group B, which has adopted something that is followed up; another group's member, and one of the Committee."""

    at_work: CouncilAtWork
    b: GroupB
    other: Someone
    committee: Someone
    recommendation: int
    number: str


@pytest.fixture
async def reported(at_work: CouncilAtWork) -> Reported:
    b = await group_b(at_work)
    other = await at_work.seated("Expert, Tajikistan, group D", ["D"])
    committee = await at_work.seated("Member of the Committee", [at_work.council.committee])
    round_ = await opened(b.chair, timedelta(days=1))
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.wait(days=1, hours=1)
    async with at_work.store.begin() as tx:
        lead = (await b.first.known()).id
        await follow(tx, round_.recommendation, round_.id, lead, at_work.now)
        await tx.write(sa.update(followups).values(lead_id=lead))  # in place of its author
    await at_work.wait(days=8)
    return Reported(at_work, b, other, committee, round_.recommendation, round_.number)


async def sent(someone: Someone, data: str, name: str) -> Message:
    """The file that comes when this is pressed."""
    toast = await someone.press(data=data)
    assert toast.text == "It comes in a moment."
    return await someone.sees(lambda one: one.document == name)


async def test_a_member_gets_their_groups_picture_table_and_report(reported: Reported) -> None:
    for member, form in ((reported.b.first, "pdf"), (reported.b.observer, "docx")):
        picture = await sent(member, "ys:picture::0", "recommendations-1.png")
        assert picture.picture
        assert picture.protected
        assert "1 recommendation in follow-up\nunder way 1" in picture.text
        table = await sent(member, "ys:table:B:2026", "recommendations-2026.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(table.content or b""))
        assert book.sheetnames == ["Recommendations", "Addressees", "Measures", "History", "Proof"]
        assert book["Recommendations"]["A2"].value == reported.number
        assert book["Recommendations"]["E2"].value == LEAD
        assert book["Measures"]["F2"].value == "yes"
        assert [row[3].value for row in book["History"].iter_rows(min_row=2)] == ["not started", "blocked", "under way"]
        report = await sent(member, f"yr:full:{form}::2026", f"recommendations-2026.{form}")
        assert report.protected
        words = (words_of_pdf if form == "pdf" else words_of_docx)(report.content or b"").replace(" ", "")
        for part in (*SECRETS, LINK, reported.number, TEXT, "blocked", "What is late", "Head of the log"):
            assert part.replace(" ", "") in words, part


async def test_nobody_sees_what_is_anothers(reported: Reported) -> None:
    async def seen(someone: Someone) -> list[str]:
        async with reported.at_work.store.read() as tx:
            found = await reads.visible_followups(tx, reported.at_work.council, await someone.actor(tx))
            return [one.number for one in found]

    assert await seen(reported.b.observer) == [reported.number]
    assert await seen(reported.other) == []
    assert await seen(reported.committee) == []
    table = await sent(reported.other, "ys:table:B:0", "recommendations.xlsx")
    assert reported.number.encode() not in (table.content or b"")
    assert [row[0].value for row in openpyxl.load_workbook(io.BytesIO(table.content or b""))["Recommendations"].rows] == [
        "Number"
    ]
    await reported.b.chair.does(recommendation_actions.forward, reported.recommendation)
    assert await seen(reported.committee) == [reported.number]
    assert await seen(reported.other) == []
    outsider = await reported.at_work.outsider()
    for data in ("ys:picture::0", "ys:table::0", "ys:report::2026", "yr:full:pdf::2026"):
        assert "You have no right to this" in (await outsider.press(data=data)).text


@pytest.mark.parametrize("data", ["yr:public:pdf::2026", "o:tell report:2026"])
async def test_the_public_edition_is_the_secretariats(reported: Reported, data: str) -> None:
    for someone in (reported.b.chair, reported.committee):
        assert "You have no right to this" in (await someone.press(data=data)).text


async def test_the_secretariat_chooses_what_of_the_answers_is_public(reported: Reported, secretary: Someone) -> None:
    await secretary.press(data="ys:report::2026")
    await secretary.press("Answers in the public edition (0 of 2)")
    page = await secretary.sees("☐ 2. B-2026-01, Kazakhstan: blocked")
    assert WORDS in page.text
    await secretary.press("☐ 2", on=page)
    page = await secretary.sees("☑ 2. B-2026-01, Kazakhstan: blocked")
    assert "☐ 1" in page.labels
    tick = next(key.data or "" for row in page.buttons for key in row if key.text == "☑ 2")
    for someone in (reported.b.chair, reported.b.first):
        assert "You have no right to this" in (await someone.press(data=tick)).text
        assert "You have no right to this" in (await someone.press(data="yw:2026:0")).text
    assert "You have no right to this" in (await secretary.press(data="yt:999:1:2026:0")).text
    public = await sent(secretary, "yr:public:docx::2026", "recommendations-2026-public.docx")
    words = words_of_docx(public.content or b"")
    assert words.replace(" ", "").count(WORDS.replace(" ", "")) == 1
    assert LEAD not in words
    await secretary.press("☑ 2", on=page)
    await secretary.sees("☐ 2. B-2026-01, Kazakhstan: blocked")
    logged = await reported.at_work.entries(f"followup:{reported.recommendation}")
    assert logged[-2:] == ["words published", "words withheld"]


@pytest.mark.parametrize("data", ["ys:picture::1", "ys:table::99999", "ys:report::0", "yr:full:pdf::0", "yr:full:pdf::2027"])
async def test_a_year_that_no_button_carries(reported: Reported, data: str) -> None:
    assert "no longer works" in (await reported.b.first.press(data=data)).text


async def test_whoever_has_left_meanwhile_gets_nothing(reported: Reported) -> None:
    at_work, first = reported.at_work, reported.b.first
    await first.does(actions.send_table, "", 0, 1)
    await first.does(actions.send_picture, "", 0, 2)
    async with at_work.store.begin() as tx:
        await tx.write(sa.update(seats).values(until=at_work.now - timedelta(seconds=1)))
    assert await at_work.delivered() == []
    assert await at_work.outcomes("reports.table") == ["cancelled: no role any more"]
    with pytest.raises(Forbidden):
        await first.does(actions.send_table, "", 0, 3)


async def test_what_is_ended_is_not_in_a_later_year(reported: Reported, secretary: Someone) -> None:
    async with reported.at_work.store.begin() as tx:
        await tx.write(sa.update(followups).values(ended_at=reported.at_work.now))
    await reported.at_work.wait(days=60)
    await secretary.say("/report")
    page = await secretary.sees("Recommendations 2027")
    assert "No recommendation is in follow-up." in page.text
    assert page.labels == ["2026"]
    await secretary.press("2026")
    page = await secretary.sees("Recommendations 2026")
    assert "Preview for the channels" in page.labels


async def test_what_was_looked_at_is_posted(reported: Reported, secretary: Someone) -> None:
    at_work = reported.at_work
    await secretary.say("/report")
    await secretary.press("PDF, public")
    public = await secretary.sees(lambda one: one.document == "recommendations-2026-public.pdf")
    assert not public.protected
    await secretary.press("Preview for the channels")
    assert "no channel to post in" in (await secretary.press(data="o:tell report:2026")).text
    async with at_work.store.begin() as tx:
        for chat, language in ((-1001, "en"), (-1002, "ru")):
            place = TelegramChannel(chat, "News", "", ALL_RIGHTS)
            await channels.put(tx, place, ChannelState.FOLLOWED, language, None, at_work.now)
    at_work.stuck[secretary.id] = at_work.now + timedelta(hours=1)
    await secretary.press("Preview for the channels")
    assert "has not reached you yet" in (await secretary.press("Post in 2 channels")).text
    assert await at_work.shown(-1001) == []
    del at_work.stuck[secretary.id]
    await at_work.wait(hours=2)
    await secretary.press("Reword (English)")
    await secretary.say("W" * 1025)
    await secretary.sees("1024")
    await secretary.say("What became of our <recommendations>")
    await secretary.press("Post in 2 channels")
    posted = [(await at_work.shown(chat))[-1] for chat in (-1001, -1002)]
    previews = [one for one in await at_work.shown(secretary.id) if "goes to the channels" in one.text]
    assert [one.source for one in posted] == [(secretary.id, preview.id) for preview in previews]
    assert posted[0].text == "What became of our <recommendations>"
    assert "как исполняются" in posted[1].text
    for one in (public, *previews):
        words = words_of_pdf(one.content or b"").replace(" ", "")
        assert reported.number in words
        assert LINK in words
        assert [secret for secret in SECRETS if secret.replace(" ", "") in words] == []
    assert "communique published" in await at_work.entries()
    await at_work.wait(minutes=1)
    async with at_work.store.read() as tx:
        kept = await tx.rows(sa.select(posts.c.kind, posts.c.how))
    assert [(row["kind"], row["how"]) for row in kept] == [("document", CopyKind.CAPTION.value)] * 2
