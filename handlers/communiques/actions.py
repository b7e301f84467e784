"""The only writers of communiqués: from what the council did to its channels, after a look at every language's text."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from council.authority import Action, demand
from council.errors import Forbidden, Refused, Stale
from handlers.common.refusals import words
from handlers.common.texts import Texts
from handlers.framework.work import UnitOfWork
from storage import audit, outbox
from storage import channels as newsroom
from storage.channels import COMMUNIQUE, Communique, CommuniqueState, Source
from storage.outbox import Lane, Order, State

LANGUAGE = "language"
"""In a delivery's data: the language of the channel that it goes to."""


class NoChannelToPostIn(Refused):
    """No channel of the council was seen yet."""


@words.register
def _(_error: NoChannelToPostIn, t: Texts) -> Markup:
    return t("I know no channel yet in which to post. What is missing: /channel")


async def targets(work: UnitOfWork) -> list[Source]:
    """The channels that a communiqué is posted in."""
    return await newsroom.followed(work.tx)


def language_for(work: UnitOfWork, source: Source) -> str:
    """The language in which something is said in a channel; in one for all languages, the council's first."""
    return source.language or work.council.languages[0]


async def draft(
    work: UnitOfWork, thing: str, thing_id: int, groups: tuple[str, ...], write: Callable[[str], str]
) -> Communique:
    """The draft about this, or a new one, written in each channel's language, also in those of channels that were added
    since; what was published already comes as it was.

    Raises `Forbidden`, `NoChannelToPostIn`.
    """
    demand(work.actor, Action.PUBLISH_NEWS)
    found = await newsroom.about(work.tx, thing, thing_id)
    if found is not None and found.state is not CommuniqueState.DRAFT:
        return found
    spoken = dict.fromkeys(language_for(work, source) for source in await targets(work))
    if not spoken and found is None:
        raise NoChannelToPostIn
    if found is not None:
        missing = {language: write(language) for language in spoken if language not in found.texts}
        return await reword(work, found.id, missing) if missing else found
    texts = {language: write(language) for language in spoken}
    return await newsroom.draft(work.tx, thing, thing_id, groups, texts, work.now)


async def look(work: UnitOfWork, communique_id: int) -> Communique:
    """A communiqué, for the secretariat. Raises `Forbidden`, also for one that is not there."""
    demand(work.actor, Action.PUBLISH_NEWS, subject=f"communique:{communique_id}")
    found = await newsroom.communique(work.tx, communique_id)
    if found is None:
        raise Forbidden(Action.PUBLISH_NEWS, f"communique:{communique_id}")
    return found


async def reword(work: UnitOfWork, communique_id: int, texts: Mapping[str, str]) -> Communique:
    """Other words in these languages. Raises `Forbidden`, `Stale`."""
    found = await look(work, communique_id)
    if not await newsroom.rewrite(work.tx, found, {**found.texts, **texts}):
        raise Stale
    return await look(work, communique_id)


async def publish(work: UnitOfWork, communique_id: int) -> Communique:
    """Post it in every channel, in its language; from there it goes on to those who follow. Raises `Forbidden`, `Stale`.

    A second press finds it published.
    """
    found = await look(work, communique_id)
    if not await newsroom.end_draft(work.tx, found, CommuniqueState.PUBLISHED):
        raise Stale
    orders = [
        Order(
            f"{found.subject}:{source.channel}", COMMUNIQUE, found.subject, Lane.ANNOUNCEMENTS, source.channel,
            data={LANGUAGE: language_for(work, source)},
        )
        for source in await targets(work)
        if found.texts.get(language_for(work, source))
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    detail: audit.Detail = {"thing": found.thing, "channels": len(orders)}
    await audit.record(work.tx, work.now, work.actor.label, "communique published", found.subject, detail)
    return await look(work, communique_id)


async def became(work: UnitOfWork, found: Communique) -> list[tuple[Source, str, State | None]]:
    """The channels that it goes to, each with its language, and what became of it there (None: not sent yet)."""
    return [
        (source, language_for(work, source), await newsroom.state_in(work.tx, found, source.channel))
        for source in await targets(work)
        if found.texts.get(language_for(work, source))
    ]


async def drop(work: UnitOfWork, communique_id: int) -> None:
    """Discard a draft. Raises `Forbidden`, `Stale`."""
    found = await look(work, communique_id)
    if not await newsroom.end_draft(work.tx, found, CommuniqueState.DROPPED):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, "communique dropped", found.subject)
