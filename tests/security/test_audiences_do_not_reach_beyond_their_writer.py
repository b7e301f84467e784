"""Whom an announcement is for tells its writer only what they may see anyway: not who sits in another group, and as what,
or follows the news; and what somebody saved is neither used nor overwritten by another who may not."""

from datetime import timedelta

import pytest

from council.announcements import AnnouncementState, Content
from council.audiences import AllOf, Audience, AudienceKind, Joint, Whom, looks_only_into
from council.errors import Forbidden
from council.people import Role
from council.rules import Terms
from handlers.announcements import reads
from handlers.announcements.actions import drafts, kinds
from handlers.common.texts import Catalogs
from handlers.roster.actions import roles
from handlers.rounds.actions import opening
from storage import announcements, saved_audiences
from tests.actions.announcements import compose
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import draft as round_draft

OWN = Audience(AudienceKind.GROUPS, ("B",))
BEYOND: dict[str, Whom] = {
    "another group": Audience(AudienceKind.GROUPS, ("D",)),
    "own and another group": Audience(AudienceKind.GROUPS, ("B", "D")),
    "a role anywhere": Audience(AudienceKind.ROLES, (Role.CHAIR.value,)),
    "followers of the news": Audience(AudienceKind.SUBSCRIBERS),
    "followers of a topic": Audience(AudienceKind.TOPICS, ("B",)),
    "everyone": Audience(AudienceKind.MEMBERS),
}


@pytest.fixture
async def chair(at_work: CouncilAtWork) -> Someone:
    await at_work.seated("Expert of both", ["B", "D"])
    await at_work.seated("Expert, group D", ["D"])
    return await at_work.seated("Chair, group B", role=Role.CHAIR)


@pytest.mark.parametrize("beyond", BEYOND.values(), ids=BEYOND)
@pytest.mark.parametrize("joint", [Joint.ONLY, Joint.EXCEPT])
async def test_no_rule_asks_for_what_a_chair_does_not_see(chair: Someone, joint: Joint, beyond: Whom) -> None:
    made = await chair.does(drafts.begin)
    await chair.does(drafts.aim, made.id, OWN)
    with pytest.raises(Forbidden):
        await chair.does(drafts.add_rule, made.id, joint, beyond)


async def test_nobody_outside_is_offered_by_name(chair: Someone) -> None:
    made = await compose(chair, "News")
    for joint, question in ((Joint.EXCEPT, "should not get it?"), (Joint.ONLY, "should get it?"), (Joint.ALSO, "Who else")):
        await chair.say("/cancel")
        await chair.press(data=f"aj:{made.id}:{joint}")
        await chair.press("People", on=await chair.sees(question))
        await chair.sees("Type a name")
        await chair.say("Expert")
        offered = (await chair.sees("Which of them?")).labels
        assert [label for label in offered if "Expert" in label] == ["Expert of both"]


async def test_what_is_offered_comes_from_their_own_groups(at_work: CouncilAtWork, chair: Someone) -> None:
    chair_of_d = await at_work.seated("Chair, group D", ["D"], Role.CHAIR)
    for_b = await chair.does(opening.open_round, round_draft(at_work, timedelta(days=3)))
    await chair_of_d.does(opening.open_round, round_draft(at_work, timedelta(days=3), Terms(), group="D"))
    t = Catalogs(at_work.council.languages).texts("en")
    async with at_work.store.read() as tx:
        found = await reads.offered(tx, at_work.council, await chair.actor(tx), "UTC", at_work.now, t)
    assert [id_ for id_, _ in found["offered_rounds"]] == [str(for_b.id)]


async def test_a_rule_is_asked_again_when_it_is_run(at_work: CouncilAtWork, secretary: Someone, chair: Someone) -> None:
    made = await compose(chair, "News")
    await secretary.does(roles.end, (await chair.known()).id, "B")
    await secretary.does(roles.give, (await chair.known()).id, "D", Role.CHAIR, None, None)
    assert await chair.seats() == {"D": Role.CHAIR}
    for data in (f"al:{made.id}:0", f"ad:{made.id}:w", f"ag:{made.id}:2:"):
        answer = await chair.press(data=data)
        assert "Expert" not in answer.text
        assert not await chair.has(lambda m: "Expert of both" in m.text)
    fresh = await chair.does(drafts.begin)
    assert fresh.id != made.id, "what they cannot reach any more is not gone on with"


async def test_it_ends_when_its_writer_loses_the_right_while_it_goes_out(
    at_work: CouncilAtWork, secretary: Someone, chair: Someone
) -> None:
    made = await chair.does(drafts.begin, fresh=True)
    await chair.does(drafts.write, made.id, Content("en", html="News"))
    await chair.does(drafts.aim, made.id, OWN)
    await chair.does(drafts.hand_in, made.id, 2)
    await secretary.does(roles.end, (await chair.known()).id, "B")
    await at_work.delivered()
    async with at_work.store.read() as tx:
        ended = await announcements.find(tx, made.id)
    assert ended is not None
    assert ended.state is AnnouncementState.CANCELLED
    assert await at_work.outcomes(kinds.TEXT.name) == []


async def test_a_saved_audience_opens_only_for_who_may_ask_it(at_work: CouncilAtWork, secretary: Someone, chair: Someone) -> None:
    wide = AllOf((OWN, Audience(AudienceKind.ROLES, (Role.CHAIR.value,))))
    await saved(secretary, "Chairs of B", wide)
    await saved(secretary, "Group B", OWN)
    assert [each.name for each in await chair.does(drafts.list_saved)] == ["Group B"]
    made = await chair.does(drafts.begin)
    async with at_work.store.read() as tx:
        kept = {each.name: each.id for each in await saved_audiences.listed(tx)}
    with pytest.raises(Forbidden):
        await chair.does(drafts.use_saved, made.id, kept["Chairs of B"])
    with pytest.raises(Forbidden):
        await chair.does(drafts.drop_saved, made.id, kept["Group B"])
    await chair.does(drafts.use_saved, made.id, kept["Group B"])


async def test_a_name_that_another_uses_stays_theirs(at_work: CouncilAtWork, secretary: Someone, chair: Someone) -> None:
    everyone = Audience(AudienceKind.MEMBERS)
    await saved(secretary, "Everyone", everyone)
    await saved(chair, "Everyone", OWN)
    assert [each.audience for each in await secretary.does(drafts.list_saved)] == [everyone, OWN]
    await saved(chair, "Everyone", AllOf((OWN, Audience(AudienceKind.LANGUAGES, ("ru",)))))
    assert next(each.audience for each in await secretary.does(drafts.list_saved)) == everyone
    assert len(await secretary.does(drafts.list_saved)) == 2, "one's own is replaced"


async def saved(who: Someone, name: str, whom: Whom) -> None:
    made = await who.does(drafts.begin)
    await who.does(drafts.aim, made.id, whom)
    await who.does(drafts.save_audience, made.id, name)


def test_every_kind_of_rule_was_thought_of() -> None:
    looked_into = {kind for kind in AudienceKind if looks_only_into(Audience(kind), ["B"])}
    assert set(AudienceKind) - looked_into == {rule.kind for rule in BEYOND.values() if isinstance(rule, Audience)} - {
        AudienceKind.GROUPS
    }
