"""The only writers of communiqués: from what the council did to its channels, after a look at every language's text."""

from collections.abc import Callable, Mapping, Sequence

from council.authority import Action, demand
from council.communiques import About
from council.errors import Stale
from handlers.channels.reads import list_channels
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_, Catalogs, Texts
from handlers.communiques.reads import visible_communique
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import MANAGED
from storage import communiques
from storage.communiques import Communique, CommuniqueState
from storage.outbox import Lane

COMMUNIQUE = Kind(communiques.KIND, Lane.ANNOUNCEMENTS, repeat=False)
"""Not repeated: what a channel says twice is seen by everyone, and the secretariat can look whether it is there."""

LANGUAGE = "language"
"""In a delivery's data: the language of the channel that it goes to."""

CHAT, MESSAGE = "chat", "message"
"""In its data, where it goes with a file: where that was looked at, to be copied from there."""


class NoChannelToPostIn(RefusedWith):
    """No channel of the council was seen yet."""

    template = N_("I have no channel to post in yet. What is missing: /channel")


class FileOnItsWay(RefusedWith):
    """The file that is to be posted was not looked at yet."""

    template = N_("The file to be posted has not reached you yet. Please look at it first. If it does not come: /report")


async def get_draft(
    work: UnitOfWork, thing: About, id_: int, groups: Sequence[str], write: Callable[[Texts], str], catalogs: Catalogs
) -> Communique:
    """The draft about a thing of these groups, or a new one; `write` gives its text, as Telegram's HTML, in a language.
    Languages of channels that were added since are written, too. One that was published comes as it was. Raises `Forbidden`,
    `NoChannelToPostIn`."""
    demand(work.actor, Action.PUBLISH_NEWS)
    found = await communiques.about(work.tx, thing, id_)
    if found is not None and found.state is not CommuniqueState.DRAFT:
        return found
    spoken = dict.fromkeys(language for _, language in await list_channels(work.tx, work.council))
    written = found.texts if found else {}
    texts = {language: write(catalogs.texts(language)) for language in spoken if language not in written}
    if found is not None:
        return await reword(work, found.id, texts) if texts else found
    if not spoken:
        raise NoChannelToPostIn
    return await communiques.add(work.tx, thing, id_, groups, texts, work.now)


async def reword(work: UnitOfWork, communique_id: int, texts: Mapping[str, str]) -> Communique:
    """Give a draft other texts in these languages. Raises `Forbidden`, `Stale`."""
    found = await visible_communique(work, communique_id)
    if not await communiques.rewrite(work.tx, found, {**found.texts, **texts}):
        raise Stale
    return await visible_communique(work, communique_id)


async def publish(work: UnitOfWork, communique_id: int) -> Communique:
    """Post it in every channel, in its language; from there it goes on to those who follow the news.
    Raises `Forbidden`, `FileOnItsWay`, and `Stale` for one that is no draft any more."""
    found = await visible_communique(work, communique_id)
    listed = [one for one in await list_channels(work.tx, work.council) if found.texts.get(one[1])]
    files = await communiques.previews(work.tx, found) if found.thing == About.REPORT else {}
    if found.thing == About.REPORT and any(language not in files for _, language in listed):
        raise FileOnItsWay
    if not await communiques.end_draft(work.tx, found, CommuniqueState.PUBLISHED):
        raise Stale
    posted = 0
    for channel, language in listed:
        data: dict[str, int | str] = {LANGUAGE: language}
        if language in files:
            data |= dict(zip((CHAT, MESSAGE), files[language], strict=True))
        posted += await work.tell_places({channel.chat: None}, COMMUNIQUE, found.subject, data=data)
    if found.thing == About.MEETING:
        await work.redraw(f"meeting:{found.thing_id}", MANAGED)
    await work.record("communique published", found.subject, {"thing": found.thing, "channels": posted})
    return await visible_communique(work, communique_id)


async def drop(work: UnitOfWork, communique_id: int) -> Communique:
    """Discard a draft. Raises `Forbidden`, `Stale`."""
    found = await visible_communique(work, communique_id)
    if not await communiques.end_draft(work.tx, found, CommuniqueState.DROPPED):
        raise Stale
    await work.record("communique dropped", found.subject)
    return await visible_communique(work, communique_id)
