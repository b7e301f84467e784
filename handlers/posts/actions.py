"""The only writers of posts: what comes from the channels, on to those who follow it, changed, taken back."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from council import text_rules
from council.authority import Action, demand
from council.errors import Forbidden, Stale
from council.people import Person
from council.posts import (
    ALBUM_QUIET,
    FLOOD_SPAN,
    GENERAL,
    Arrived,
    Change,
    How,
    Post,
    PostState,
    change_of,
    named_by_file,
    title_of,
    topics_of,
)
from handlers.framework.work import UnitOfWork
from handlers.subscriptions.views.lists import due_at
from storage import audit, outbox, posts, subscriptions
from storage import channels as newsroom
from storage.channels import SourceState
from storage.outbox import Lane, Order
from storage.posts import New

POST, UNDER, CHANGED = posts.COPIES, "news.under", "news.changed"
"""Kinds of deliveries: a copy of a post, the line under a copied album, and a word that a post was changed."""

CHUNK = 200
"""How many rows are written in one transaction, so that no other writer waits long."""


async def language_of(work: UnitOfWork, channel: int, username: str) -> str | None:
    """The language of a channel's posts ("": for all); None when it is none of the council's."""
    named = named_by_file(work.council, channel, username)
    if named is not None:
        return named.language
    source = await newsroom.source_of(work.tx, channel)
    return source.language if source and source.state is SourceState.FOLLOWED else None


async def record(work: UnitOfWork, arrived: Arrived, username: str) -> bool:
    """Keep a post of a channel (`username`: the channel's, or ""), to be fanned out.

    False, and nothing changed, for a channel that is none of the council's, and for a message that is kept already.
    """
    language = await language_of(work, arrived.channel, username)
    if language is None or await posts.by_message(work.tx, arrived.channel, arrived.message):
        return False
    await _keep(work, arrived, language)
    return True


async def record_own(work: UnitOfWork) -> bool:
    """Keep one message that the bot itself posted in a channel: Telegram tells a bot nothing of those. Whether there was one."""
    found = await newsroom.unrecorded(work.tx)
    communique = await newsroom.communique(work.tx, found.communique) if found else None
    if found is None or communique is None:
        return False
    html = communique.texts.get(found.language, "")
    arrived = Arrived(found.channel, found.message, found.at, text_rules.bare(html), html)
    source = await newsroom.source_of(work.tx, found.channel)
    language = await language_of(work, found.channel, source.username if source else "")
    await _keep(work, arrived, found.language if language is None else language, communique.groups)
    return True


async def _keep(work: UnitOfWork, arrived: Arrived, language: str, groups: tuple[str, ...] = ()) -> None:
    first = await posts.of_album(work.tx, arrived.channel, arrived.album) if arrived.album else None
    title, looks = title_of(arrived.text), _looks(arrived)
    if first is not None and first.state is PostState.GATHERING:
        await posts.add_part(work.tx, first.id, arrived, looks)
        how = How.LINK if How.LINK in {first.how, arrived.how} else How.CAPTION
        await posts.gather(work.tx, first.id, first.title or title, how, work.now + ALBUM_QUIET)
        if arrived.text:
            await posts.set_topics(work.tx, first.id, await _topics(work, arrived, groups))
        return
    topics = await _topics(work, arrived, groups)
    if first is not None and not arrived.text:
        topics = await posts.topics_of(work.tx, first.id)
    late = work.now - arrived.posted_at > work.council.news_too_old
    state = PostState.LATE if late else PostState.GATHERING if arrived.album else await _goes(work, language)
    whole_at = work.now + ALBUM_QUIET if arrived.album else None
    continues = (first.continues or first.id) if first else None
    post = await posts.add(work.tx, arrived, New(language, title, topics, state, looks, whole_at, continues), work.now)
    if state in {PostState.LATE, PostState.HELD}:
        await posts.set_followers(work.tx, post.id, await subscriptions.followers(work.tx, language, topics))


def _looks(arrived: Arrived) -> str:
    return hashlib.sha256(arrived.html.encode()).hexdigest()[:16]


async def _topics(work: UnitOfWork, arrived: Arrived, groups: tuple[str, ...] = ()) -> tuple[str, ...]:
    told = topics_of(arrived.text, work.council, await newsroom.topics(work.tx))
    return tuple(dict.fromkeys((*groups, *(topic for topic in told if topic != GENERAL or not groups))))


async def _goes(work: UnitOfWork, language: str) -> PostState:
    """Whether a post goes out by itself, or is held back because there are too many."""
    if await posts.held(work.tx, language):
        return PostState.HELD
    lately = await posts.sent_lately(work.tx, language, work.now - FLOOD_SPAN)
    return PostState.FREEZING if lately < work.council.news_at_once else PostState.HELD


async def gathered(work: UnitOfWork) -> bool:
    """Send on one album of which no further part is waited for; whether there was one."""
    post = await posts.whole(work.tx, work.now)
    if post is None:
        return False
    # Parts that come late follow the rest at once: they are no further post.
    state = PostState.FREEZING if post.continues else await _goes_as_album(work, post)
    await posts.move(work.tx, post.id, PostState.GATHERING, state)
    if state is PostState.HELD:
        topics = await posts.topics_of(work.tx, post.id)
        await posts.set_followers(work.tx, post.id, await subscriptions.followers(work.tx, post.language, topics))
    return True


async def _goes_as_album(work: UnitOfWork, post: Post) -> PostState:
    if await posts.held(work.tx, post.language):
        return PostState.HELD
    lately = await posts.sent_lately(work.tx, post.language, work.now - FLOOD_SPAN)  # itself among them
    return PostState.FREEZING if lately <= work.council.news_at_once else PostState.HELD


async def fan_out_some(work: UnitOfWork) -> bool:
    """Write the rows of one chunk of subscribers; False when there is nothing to write."""
    freezing = await posts.next_freezing(work.tx)
    if freezing is None:
        return False
    post = freezing.post
    topics = await posts.topics_of(work.tx, post.id)
    wanting = subscriptions.wanting(post.language, topics)
    people = await subscriptions.at_once(work.tx, wanting, work.now, freezing.written_to, CHUNK)
    last = people[-1].id if people else freezing.written_to
    if len(people) < CHUNK:
        followers = await subscriptions.followers(work.tx, post.language, topics)
        moved = await posts.advance(work.tx, freezing, last, PostState.FROZEN, followers)
    else:
        moved = await posts.advance(work.tx, freezing, last, PostState.FREEZING)
    if moved:
        await outbox.queue(work.tx, [order for person in people for order in _orders(work, post, person)], work.now)
    return True


def _orders(work: UnitOfWork, post: Post, person: Person) -> list[Order]:
    """A copy; under that of an album, which takes no buttons, a line."""
    if person.telegram_id is None:
        return []
    due = due_at(work.council, person, work.now)
    expires = max(post.posted_at + work.council.news_too_old, due + timedelta(hours=2))
    copy = Order(
        f"{post.subject}:{person.id}", POST, post.subject, Lane.NEWS, person.telegram_id, person.id,
        due_at=due, expires_at=expires,
    )  # fmt: skip
    if not post.album or post.how is How.LINK:
        return [copy]
    return [copy, replace(copy, key=f"{copy.key}:under", kind=UNDER)]


# -- changed, and taken back


async def edited(work: UnitOfWork, arrived: Arrived) -> bool:
    """A post was changed: so are its copies. False, and nothing changed, where no copy can look otherwise.

    Telegram tells of other changes too, such as of a counter under it.
    """
    post = await posts.by_message(work.tx, arrived.channel, arrived.message)
    before = await posts.looked_like(work.tx, arrived.channel, arrived.message)
    looks = _looks(arrived)
    if post is None or before is None or before == (looks, arrived.media):
        return False
    how = change_of(post.how, text_rules.length(arrived.text), other_media=before[1] != arrived.media)
    title = title_of(arrived.text) if arrived.message == post.parts[0] or arrived.text else post.title
    done = await posts.change(work.tx, post, arrived, title or post.title, looks, how)
    if arrived.text and done:
        await posts.set_topics(work.tx, post.id, await _topics(work, arrived))
    return done


async def reach_some(work: UnitOfWork) -> bool:
    """Have one chunk of copies reached by the change of their post; False when there are none."""
    reaching = await posts.next_reaching(work.tx)
    if reaching is None:
        return False
    post = reaching.post
    kinds = (POST, UNDER) if post.retracted else (POST,)
    copies = await posts.copies(work.tx, post.subject, kinds, reaching.redrawn_to, CHUNK)
    if not await posts.advance_reaching(work.tx, reaching, copies[-1].card if len(copies) == CHUNK else None):
        return True
    if post.retracted or reaching.change is not Change.SAID:
        cards = [copy.card for copy in copies]
        await outbox.redraw(work.tx, post.subject, work.now, among=cards, lane=Lane.NEWS)
        return True
    told = [
        Order(
            f"{post.subject}:changed:{post.revision}:{copy.chat}",
            CHANGED,
            post.subject,
            Lane.NEWS,
            copy.chat,
            copy.person,
        )
        for copy in copies
    ]
    await outbox.queue(work.tx, told, work.now)
    return True


async def look(work: UnitOfWork, post_id: int) -> Post:
    """A post, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    demand(work.actor, Action.MANAGE_NEWS, subject=f"post:{post_id}")
    post = await posts.get(work.tx, post_id)
    if post is None:
        raise Forbidden(Action.MANAGE_NEWS, f"post:{post_id}")
    return post


async def retract(work: UnitOfWork, post_id: int) -> None:
    """Take a post's copies back, and send no more. Raises `Forbidden`, and `Stale` for one that was taken back before."""
    post = await look(work, post_id)
    if not await posts.retract(work.tx, post.id, work.now):
        raise Stale
    for kind in (POST, UNDER, CHANGED):
        await outbox.cancel(work.tx, post.subject, kind, "taken back", work.now)
    await audit.record(work.tx, work.now, work.actor.label, "post taken back", post.subject)
