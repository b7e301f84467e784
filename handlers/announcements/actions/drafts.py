"""The only writers of drafts: what an announcement says, to whom, when and how, until it is handed in; and what its author's
editing the message that it passes on does to it."""

from dataclasses import replace
from datetime import date, datetime

from council import announcements as rules, audiences
from council.announcement_times import begins, check_time
from council.announcements import Announcement, AnnouncementState, Content, Link, Option, Timing
from council.audiences import Joint, Whom, joined
from council.authority import Action, demand
from council.errors import InThePast, NobodyToAsk, Stale
from handlers.announcements.actions import access, review, sending
from handlers.announcements.actions.kinds import REVIEW, TEST
from handlers.announcements.presses import Usual
from handlers.framework.work import UnitOfWork
from storage import announcements, chat_links, saved_audiences

WRITABLE = (AnnouncementState.DRAFT, AnnouncementState.PAUSED)
"""The states in which its author may write it: also while it is paused, because its file is gone."""

MOST_SAVED, LOOKED_BACK = 30, 10
"""How many saved audiences are listed; and among how many of the last announcements the last used one is looked for."""

TIMED = (AnnouncementState.DRAFT, AnnouncementState.OVERDUE)
"""The states in which its author may give it a time."""


async def begin(work: UnitOfWork, *, fresh: bool = False) -> Announcement:
    """The draft that the one who acts is at, or a new one. Raises `Forbidden` for those who may announce to nobody."""
    access.require_announcer(work)
    found = None if fresh else await announcements.draft_of(work.tx, work.person.id)
    if found and not await access.reaches(work.tx, work.council, work.actor, found.audience, found.places):
        found = None  # they were chair of another group when they began it
    return found or await announcements.add(work.tx, work.person.id, work.now)


async def write(work: UnitOfWork, announcement: int, content: Content) -> Announcement:
    """Have it say this in the content's language; link buttons that it has in this language stay.
    Raises `Forbidden`, and `Stale` once it is handed in, save for what is paused: then the rest gets this."""
    found = await access.visible_own(work, announcement, *WRITABLE)
    was = (await announcements.contents(work.tx, found.id, found.version)).get(content.language)
    if found.state is AnnouncementState.PAUSED:
        if was is None or not content.gives_anew(was):  # what was approved is not rewritten on its way
            raise Stale
        if work.council.four_eyes:
            first = (content.files, content.captions)
            if first != (was.files[: len(content.files)], was.captions[: len(content.captions)]):
                raise rules.NotAsApproved
            content = replace(content, files=was.files, captions=was.captions)
        await work.record("announcement's file given anew", found.subject, {"language": content.language})
    content = replace(content, links=was.links) if was and not content.links else content
    await announcements.put(work.tx, found.id, found.version, content)
    return await title(work, found)


async def title(work: UnitOfWork, found: Announcement) -> Announcement:
    """Have it called by its first words as they are now."""
    said = await announcements.contents(work.tx, found.id, found.version)
    called = rules.title_of(said, (work.person.language, *work.council.languages))
    await announcements.change(work.tx, found.id, **called)
    return replace(found, title=called["title"], kind=called["kind"])


async def more_of_album(work: UnitOfWork, chat: int, message: int, album: str, html: str, file: str) -> bool:
    """Another part of an album whose beginning is kept; False for any other album."""
    kept = await announcements.with_album(work.tx, chat, album)
    if kept is None or kept[0].author != work.person.id:
        return False
    found, content = kept
    if found.state in WRITABLE and message not in (content.message, *content.more):
        if found.state is AnnouncementState.PAUSED and work.council.four_eyes:
            if not content.is_part(len(content.more) + 1, file, html):
                raise rules.NotAsApproved
            grown = replace(content, more=(*content.more, message))
        else:
            grown = content.grown(message, html, file)
        await announcements.put(work.tx, found.id, found.version, grown)
        await title(work, found)
    return True


async def set_links(work: UnitOfWork, announcement: int, language: str, links: tuple[Link, ...]) -> None:
    """Give it these link buttons in this language. Raises `Forbidden`, `Stale`, `NothingToSay`."""
    found = await access.visible_draft(work, announcement)
    said = (await announcements.contents(work.tx, found.id, found.version)).get(language)
    if said is None:
        raise rules.NothingToSay
    await announcements.put(work.tx, found.id, found.version, replace(said, links=links))


async def unsay(work: UnitOfWork, announcement: int, language: str) -> Announcement:
    """Have it say nothing in this language. Raises `Forbidden`, `Stale`."""
    found = await access.visible_draft(work, announcement)
    await announcements.drop_contents(work.tx, found.id, found.version, [language])
    return await title(work, found)


async def aim(work: UnitOfWork, announcement: int, whom: Whom | None) -> Announcement:
    """Give it this audience. Raises `Forbidden`, also for one that the one who acts may not reach; `Stale`."""
    found = await access.visible_draft(work, announcement)
    await access.require_reach(work, whom, ())
    await announcements.set_audience(work.tx, found.id, whom)
    return replace(found, audience=whom)


