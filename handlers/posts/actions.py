"""The only writers of posts: recorded as they come from the channels, passed on, changed, and taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

from council import posts as rules, text_rules
from council.announcements import ALBUM, TEXT, WORDED, Announcement, Content, Option, content_for
from council.authority import Action, demand
from council.communiques import About
from council.errors import Stale
from council.events import AnnouncementChanged, AnnouncementDone
from council.people import Person
from council.posts import Change, ChannelMessage, CopyKind, Post, PostState
from handlers.common.texts import lexicon_of
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.posts.reads import visible_reach
from handlers.subscriptions.actions import after_quiet_hours
from storage import announced_posts, announcements, channels, communiques, members, outbox, posts, redraws, subscriptions
from storage.announcement_holders import who_have
from storage.outbox import Lane, Order
from storage.topics import offered

POST = Kind(posts.COPIES, Lane.NEWS, card=True, outsiders=True)
"""Repeated when nobody knows whether it arrived: getting a post twice is a small harm, and nobody reads a report on news in
which a person could decide."""

UNDER = Kind("news.under", Lane.NEWS, card=True, repeat=False, outsiders=True)
CHANGED = Kind("news.changed", Lane.NEWS, outsiders=True)
GROWTH = Kind("news.growth")

CHUNK = 200
"""How many rows are written in one transaction, so that no other writer waits long."""


async def find_language(work: UnitOfWork, channel: int, username: str) -> str | None:
    """The language of a channel's posts ("": for all); None when it is none of the council's. `username`: "" for none."""
    named = rules.named_by_file(work.council, channel, username)
    if named is not None:
        return named.language
    known = await channels.of_chat(work.tx, channel)
    return known.language if known and known.state is channels.ChannelState.FOLLOWED else None


async def record(work: UnitOfWork, message: ChannelMessage, username: str) -> bool:
    """Keep a post of a channel (`username`: the channel's, or ""), to be passed on. False, and nothing changed, for a
    channel that is none of the council's, and for a message that is kept already."""
    language = await find_language(work, message.channel, username)
    if language is None or await posts.by_message(work.tx, message.channel, message.message):
        return False
    await _keep(work, message, language)
    return True


async def record_own(work: UnitOfWork) -> bool:
    """Keep one message that the bot itself posted in a channel: Telegram sends no updates of those. Whether there was one."""
    found = await communiques.unrecorded(work.tx)
    if found is None:
        return False
    html = found.communique.texts.get(found.language, "")
    kind, copied_as = ("document", CopyKind.CAPTION) if found.communique.thing == About.REPORT else ("text", CopyKind.TEXT)
    message = ChannelMessage(found.channel, found.message, found.at, text_rules.bare(html), html, kind, copied_as)
    await _keep(work, message, await _language_of(work, found.channel, found.language), found.communique.groups)
    return True


async def record_announced(work: UnitOfWork, announcement: int | None = None) -> bool:
    """Keep the messages of one announcement in one channel, as any post of it; whether there were some."""
    found = await announced_posts.unrecorded(work.tx, announcement)
    if found is None:
        return False
    one = found.announcement
    contents = await announcements.contents(work.tx, one.id, one.version)
    said = content_for(contents, found.language, work.council.languages)
    language = await _language_of(work, found.channel, found.language)
    for message in found.messages:
        kept = _as_posted(one, said, found.channel, message, work.now, first=message == found.messages[0])
        await _keep(work, kept, language, announcement=one.id)
    return True


async def _language_of(work: UnitOfWork, channel: int, spoken: str) -> str:
    """The language of the posts of a channel in which something was said in this one."""
    known = await channels.of_chat(work.tx, channel)
    language = await find_language(work, channel, known.username if known else "")
    return spoken if language is None else language


def _as_posted(
    found: Announcement, said: Content, channel: int, message: int, at: datetime, *, first: bool = True
) -> ChannelMessage:
    copied_as = CopyKind.TEXT if said.kind == TEXT else CopyKind.CAPTION if said.kind in WORDED else CopyKind.BARE
    copied_as = CopyKind.LINK if Option.PROTECT in found.options else copied_as
    kind, album = ("photo", found.subject) if said.kind == ALBUM else (said.kind, "")
    html = said.html if first else ""
    return ChannelMessage(channel, message, at, text_rules.bare(html), html, kind, copied_as, album=album)


async def record_done(work: UnitOfWork, event: AnnouncementDone) -> None:
    """Keep what of an announcement that is done is not among the posts yet."""
    while await record_announced(work, event.announcement.id):
        pass


async def follow_announcement(work: UnitOfWork, event: AnnouncementChanged) -> None:
    """Change, or take back, the posts that are copies of an announcement: Telegram tells a bot nothing of its own edits."""
    found = event.announcement
    for post in await announced_posts.of_announcement(work.tx, found.id):
        language = post.language or work.council.languages[0]
        if not event.languages and await posts.retract(work.tx, post.id, work.now):
            await _drop_copies(work, post)
        elif language in event.languages:
            said = await announcements.contents(work.tx, found.id, found.version)
            posted = _as_posted(found, said[language], post.channel, post.message, work.now)
            await _change(work, post, posted, post.copied_as)


async def _keep(
    work: UnitOfWork, message: ChannelMessage, language: str, groups: tuple[str, ...] = (), announcement: int | None = None,
) -> None:  # fmt: skip
    first = await posts.of_album(work.tx, message.channel, message.album) if message.album else None
    title = rules.title_of(message.text)
    if first is not None and first.state is PostState.GATHERING:
        await posts.add_part(work.tx, first.id, message)
        copied_as = CopyKind.LINK if CopyKind.LINK in {first.copied_as, message.copied_as} else CopyKind.CAPTION
        await posts.gather(work.tx, first.id, first.title or title, copied_as, work.now + rules.ALBUM_QUIET)
        if message.text:
            await posts.set_topics(work.tx, first.id, await _topics(work, message, groups))
        return
    about = await _topics(work, message, groups)
    if first is not None and not message.text:
        about = await posts.topics_of(work.tx, first.id)
    late = work.now - message.posted_at > work.council.news_too_old
    state = PostState.LATE if late else PostState.GATHERING if message.album else await _next_state(work, language)
    whole_at = work.now + rules.ALBUM_QUIET if message.album else None
    continues = (first.continues or first.id) if first else None
    new = posts.New(language, title, about, state, whole_at, continues, announcement)
    post = await posts.add(work.tx, message, new, work.now)
    if state in {PostState.LATE, PostState.HELD}:
        await posts.note_followers(work.tx, post)


async def _topics(work: UnitOfWork, message: ChannelMessage, groups: tuple[str, ...] = ()) -> tuple[str, ...]:
    lexicon = lexicon_of(work.council.languages)
    found = rules.topics_of(message.text, work.council, await offered(work.tx), lexicon)
    return tuple(dict.fromkeys((*groups, *(topic for topic in found if topic != rules.GENERAL or not groups))))


async def _next_state(work: UnitOfWork, language: str, counted: int = 0) -> PostState:
    """Whether a post is sent by itself, or held back with too many others. `counted`: 1 when it is among those sent lately."""
    if await posts.held(work.tx, language):
        return PostState.HELD
    lately = await posts.sent_lately(work.tx, language, work.now - rules.FLOOD_SPAN) - counted
    return PostState.FREEZING if lately < work.council.news_at_once else PostState.HELD


async def release_album(work: UnitOfWork) -> bool:
    """Send on one album for whose parts the wait is over; whether there was one."""
    post = await posts.whole(work.tx, work.now)
    if post is None:
        return False
    # Parts that come late follow the rest at once: they are no further post.
    state = PostState.FREEZING if post.continues else await _next_state(work, post.language, counted=1)
    await posts.move(work.tx, post.id, PostState.GATHERING, state)
    if state is PostState.HELD:
        await posts.note_followers(work.tx, post)
    return True


async def queue_copies(work: UnitOfWork) -> bool:
    """Queue a post to one chunk of those who get it; False when all are queued."""
    freezing = await posts.next_freezing(work.tx)
    if freezing is None:
        return False
    post = freezing.post
    wanting = subscriptions.wanting(post.language, await posts.topics_of(work.tx, post.id))
    people = await subscriptions.at_once(work.tx, wanting, work.now, freezing.written_to, CHUNK)
    last = people[-1].id if people else freezing.written_to
    state = PostState.FROZEN if len(people) < CHUNK else PostState.FREEZING
    if post.announcement is not None:  # nobody hears it twice
        have = await who_have(work.tx, post.announcement, [person.id for person in people])
        people = [person for person in people if person.id not in have]
    if await posts.advance(work.tx, freezing, last, state):
        await outbox.queue(work.tx, [order for person in people for order in _orders(work, post, person)], work.now)
    return True


def _orders(work: UnitOfWork, post: Post, person: Person) -> list[Order]:
    """A copy, and after that of an album, which takes no buttons, a line. Not `work.tell`: each expires at a time of its own,
    and the line is to follow its copy, not everyone's."""
    if person.telegram_id is None:
        return []
    due = after_quiet_hours(work, person)
    expires = max(post.posted_at + work.council.news_too_old, due + timedelta(hours=2))
    key, to = f"{post.subject}:{person.id}", (person.telegram_id, person.id)
    copy = Order(key, POST.name, post.subject, POST.lane, *to, due_at=due, expires_at=expires)
    if not post.album or post.copied_as is CopyKind.LINK:
        return [copy]
    return [copy, replace(copy, key=f"{copy.key}:under", kind=UNDER.name)]


async def change(work: UnitOfWork, message: ChannelMessage) -> bool:
    """A message was changed in the channel: so are its copies. False, and nothing changed, where no copy can look otherwise:
    Telegram sends updates of other changes, too, such as of a counter under it."""
    post = await posts.by_message(work.tx, message.channel, message.message)
    before = await posts.hashes_of(work.tx, message.channel, message.message)
    if post is None or before is None or before == (message.looks, message.media):
        return False
    done = await _change(work, post, message, post.copied_as, other_media=before[1] != message.media)
    if message.text and done:
        await posts.set_topics(work.tx, post.id, await _topics(work, message))
    return done


async def _change(
    work: UnitOfWork, post: Post, message: ChannelMessage, copied_as: CopyKind, *, other_media: bool = False
) -> bool:
    how = rules.change_of(copied_as, text_rules.length(message.text), other_media=other_media)
    done = await posts.change(work.tx, post, message, rules.title_of(message.text) or post.title, how)
    await redraws.outdate(work.tx, post.subject)
    return done


async def update_copies(work: UnitOfWork) -> bool:
    """Have one chunk of the copies of a changed or retracted post dealt with; False when there are none."""
    reaching = await posts.next_reaching(work.tx)
    if reaching is None:
        return False
    post = reaching.post
    kinds = (POST.name, UNDER.name) if post.retracted else (POST.name,)
    copies = await posts.copies(work.tx, post.subject, kinds, reaching.redrawn_to, CHUNK)
    if not await posts.advance_reaching(work.tx, reaching, copies[-1].card if len(copies) == CHUNK else None):
        return True
    if post.retracted or reaching.change is not Change.SAID:
        await work.redraw(post.subject, among=[copy.card for copy in copies], lane=Lane.NEWS)
    else:
        people = await members.many(work.tx, [copy.person for copy in copies if copy.person is not None])
        await work.tell(people.values(), CHANGED, post.subject, str(post.revision))
    return True


async def retract(work: UnitOfWork, post_id: int) -> None:
    """Take a post's copies back, and send no more. Raises `Forbidden`, and `Stale` for one that was taken back before."""
    post = (await visible_reach(work, post_id)).post
    if not await posts.retract(work.tx, post.id, work.now):
        raise Stale
    await _drop_copies(work, post)
    await work.record("post taken back", post.subject)


async def _drop_copies(work: UnitOfWork, post: Post) -> None:
    for kind in (POST, UNDER, CHANGED):
        await outbox.cancel(work.tx, post.subject, kind.name, "taken back", work.now)
    await redraws.outdate(work.tx, post.subject)


async def ask_growth(work: UnitOfWork, update: int) -> None:
    """Have the picture of growth and reach sent to the one who acts, once for each `update`. Raises `Forbidden`."""
    demand(work.actor, Action.MANAGE_NEWS)
    await work.tell([work.person], GROWTH, "news:0", str(update))
