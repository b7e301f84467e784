"""Whoever may not see a recommendation sees nothing of its follow-up: no page, list, measure, history or file, and can
change none of it; that it exists is told in no other words than that it does not."""

from datetime import date

import pytest

from council.errors import Forbidden
from council.followup import LEAD, Evidence, State
from council.measures import MeasureDraft
from council.people import Role
from handlers.followup.actions import asking, following
from handlers.followup.actions.following import Setup
from tests.actions.at_work import CouncilAtWork
from tests.actions.followed import adopted, of, to
from tests.actions.rounds import group_b

WORDS = "Two regions take part"


async def test_nobody_outside_sees_or_changes_it(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    id_ = round_.recommendation
    await b.chair.does(following.set_up, id_, Setup(("KZ",), measures=(MeasureDraft("Order", date(2027, 3, 31), "KZ"),)))
    await b.chair.does(asking.answer, id_, LEAD, State.BLOCKED, WORDS, Evidence("", "file", "decree.pdf"))
    [measure] = (await of(at_work, round_)).measures
    await to(at_work, date(2027, 1, 2))
    others = [
        await at_work.seated("Chair, group A", ["A"], Role.CHAIR),
        await at_work.seated("Chair, Executive Committee", [at_work.council.committee], Role.CHAIR),
        await at_work.outsider(),
    ]
    presses = [
        f"us:{id_}", f"uh:{id_}", f"um:{id_}:0", f"ue:{id_}:", f"ua:{id_}:*", f"uc:{id_}:lead", f"uq:{id_}", f"uv:{id_}",
        f"ur:{id_}:1:KZ", f"ui:show:0:{measure.id}", f"ui:drop:1:{measure.id}", f"up:{measure.id}:done", "uy:1:done", "ux:1",
        f"ub:{id_}", f"o:followup:{id_}", "o:followup question:1",
    ]  # fmt: skip
    for who in others:
        for data in presses:
            here = await who.press(data=data)
            absent = await who.press(data=data.replace(f":{id_}", ":999").replace(f":{measure.id}", ":999"))
            assert here.text
            assert here.text == absent.text, data
        with pytest.raises(Forbidden):
            await who.does(following.progress, measure.id, State.DONE)
        await who.say("/followup")
        assert not [one for one in await who.has() if WORDS in one.text or round_.number in one.text or one.document]
    assert (await of(at_work, round_)).measures == (measure,)
