"""A recommendation's life outside its rounds, through the front door: draft, comments, the Executive Committee."""

from datetime import timedelta
from hashlib import sha256

import pytest

from bot.delivery import pacer
from bot.updates import throttle
from council.people import Role
from sandbox.client import User
from sandbox.seen import Message
from storage import audit, recommendations
from tests.flows.life import buttons, linked, open_usual, page
from tests.flows.records import asked, words_of_pdf
from tests.flows.world import World

TEXT = "Children return to school within thirty days of arrival."
FILE = "Полный текст: Ғ қ ң ө ү ӣ ӯ ҳ ҷ.".encode()
HASH = sha256(FILE).hexdigest()


@pytest.fixture(autouse=True)
def _quick_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram's paces would only make it longer."""
    monkeypatch.setattr(pacer, "GROUP_SPACING", 0.01)
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)
    monkeypatch.setattr(throttle, "MOST", 1000)  # nobody does so much, so fast


async def support(number: str, *people: User) -> None:
    for user in people:
        card = await user.expect(lambda m: f"Recommendation {number}" in m.text and bool(m.buttons), after=0)
        await user.press("Support", message=card)


async def adopted_in(world: World, number: str, chair: User, *people: User) -> Message:
    """Everyone supports it; the chair closes it, and sees the result."""
    await support(number, chair, *people)
    await world.sandbox.advance(days=8)
    return await chair.expect(f"{number}: adopted by full consensus\n", after=0)


