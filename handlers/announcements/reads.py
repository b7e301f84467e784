"""What announcements' screens and deliveries show, looked up: a draft with its numbers, results, whom it can be for."""

from datetime import datetime, timedelta

from council.announcement_counts import Pace
from council.announcements import WORDED, Announcement, AnnouncementState, content_for, first_words
from council.audiences import AudienceKind, Whom, rules
from council.authority import Action, anywhere
from council.config import Council
from council.people import Actor
from council.reach import Reach
from council.rounds import shows_who_answered
from handlers.announcements.views import corrections, draft, report, words
from handlers.common.dates import day
from handlers.common.texts import Texts
from handlers.common.topics import Topics
from storage import announcement_deliveries, announcements, audiences, channels, chat_links, meetings, rounds, topics
from storage.announcement_deliveries import LATELY, Post, Which
from storage.transaction import Transaction

DELETABLE = timedelta(hours=48)
"""For how long a bot may delete what it has sent (Telegram, deleteMessage)."""

MOST_OFFERED, MOST_COUNTRIES, LONGEST_COUNTRY = 20, 40, 30
"""How many rounds or meetings, and countries or topics, can be chosen from; and the most bytes of a country's name,
which has to fit a button's data."""


async def overview(tx: Transaction, found: Announcement, now: datetime) -> draft.Overview:
    """An announcement with what is counted of it now; of one that is out, as it was counted then."""
    said = await announcements.contents(tx, found.id, found.version)
    titles = [link.title for link in await chat_links.of_groups(tx, found.groups)]
    named = await about(tx, found.audience)
    if found.audience is None or found.sent_at is not None:
        return draft.Overview(found, said, found.total, {}, titles, named, now)
    by_language = await audiences.by_language(tx, found.audience, now)
    people, (absent, away) = sum(by_language.values()), await audiences.unreached(tx, found.audience, now)
    reach = Reach(people - away, len(titles), absent, away)
    return draft.Overview(found, said, people, by_language, titles, named, now, reach)


async def about(tx: Transaction, *whom: Whom | None) -> words.About:
    """What the topics, rounds and meetings of these audiences are called."""
    named = {kind: set[str]() for kind in AudienceKind}
    for rule in [rule for each in whom if each is not None for rule in rules(each)]:
        named[rule.kind].update(rule.of)
    asked = {id_: await rounds.find(tx, int(id_)) for id_ in named[AudienceKind.SILENT]}
    ids = named[AudienceKind.COMING] | named[AudienceKind.UNANSWERED]
    met = {id_: await meetings.find(tx, int(id_)) for id_ in ids}
    return words.About(
        await topics.offered(tx) if named[AudienceKind.TOPICS] else (),
        {id_: round_.number for id_, round_ in asked.items() if round_ is not None},
        {id_: meeting.draft.title for id_, meeting in met.items() if meeting is not None},
    )


async def ages(tx: Transaction, found: Announcement, council: Council, now: datetime) -> corrections.Ages:
    """What taking it back would do to how many copies."""
    said = await announcements.contents(tx, found.id, found.version)
    old = await announcement_deliveries.older(tx, found.id, now - DELETABLE)
    worded = sum(n for code, n in old.items() if content_for(said, code, council.languages).kind in WORDED)
    delivered = await announcement_deliveries.delivered(tx, found.id)
    return corrections.Ages(delivered - sum(old.values()), worded, sum(old.values()) - worded)


async def titled_posts(tx: Transaction, found: Announcement) -> list[tuple[str, Post]]:
    """Its copies for chats and channels, each with the title of where it goes."""
    titles = {link.chat: link.title for link in await chat_links.list_current(tx)}
    titles |= {channel.chat: channel.title for channel in await channels.followed(tx)}
    posts = await announcement_deliveries.posts(tx, found.id) if found.places else []
    return [(titles.get(each.chat) or str(each.chat), each) for each in posts]


async def results(tx: Transaction, found: Announcement, now: datetime) -> report.Results:
    since, done = found.withdrawn_at or found.corrected_at, found.state is AnnouncementState.DONE
    return report.Results(
        found,
        await announcement_deliveries.tally(tx, found.id, now),
        await announcement_deliveries.confirmed(tx, found.id) if found.confirms else 0,
        await announcement_deliveries.how_many(tx, found.id, Which.UNREAD) if found.confirms else 0,
        await announcement_deliveries.can_be_sent_again(tx, found.id) if done else 0,
        await announcement_deliveries.posts(tx, found.id) if found.places else (),
        await announcement_deliveries.redrawn(tx, found.id, since) if since is not None else {},
    )


async def pace(tx: Transaction, found: Announcement, now: datetime) -> Pace:
    span = min(LATELY, now - found.sent_at) if found.sent_at else LATELY
    settled = await announcement_deliveries.settled_since(tx, found.id, now - LATELY)
    return Pace(settled, max(span.total_seconds(), 1.0))


async def offered(
    tx: Transaction, council: Council, actor: Actor, zone: str, now: datetime, t: Texts
) -> dict[str, list[tuple[str, str]]]:
    """What a rule of this person can be about: values and labels, by the names of the form's fields."""
    own = anywhere(actor, Action.ANNOUNCE)
    open_ = [each for each in await rounds.open_in(tx, own, now) if shows_who_answered(each, actor)]
    ahead = await meetings.ahead(tx, anywhere(actor, Action.SEE_ATTENDANCE), now)
    dated = [(each.id, day(each.starts_at, zone, t), each.draft.title) for each in ahead[:MOST_OFFERED]]
    known = Topics(council, await topics.offered(tx))
    countries = [name for name in await audiences.countries(tx, now, own) if len(name.encode()) <= LONGEST_COUNTRY]
    return {
        "offered_rounds": [(str(each.id), f"{each.number}: {first_words(each.title)}") for each in open_[:MOST_OFFERED]],
        "offered_meetings": [(str(id_), f"{on}: {first_words(title)}") for id_, on, title in dated],
        "offered_countries": [(name, name) for name in countries[:MOST_COUNTRIES]],
        "offered_topics": [(code, known.name(code, t)) for code in known.codes[:MOST_COUNTRIES]],
    }
