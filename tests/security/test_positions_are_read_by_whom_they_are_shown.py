"""Names and positions below a recommendation's text: for those to whom the openness shows them, while the round is open and
afterwards, and for nobody else; in the plain message as in the rich one."""

import pytest

from council.openness import Openness
from council.people import Role
from council.rules import Choice, Terms
from handlers.common.texts import Catalogs
from handlers.framework.work import UnitOfWork
from handlers.recommendations import reads
from handlers.recommendations.views.page import whole_text
from handlers.rounds.actions import voting
from storage import recommendations
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, group_b, opened

OPEN_TO = {Openness.NAMED: {"secretary", "chair"}, Openness.CONFIDENTIAL: {"secretary"}}
CLOSED_TO = {Openness.NAMED: {"secretary", "chair", "first"}, Openness.CONFIDENTIAL: {"secretary"}}
"""The chair is its author too."""


@pytest.mark.parametrize("openness", OPEN_TO)
async def test_who_reads_them(at_work: CouncilAtWork, secretary: Someone, openness: Openness) -> None:
    b: GroupB = await group_b(at_work)
    outsider = await at_work.seated("Chair, group D", ["D"], role=Role.CHAIR)
    committee = await at_work.seated("Member of the Committee", [at_work.council.committee])
    readers = {"secretary": secretary, "chair": b.chair, "first": b.first, "observer": b.observer, "outsider": outsider,
               "committee": committee}  # fmt: skip
    round_ = await opened(b.chair, terms=Terms(openness=openness))
    await b.first.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.second.does(voting.cast, round_.id, Choice.ASIDE)
    t = Catalogs(at_work.council.languages).texts("en")

    async def read(work: UnitOfWork) -> list[str]:
        about = await recommendations.find(work.tx, round_.recommendation)
        assert about is not None
        view = whole_text(about, (), t, await reads.positions_of(work, about))
        return ["".join((view.text, *view.more)), view.rich]

    for allowed in (OPEN_TO[openness], CLOSED_TO[openness]):
        for name, reader in readers.items():
            for words in await reader.does(read):
                told = [one in words for one in ("Expert, Kazakhstan", "Expert, Uzbekistan", "Standing aside")]
                assert told == [name in allowed] * 3, (name, words)
        await at_work.wait(days=8)
