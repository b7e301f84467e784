"""What is loaded to be shown of agenda books and minutes."""

from collections.abc import Collection

from council.book import BookFacts, Earlier, numbers_in, seen_by_all
from council.config import Council
from council.meetings import Meeting
from council.recommendations import Recommendation, Stage
from storage import agendas, book, meetings, minutes, recommendations
from storage.transaction import Transaction


async def load_book(tx: Transaction, council: Council, meeting: Meeting) -> BookFacts:
    """What this meeting's book holds now."""
    agenda = await agendas.latest(tx, meeting.id)
    named = await book.numbered(tx, numbers_in(agenda.items if agenda else ()))
    noted = [topic.recommendation for topic in await minutes.topics(tx, meeting.id)]
    found = [one for one in (await recommendations.many(tx, {*named, *noted})).values() if one.stage is not Stage.DRAFT]
    found.sort(key=lambda one: one.number)
    groups = meeting.draft.groups
    texts = tuple(one for one in found if seen_by_all(one, groups, council.committee))
    return BookFacts(
        meeting, agenda, texts, await _comments(tx, [one for one in texts if set(groups) == {one.group}]),
        tuple(one.number for one in found if one not in texts), await _earlier(tx, meeting),
        tuple((await book.papers_of(tx, [meeting.id])).get(meeting.id, ())),
    )  # fmt: skip


async def _comments(tx: Transaction, texts: Collection[Recommendation]) -> dict[int, int]:
    found = await recommendations.comments_on_many(tx, [one.id for one in texts])
    return {id_: len(comments) for id_, comments in found.items()}


async def _earlier(tx: Transaction, meeting: Meeting) -> Earlier | None:
    id_ = await book.earlier(tx, meeting.id, meeting.draft.groups, meeting.starts_at)
    before = await meetings.find(tx, id_) if id_ is not None else None
    if before is None:
        return None
    return Earlier(before, await minutes.latest(tx, before.id))
