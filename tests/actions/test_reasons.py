"""Reasons that are typed: what is left open is recorded as open, and what comes too late is given back at once."""

from datetime import timedelta

import pytest

from council.errors import OutsideElectorate
from council.recommendations import Proposal
from council.records import Edition
from council.rounds import Text
from council.rules import Choice
from handlers.common.texts import Catalogs
from handlers.recommendations import actions
from handlers.records.views.document import document
from handlers.rounds.actions import amending, voting
from storage import records
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import TEXT, card, group_b, opened, positions

TYPED = "The buses do not run in winter"


@pytest.mark.parametrize("ended", ["closed", "amended"])
@pytest.mark.parametrize("button", ["Object", "With reservations"])
async def test_typed_after_it_closed(at_work: CouncilAtWork, button: str, ended: str) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(hours=5))
    await b.first.press(button)
    await b.first.sees(f"On {round_.number}")
    if ended == "closed":
        await at_work.wait(hours=6)
    else:
        await b.chair.does(amending.amend, round_.id, Text(TEXT + " At once."), "")
    await b.first.say(TYPED)
    told = await b.first.sees("Nothing was recorded")
    assert TYPED in told.text
    assert "Show the card" in told.labels
    assert (await positions(at_work, round_))[b.first.name] is None
    await b.first.say("And so on")
    assert "did not understand" in (await b.first.sees("")).text, "no form is left open"


async def test_other_words_that_come_too_late(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(hours=5))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, TYPED)
    await b.chair.press(data=f"vs:{round_.id}")
    await b.chair.press("Answer objections (1)")
    await b.chair.press("Answer")
    await secretary.press(data=f"vs:{round_.id}")
    await secretary.press("Enter a position")
    for answer in (b.second.name, "With reservations", "by letter"):
        await secretary.press(answer)
    await at_work.wait(hours=6)
    for who in (b.chair, secretary):
        await who.say("Words typed too late")
        assert "Words typed too late" in (await who.sees("Nothing was recorded")).text


async def test_a_comment_after_the_consultation(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    about = await b.chair.does(actions.propose, Proposal("B", "Schooling", TEXT, ""), consult=True)
    await b.observer.press("Add a comment")
    await b.chair.does(actions.withdraw, about.id)
    await b.observer.say(TYPED)
    assert TYPED in (await b.observer.sees("Nothing was recorded")).text


async def test_observers_comment_while_a_round_is_open(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=1))
    own = await card(b.observer, round_)
    assert "You can comment on it." in own.text
    assert "Add a comment" in own.labels
    assert "Add a comment" not in (await card(b.first, round_)).labels
    await b.observer.press("Add a comment", on=own)
    await b.observer.say(TYPED)
    await b.observer.sees("your comment was added")
    assert TYPED in (await b.chair.sees("A comment on", ever=True)).text
    await b.observer.press("Recommendation page", on=own)
    await b.observer.press("Comments (1)", on=await b.observer.sees("voting is open"))
    assert TYPED in (await b.observer.sees(": comments")).text
    with pytest.raises(OutsideElectorate):
        await b.observer.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.observer.press("Add a comment", on=own)
    await at_work.wait(days=2)
    await b.observer.say("Another word")
    assert "Another word" in (await b.observer.sees("Nothing was recorded")).text
    assert "Add a comment" not in (await b.observer.sees("no decision", ever=True)).labels


async def test_a_remedy_may_be_left_open(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, timedelta(days=1))
    await b.first.press("Object")
    await b.first.say(TYPED)
    await b.first.press("I do not know yet")
    await b.first.sees("Recorded: object")
    left = "Wording that would remove it: left open so far"
    await b.chair.press(data=f"vo:{round_.id}")
    assert left in (await b.chair.sees("An objection to")).text
    for who in (b.chair, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await at_work.wait(days=2)
    await b.second.press("Reasons (1)")
    assert left in (await b.second.sees(": reasons")).text
    async with at_work.store.read() as tx:
        kept, heads = await records.of_round(tx, round_.id), await records.heads(tx)
    assert kept is not None
    t = Catalogs(at_work.council.languages).texts("en")
    for edition in (Edition.FULL, Edition.NAMELESS):
        assert "('Wording that would remove it', 'left open so far')" in str(
            document(kept, edition, heads, at_work.council, "UTC", t)
        )