async def last_used(work: UnitOfWork) -> Whom | None:
    """The audience of the last announcement that the one who acts has sent, if they may still reach it."""
    mine = await announcements.recent(work.tx, LOOKED_BACK, work.person.id)
    found = next((each.audience for each in mine if each.sent_at is not None and each.audience is not None), None)
    return found if found is not None and await access.reaches(work.tx, work.council, work.actor, found) else None


async def aim_usual(work: UnitOfWork, announcement: int, whom: str) -> Announcement:
    """Give it a usual audience, see `Usual`; the one that it has is taken away. Raises as `aim`."""
    found = await access.visible_draft(work, announcement)
    if whom not in (Usual.EVERYONE, Usual.LAST):
        return await aim(work, found.id, audiences.switched(found.audience, whom))
    wanted = audiences.EVERYONE if whom == Usual.EVERYONE else await last_used(work)
    return await aim(work, found.id, wanted if wanted != found.audience else None)


async def add_rule(work: UnitOfWork, announcement: int, joint: Joint, rule: Whom) -> Announcement:
    """One more rule for its audience. Raises `Forbidden`, `Stale`, `UnreadableAudience`."""
    found = await access.visible_draft(work, announcement)
    return await aim(work, found.id, joined(found.audience, joint, rule) if found.audience is not None else rule)


async def save_audience(work: UnitOfWork, announcement: int, name: str) -> None:
    """Keep its audience under a name, in place of one's own of this name. Raises `Forbidden`, `Stale`, `NobodyToAsk`."""
    found = await access.visible_draft(work, announcement)
    if found.audience is None:
        raise NobodyToAsk
    await saved_audiences.save(work.tx, name, found.audience, work.person.id, work.now)


async def list_saved(work: UnitOfWork) -> list[saved_audiences.Saved]:
    """The saved audiences that the one who acts may announce to."""
    about, kept = (work.tx, work.council, work.actor), await saved_audiences.listed(work.tx)
    return [each for each in kept if await access.reaches(*about, each.audience)][:MOST_SAVED]


async def _get_saved(work: UnitOfWork, id_: int) -> saved_audiences.Saved:
    if (kept := await saved_audiences.find(work.tx, id_)) is None:
        raise Stale
    return kept


async def use_saved(work: UnitOfWork, announcement: int, id_: int) -> Announcement:
    """Take a saved audience. Raises `Forbidden`, `Stale`."""
    return await aim(work, announcement, (await _get_saved(work, id_)).audience)


async def drop_saved(work: UnitOfWork, announcement: int, id_: int) -> None:
    """Delete a saved audience: one's own, or as the secretariat any. Raises `Forbidden`, `Stale`."""
    await access.visible_draft(work, announcement)
    if (await _get_saved(work, id_)).author != work.person.id:
        demand(work.actor, Action.ANNOUNCE)
    await saved_audiences.drop(work.tx, id_)


async def place(work: UnitOfWork, announcement: int, where: str) -> Announcement:
    """Have it posted in a group's chats or the channel, or not. Raises `Forbidden`, `Stale`, `ChannelUnknown`, `NoChatThere`."""
    found = await access.visible_draft(work, announcement)
    if where != rules.CHANNEL and where not in work.council.codes:
        raise Stale
    await access.require_reach(work, None, (where,))
    if where == rules.CHANNEL:
        await access.check_channel_known(work)
    elif where not in found.places and not await chat_links.of_groups(work.tx, [where]):
        raise rules.NoChatThere
    others = tuple(each for each in found.places if each != where)
    places = others if where in found.places else (*others, where)
    await announcements.change(work.tx, found.id, places=places)
    return replace(found, places=places)


async def flip(work: UnitOfWork, announcement: int, option: Option) -> Announcement:
    """Switch an option on or off. Raises `Forbidden`, `Stale`."""
    found = await access.visible_draft(work, announcement)
    options = found.options ^ {option}
    await announcements.change(work.tx, found.id, options=options)
    return replace(found, options=options)


async def set_nudges(work: UnitOfWork, announcement: int, hours: tuple[int, ...]) -> None:
    """After how many hours those who have not confirmed are reminded. Raises `Forbidden`, `Stale`."""
    found = await access.visible_draft(work, announcement)
    await announcements.change(work.tx, found.id, nudges=hours)


async def set_time(
    work: UnitOfWork, announcement: int, timing: Timing, at: datetime | None = None, day: date | None = None
) -> Announcement:
    """Give it a time: now, the instant `at` (UTC), or 9:00 on `day`. Raises `Forbidden`, `Stale`, `InThePast`."""
    found = await access.visible_own(work, announcement)
    due = begins(day) if timing is Timing.MORNING and day is not None else at
    timed = replace(found, timing=timing, due_at=due, day=day)
    check_time(timed, work.now)
    if timing is Timing.AT and at is not None and at <= work.now:
        raise InThePast(at)
    if found.state not in TIMED:
        raise Stale
    await announcements.change(work.tx, found.id, timing=timing, due_at=due, day=day)
    if found.state is AnnouncementState.OVERDUE:
        await sending.release(work, timed, AnnouncementState.OVERDUE)
    return timed