async def test_from_a_draft_to_the_committee_and_back(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    author = await world.member("Expert, Kazakhstan, group B", ["B"])
    critic = await world.member("Expert, Uzbekistan, group B", ["B"])
    observer = await world.member("Observer, group B", ["B"], Role.OBSERVER)
    head = await world.member("Chair, Executive Committee", ["EC"], Role.CHAIR)
    second = await world.member("Member, Executive Committee", ["EC"])
    stranger = await world.member("Expert, group D", ["D"])
    chat = await linked(world, chair, "B", author)

    # A member hands in a draft, in a file; nobody but the chair and the secretariat hears of it.
    await author.say("/recommend")
    await author.expect("What is its title")
    await author.say("Early <schooling>")
    await author.expect("or as a file")
    await author.attach("текст.pdf", FILE)
    await author.expect("What does the file say")
    await author.say(TEXT)
    await author.expect("A link")
    await author.press("Skip")
    await author.expect("How is it decided?")
    await author.press("Hand it in as a draft")
    preview = await author.expect("In a file: текст.pdf")
    assert "Early <schooling>" in preview.text
    await author.press("Save the draft")
    number = (await author.expect(": draft")).text.split(":")[0]
    for leader in (chair, world.secretary):
        assert "Expert, Kazakhstan" in (await leader.expect(f"A draft was handed in: {number}", after=0)).text
    for other in (critic, observer, stranger):
        await other.say("/recommendations")
        assert number not in (await other.expect("Recommendations")).text
        refused = await other.press(data="o:recommendation:1", message=await other.last(), forge=True)
        absent = await other.press(data="o:recommendation:999", message=await other.last(), forge=True)
        assert refused.text == absent.text
        assert "no right to this" in refused.text
        assert "no right" in (await other.press(data="ws:1:text", message=await other.last(), forge=True)).text
    assert "Open a round" not in buttons(await page(author, number))

    # Comments are asked for: no positions, in the group's chat neither.
    await page(chair, number)
    await chair.press("Ask for comments")
    await chair.expect("Ask for comments?")
    await chair.press("Ask for comments")
    await chair.expect("Comments are being collected")
    in_chat = await author.expect(f"{number}: in consultation", chat=chat, after=0)
    assert [button.url for row in in_chat.buttons for button in row] == [f"https://t.me/{_bot(in_chat)}?start=p_1"]
    asked_for = await critic.expect(f"{number}: in consultation", after=0)
    assert "Support" not in buttons(asked_for)
    await critic.press("Add a comment", message=asked_for)
    await critic.expect("What is your comment?")
    await critic.say("x" * 2001)
    await critic.expect("too long")
    await critic.say("Thirty days are <few>.")
    await critic.expect("your comment was added")
    await observer.say("/start p_1")
    await observer.press("Add a comment")
    await observer.say("Count from registration.")
    assert "Thirty days are <few>." in (await author.expect("A comment on", after=0)).text
    await observer.expect(lambda m: "Comments (2)" in buttons(m), after=0)
    await author.expect("2 comments so far", chat=chat, after=0)
    await observer.press("Comments (2)")
    said = await observer.expect(": comments")
    assert "Expert, Uzbekistan, group B" in said.text
    assert "Count from registration." in said.text
    assert "no longer works" in (await critic.press(data="wd:1:vote", message=await critic.last(), forge=True)).text
    assert "no right" in (await critic.press(data="wd:1:open", message=await critic.last(), forge=True)).text
    assert "no right" in (await stranger.press(data="wd:1:comment", message=await stranger.last(), forge=True)).text

    # A new version; its readers see what changed, in the author's words where it cannot be compared.
    await page(author, number)
    await author.press("New version")
    await author.expect("Send the new text")
    await author.attach("текст-2.pdf", FILE + b"2", "Children return to school within forty days of arrival.")
    await author.expect("What is the link to the new document")
    await author.press("Skip")
    await author.expect("The document cannot be compared")
    await author.say("The term is longer")
    await author.expect(": what changes")
    await author.press("Save the new version")
    await author.expect("version 2 is saved")
    told = await critic.expect("the text has changed, version 2", after=0)
    assert "The term is longer" in told.text
    assert "thirtyforty" in told.text.replace(" ", "")
    await critic.press("Read all")
    handed = await critic.expect(lambda m: m.document == "текст-2.pdf")
    assert sha256(FILE + b"2").hexdigest() in handed.text

    # The round; what was being typed is a comment all the same.
    await critic.press("Add a comment", message=asked_for)
    await critic.expect("What is your comment?")
    await page(chair, number)
    await open_usual(chair)
    await critic.say("Count from the <arrival>.")
    await critic.expect("your comment was added")
    again = await chair.press(data="wd:1:open", message=await chair.last(), forge=True)
    assert "Nothing was changed" in again.text
    card = await critic.expect(f"Recommendation {number}, version 2", after=0)
    assert "the full text is in a file: текст-2.pdf" in card.text
    await critic.press("With reservations", message=card)
    await critic.expect("what is your reservation?")
    await critic.say("No bus reaches them.")
    await critic.expect("Recorded")
    result = await adopted_in(world, number, chair, author)
    assert "Forward to the Executive Committee" in buttons(result)
    assert "Forward to the Executive Committee" not in buttons(await author.expect("Rule: adopted", after=0))

    # One press hands it on, with reservations and no names.
    for other in (author, head):
        assert "no right" in (await other.press(data="wd:1:forward", message=await other.last(), forge=True)).text
    await chair.press("Forward to the Executive Committee", message=result)
    await chair.expect("Forward to the Executive Committee?")
    await chair.press("Forward to the Executive Committee")
    await chair.expect("with the Executive Committee")
    for reader in (head, second):
        dossier = await reader.expect(f"To the Executive Committee: {number}", after=0)
        assert "With reservations:" in dossier.text or "with reservations:" in dossier.text
        assert "No bus reaches them." in dossier.text
        assert "Uzbekistan" not in dossier.text
        assert ("Return with comments" in buttons(dossier)) is (reader is head)
    await second.say("/records")
    assert number in (await second.expect("Register of recommendations")).text
    await second.press("Record", message=await second.expect(f"To the Executive Committee: {number}", after=0))
    await second.expect("reasons without names")
    paper = words_of_pdf(await asked(world, second, "PDF", f"{number}.pdf"))
    assert "No bus reaches them." in paper
    assert "Uzbekistan" not in paper
    assert sha256(FILE + b"2").hexdigest()[:12] in paper.replace(" ", "")
    assert "no right" in (await stranger.press(data="o:record:1", message=await stranger.last(), forge=True)).text

    # It comes back with comments: only a new version is asked about again.
    assert "no right" in (await chair.press(data="wd:1:return", message=await chair.last(), forge=True)).text
    await head.press("Return with comments")
    await head.expect("With which comments")
    await head.say("Say who pays.")
    await head.expect("Which text do you propose instead?")
    await head.press("Skip")
    await head.expect("people will be told.")
    await head.press("Send it")
    await head.expect("returned with comments")
    for reader in (chair, author, critic, observer, world.secretary):
        assert "Say who pays." in (await reader.expect(f"{number}: returned by the Executive Committee", after=0)).text
    await author.expect("returned by the Executive Committee", chat=chat, after=0)
    refused = await chair.press(data="wd:1:open", message=await chair.last(), forge=True)
    assert "make a new version first" in refused.text
    assert "Open a round" not in buttons(await page(chair, number))
    await chair.press("New version")
    await chair.expect("Send the new text")
    await chair.say("Children return to school within forty days of arrival; the ministry pays.")
    await chair.expect("What is the link to the new document")
    await chair.press("Skip")
    await chair.expect("The document cannot be compared")
    await chair.say("Who pays")
    await chair.expect(": what changes")
    await chair.press("Save the new version")
    await chair.expect("version 3 is saved")
    await page(chair, number)
    await open_usual(chair)
    result = await adopted_in(world, number, chair, author, critic)
    await chair.press("Forward to the Executive Committee", message=result)
    await chair.expect("Forward to the Executive Committee?")
    await chair.press("Forward to the Executive Committee")
    await chair.expect("with the Executive Committee")

    # The Committee's own round; its result goes back to the group.
    await head.expect(lambda m: "version 3" in m.text and "To the Executive" in m.text, after=0)
    await open_usual(head)
    asked_now = await second.expect(lambda m: f"Recommendation {number}, version 3" in m.text, after=0)
    assert "Support" in buttons(asked_now)
    # Who leads it sees who answered; the group's own chair, being no member there, does not.
    for data in ("o:round:3", "vs:3", "vn:3", "v:3:3:support"):
        assert "no right" in (await chair.press(data=data, message=await chair.last(), forge=True)).text, data
    busy = await head.press(data="wd:1:return", message=await head.last(), forge=True)
    assert "Nothing was changed" in busy.text
    # The Committee's round is withdrawn: what the group adopted stands, and is forwarded again.
    await head.press(data="vw:3", message=await head.last(), forge=True)
    assert "has to be forwarded again" in (await head.expect("Withdraw the round on")).text
    await head.press("Withdraw the round")
    await second.expect(f"{number}: the round is withdrawn", after=0)
    assert f"{number}: adopted by full consensus" in (await page(chair, number)).text
    await chair.press("Forward to the Executive Committee")
    await chair.expect("Forward to the Executive Committee?")
    await chair.press("Forward to the Executive Committee")
    await chair.expect("with the Executive Committee")
    dossier = await head.expect(lambda m: "version 3" in m.text and "Open a round" in buttons(m))
    assert f"To the Executive Committee: {number}" in dossier.text
    await open_usual(head)
    await second.expect(lambda m: f"Recommendation {number}, version 3" in m.text and "Support" in buttons(m), after=0)
    await support(number, head, second)
    await world.sandbox.advance(days=8)
    for reader in (chair, author, critic, observer):
        told = await reader.expect(f"{number}: adopted by the Executive Committee", after=0)
        assert "Member, Executive" not in told.text
    await author.expect(f"{number}: adopted by the Executive Committee", chat=chat, after=0)

    # The whole history, and that it is the end.
    final = await page(critic, number)
    assert f"{number}: adopted" in final.text
    await critic.press("History")
    history = (await critic.expect(": history")).text
    places = [
        history.index(words)
        for words in (
            "proposed", HASH, "put up for comments", "a new version", "“The term is longer”", "Group B: a round was opened",
            "Group B: adopted by full consensus", "forwarded to the Executive Committee",
            "returned with comments by the Executive Committee", "“Say who pays.”",
            "Executive Committee: a round was opened", "Executive Committee: a round has closed",
            ": adopted by the Executive Committee",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    over = await chair.press(data="wd:1:withdraw", message=await chair.last(), forge=True)
    assert "It is adopted" in over.text

    # Found by words of its text, in any case, and by its number; wildcards are letters.
    for words, hits in (("MINISTRY pays", True), (number.lower(), True), ("forty%arrival", False), ("_", False)):
        await critic.say(f"/recommendations {words}")
        found = await critic.expect("Recommendations with")
        assert (number in buttons(found)) is hits, words
    await critic.press("Search")
    await critic.expect("What are you looking for?")
    await critic.say("<schooling>")
    assert number in buttons(await critic.expect("Recommendations with “<schooling>”"))
    async with world.app.store.read() as tx:
        audited = [action for _, action, subject in await audit.entries(tx) if subject == "recommendation:1"]
        assert len(await recommendations.versions_of(tx, 1)) == 3
    for action in ("recommendation drafted", "comment made", "recommendation forwarded", "recommendation returned"):
        assert action in audited


def _bot(message: Message) -> str:
    url = next(button.url for row in message.buttons for button in row if button.url)
    return url.split("/")[3].split("?")[0]


@pytest.mark.road
async def test_comments_first_then_withdrawn(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    await chair.say("/recommend")
    await chair.expect("What is its title")
    await chair.say("Schooling")
    await chair.expect("or as a file")
    await chair.say(TEXT)
    await chair.expect("A link")
    await chair.say("https://example.org/draft")
    await chair.press("Ask for comments first")
    preview = await chair.expect("in consultation")
    assert TEXT in preview.text
    await chair.press("Ask for comments")
    number = (await chair.expect("Everyone in the group can comment now")).text.split(":")[0]
    shown = await member.expect(f"{number}: in consultation", after=0)
    await chair.press("Recommendation page")
    await chair.press("Withdraw the recommendation")
    await chair.press("Leave it as it is")
    assert "in consultation" in (await chair.expect("proposed by")).text
    await chair.press("Withdraw the recommendation")
    await chair.expect("Withdraw the recommendation?")
    await chair.press("Withdraw the recommendation")
    await member.expect(f"{number}: withdrawn", after=0)
    gone = await member.press(data="wd:1:comment", message=shown, forge=True)
    assert "It is withdrawn" in gone.text
    await world.sandbox.advance_to(await world.sandbox.now() + timedelta(days=1))