async def discard(work: UnitOfWork, announcement: int) -> None:
    """Cancel a draft. Raises `Forbidden`, `Stale`."""
    found = await access.visible_draft(work, announcement)
    await announcements.move(work.tx, found.id, [found.state], AnnouncementState.CANCELLED, done_at=work.now)


async def test(work: UnitOfWork, announcement: int) -> int:
    """Send it to the one who acts, in each language, as it would arrive; in how many. Raises `NothingToSay`."""
    found = await access.visible_announcement(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    if not said:
        raise rules.NothingToSay
    for code in said:
        await work.tell([work.person], TEST, found.subject, f"{code}:{work.now.isoformat()}", {"language": code})
    return len(said)


async def hand_in(work: UnitOfWork, announcement: int, counted: int, mark: str | None = None) -> Announcement:
    """Send it, have it wait for its time, or ask a second secretary first. `counted` people and the stamp `mark` are
    what the button was drawn with.

    Raises `Forbidden`, `Stale`, `NothingToSay`, `NobodyToAsk`, `InThePast`, `DraftChanged` when it is another one by
    now, `CountChanged` when it would reach other numbers, and `NobodyToApprove`."""
    found = await access.visible_draft(work, announcement)
    said = await announcements.contents(work.tx, found.id, found.version)
    if not said:
        raise rules.NothingToSay
    await access.require_reach(work, found.audience, found.places)
    if rules.CHANNEL in found.places:
        await access.check_channel_known(work, said)
    people = await access.count_people(work, found)
    if not people and not found.places:
        raise NobodyToAsk
    if people != counted:
        raise rules.CountChanged(people)
    if mark is not None and mark != rules.stamp(found, said):
        raise rules.DraftChanged
    check_time(found, work.now)
    await announcements.change(work.tx, found.id, total=people)
    found = replace(found, total=people)
    if work.council.four_eyes:
        if not await announcements.move(work.tx, found.id, [AnnouncementState.DRAFT], AnnouncementState.REVIEW):
            raise Stale
        await sending.pin(work, found, said)
        await review.ask_second(work, found)
    elif not await sending.release(work, found, AnnouncementState.DRAFT):
        raise Stale
    kinds = [rule.kind.value for rule in audiences.rules(found.audience)] if found.audience is not None else []
    await work.record("announced", found.subject, {"rules": kinds, "people": people, "places": list(found.places)})
    return await announcements.find(work.tx, found.id) or found


async def back_to_draft(work: UnitOfWork, announcement: int) -> Announcement:
    """Its author takes it back before anything of it has left, to change it. Raises `Forbidden`, `Stale`."""
    found = await access.visible_own(work, announcement)
    await sending.move(work, found, rules.IS_PENDING, AnnouncementState.DRAFT, approved_by=None)
    await work.redraw(found.subject, REVIEW)
    return replace(found, state=AnnouncementState.DRAFT)


async def edit_source(
    work: UnitOfWork, chat: int, message: int, html: str, file: str
) -> tuple[Announcement, rules.Edited] | None:
    """This message of the one who acts now has these words (HTML) and this file (Telegram's unique id); None where no
    announcement is made of it, or nothing in it changed.

    What was approved, or handed in, is what is sent: the edited message is passed on to nobody before it is handed in anew."""
    told = None
    for found, version, content in await announcements.with_source(work.tx, chat, message):
        now_says = content.edited(message, html, file)
        # A place has no file: Telegram tells that it moved, and not what it was.
        if found.author != work.person.id or (now_says == content and content.files):
            continue
        follows = found.state is AnnouncementState.DRAFT or (found.state in rules.IS_PENDING and not work.council.four_eyes)
        if follows or found.state in rules.IS_PENDING:
            await announcements.put(work.tx, found.id, version, now_says)
            told = await title(work, found), rules.Edited.FOLLOWS
            if not follows:
                await sending.move(work, found, rules.IS_PENDING, AnnouncementState.DRAFT, approved_by=None)
                await work.redraw(found.subject, REVIEW)
                await work.record("announcement's message edited", found.subject)
                told = told[0], rules.Edited.DRAFT_AGAIN
            elif now_says == content:
                told = None
        else:
            await announcements.put(work.tx, found.id, version, content.without_source())
            if found.state in sending.GOING:
                await sending.set_paused(work, found)
                await work.record("announcement's message edited", found.subject)
            told = found, rules.Edited.PAUSED if found.state in rules.UNDER_WAY else rules.Edited.LEFT
    return told
