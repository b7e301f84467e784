"""What is seen of groups' chats. Titles and names come from Telegram: anyone could have written them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.chats import Lack
from council.config import Council
from council.people import Person
from handlers.common.dates import moment
from handlers.common.names import called, group_label
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, in_rows, lines, link
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import Cause, Door, DoorState


class Confirm(Press, prefix="kc"):
    """Link what was asked for to this group."""

    offer: int
    group: str


class DropOffer(Press, prefix="kd"):
    """Do not link it."""

    offer: int


class Unlink(Press, prefix="ku"):
    """End a link: ask first (0), or do it (1)."""

    link: int
    sure: int


class AtDoor(Press, prefix="kk"):
    """What becomes of someone at the door of a chat."""

    door: int
    state: DoorState


class ShowDoor(Press, prefix="ks"):
    """Show someone at the door of a chat again."""

    door: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A link, what the bot cannot do there, and why Telegram did not take its word there ("": it did)."""

    link: Link
    lacks: Sequence[Lack] = ()
    unsaid: str = ""


# -- linking


def confirm_in_private(url: str, t: Texts) -> View:
    """In the chat: what comes next, without a name."""
    return View(
        t("To link this chat, please confirm it in the private chat with me."),
        ((link(t("Open the private chat"), url),),),
    )


def confirm(council: Council, offer: Offer, groups: Sequence[str], lacks: Sequence[Lack], t: Texts) -> View:
    """Asked in private: is this the chat, and whose is it?"""
    return View(
        lines(
            bold(t("Link this chat?")),
            *_place(offer.title, offer.chat, offer.thread, t),
            "",
            t("What is meant for a group will be written there, for everyone in the chat to read. Anyone can give a chat "
              "any title: make sure that it is the one."),
            *_words(lacks, t),
            "",
            t("To which group does it belong?") if len(groups) > 1 else None,
        ),
        (
            *((button(group_label(council, code, t), Confirm(offer.id, code)),) for code in groups),
            (button(t("Do not link it"), DropOffer(offer.id)),),
        ),
    )  # fmt: skip


def offer_closed(offer: Offer, t: Texts) -> View:
    """What became of the question."""
    told = t("Linked.") if offer.state == "confirmed" else t("Not linked. To be asked again, send /link there.")
    return View(lines(bold(t("Link this chat?")), *_place(offer.title, offer.chat, offer.thread, t), "", told))


def how_to_link(t: Texts) -> View:
    """To /link in private when nothing waits to be confirmed."""
    return View(
        lines(
            bold(t("Linking a group's chat")),
            t("1. Add me to the group's chat."),
            t("2. Make me an administrator who may invite users and ban users: so I can let members in, and take out "
              "those whose role has ended."),
            t("3. Send /link there; in a forum, in the group's topic."),
            t("4. Confirm it here."),
        )
    )  # fmt: skip


def linked(council: Council, link: Link, t: Texts) -> View:
    """Said in the chat: what it is now. No names."""
    if link.state is LinkState.ENDED:
        return View(t("This chat is no longer linked to the council."))
    return View(
        lines(
            bold(group_label(council, link.group, t)),
            t("This chat is linked to the group. What concerns all of it is written here; what is personal, only in "
              "private."),
        )
    )  # fmt: skip


def link_card(council: Council, seen: Seen, t: Texts) -> View:
    """A link, to those who look after it."""
    found = seen.link
    place = _place(found.title, found.chat, found.thread, t)
    if found.state is LinkState.ENDED:
        return View(lines(bold(t("No longer linked")), group_label(council, found.group, t), *place))
    heads = {LinkState.LINKED: t("Linked chat"), LinkState.BROKEN: t("Chat that I am no longer in")}
    wrong = _words(seen.lacks, t) + _unsaid(seen.unsaid, t)
    return View(
        lines(
            bold(heads[found.state]), group_label(council, found.group, t), *place,
            *(wrong or ["", t("I have all the rights that I need there.")]),
        ),
        ((button(t("Unlink"), Unlink(found.id, 0)),),),
    )  # fmt: skip


def unlink(council: Council, found: Link, t: Texts) -> View:
    """Before a link is ended."""
    return View(
        lines(
            bold(t("Unlink this chat?")), group_label(council, found.group, t),
            *_place(found.title, found.chat, found.thread, t), "",
            t("Nothing will be written there any more, and nobody let in. I stay in the chat until somebody removes me."),
        ),
        ((button(t("Unlink"), Unlink(found.id, 1)),),),
    )  # fmt: skip


def unlinked(t: Texts) -> View:
    """Said in the chat after /unlink."""
    return View(t("This chat is no longer linked to the council."))


def broken(council: Council, found: Link, t: Texts) -> View:
    """To the secretariat: the bot was removed from a chat, or is back."""
    if found.state is LinkState.LINKED:
        return View(
            lines(
                bold(t("I am in a linked chat again")), group_label(council, found.group, t),
                *_place(found.title, found.chat, found.thread, t), "", t("What is meant for the group is written there again."),
            )
        )  # fmt: skip
    return View(
        lines(
            bold(t("I was removed from a linked chat")), group_label(council, found.group, t),
            *_place(found.title, found.chat, found.thread, t), "",
            t("Nothing can be written there. When I am added again, the link holds as before."),
        ),
        ((button(t("Unlink"), Unlink(found.id, 0)),),),
    )  # fmt: skip


def listed(council: Council, chats: Sequence[Seen], t: Texts) -> View:
    """All linked chats, for the secretariat."""
    if not chats:
        return View(lines(bold(t("Linked chats")), t("No chat is linked. How to link one: /link")))
    text: list[Markup | str] = [bold(t("Linked chats"))]
    for seen in chats:
        found = seen.link
        text += ["", bold(group_label(council, found.group, t)), *_place(found.title, found.chat, found.thread, t)]
        text += [line for line in _words(seen.lacks, t) + _unsaid(seen.unsaid, t) if line]
    rows = in_rows(
        (
            button(t("Unlink {group}: {title}", group=s.link.group, title=s.link.title[:30]), Unlink(s.link.id, 0))
            for s in chats
        ),
        1,
    )
    return View(lines(*text), rows)


def _place(title: str, chat: int, thread: int | None, t: Texts) -> tuple[Markup, ...]:
    where = t("Topic: {thread}", thread=thread) if thread else t("The whole chat")
    return (t("Title: “{title}”", title=title), t("Id: <code>{id}</code>", id=chat), where)


def _words(lacks: Sequence[Lack], t: Texts) -> list[Markup | str]:
    """What the bot cannot do there, and what would help."""
    told = {
        Lack.UNKNOWN: t("I do not know yet what I may do there: Telegram has not told me."),
        Lack.OUTSIDE: t("I am not in the chat."),
        Lack.WRITE: t("I cannot write there: somebody has forbidden it to me."),
        Lack.NOTICE: t("I am not told who comes and goes: make me an administrator."),
        Lack.ADMIT: t("I cannot let members in: give me the right to invite users."),
        Lack.REMOVE: t("I cannot remove anybody: give me the right to ban users."),
    }
    return ["", *(told[lack] for lack in lacks)] if lacks else []


def _unsaid(reason: str, t: Texts) -> list[Markup | str]:
    """Why Telegram did not take the word that was to be said in the chat."""
    if not reason:
        return []
    if reason == "message thread not found":
        return ["", t("I cannot write in the topic: it is not there any more.")]
    if reason == "topic_closed":
        return ["", t("I cannot write in the topic: it is closed. Open it, or give me the right to manage topics.")]
    return ["", t("I cannot write there: Telegram did not take what I wanted to say.")]


# -- at the door


def waits(t: Texts) -> View:
    """To someone who asked to join and whom the council does not know."""
    return View(t("Your request to join the chat has arrived. It is being looked at."))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of what Telegram was asked to do: under way, done, or why not."""

    done: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the council knows of someone: their name, and the groups in which they sit."""

    name: str
    groups: tuple[str, ...] = ()


def door_card(
    council: Council,
    door: Door,
    place: Sequence[Link],
    known: Known | None,
    by: Person | None,
    outcome: Outcome,
    zone: str,
    t: Texts,
) -> View:
    """Someone at the door of a chat, for the secretariat to decide."""
    heads = {
        Cause.ASKED: t("Someone asks to join a group's chat"),
        Cause.CAME: t("Someone without a seat came into a group's chat"),
        Cause.ENDED: t("Someone whose role has ended may still be in a group's chat"),
    }
    title = place[0].title if place else str(door.chat)
    text = lines(
        bold(heads[door.cause]),
        t("Name: {name}", name=door.name or t("not given")),
        t("Telegram id: <code>{id}</code>", id=door.telegram_id),
        t("Chat: “{title}”", title=title),
        *dict.fromkeys(group_label(council, link.group, t) for link in place),
        *_who(door, known, t),
    )
    if door.state is DoorState.OPEN:
        choices = (
            [(t("Let in"), DoorState.ADMITTED), (t("Decline"), DoorState.DECLINED)]
            if door.cause is Cause.ASKED
            else [(t("Remove from the chat"), DoorState.REMOVED), (t("Let them stay"), DoorState.KEPT)]
        )
        return View(text, (tuple(button(label, AtDoor(door.id, state)) for label, state in choices),), protect=True)
    who = called(by, t)
    when = moment(door.decided_at or door.made_at, zone, t)
    told = {
        DoorState.ADMITTED: t("Let in by {who}, {when}.", who=who, when=when),
        DoorState.DECLINED: t("Declined by {who}, {when}.", who=who, when=when),
        DoorState.REMOVED: t("To be removed, says {who}, {when}.", who=who, when=when),
        DoorState.KEPT: t("May stay, says {who}, {when}.", who=who, when=when),
        DoorState.GONE: t("They left by themselves, {when}.", when=when),
    }
    return View(lines(text, "", told[door.state], _outcome(door, outcome, t)), protect=True)


def _who(door: Door, known: Known | None, t: Texts) -> list[Markup]:
    """Whom the secretariat has before it. Only the Telegram id tells: it was tied to the person when they joined."""
    if known is None or not known.name:
        return [t("The council does not know them. A name in Telegram proves nothing: anyone can choose any.")]
    seats = (
        t.plural(
            "They sit in group {groups}.",
            "They sit in groups {groups}.",
            len(known.groups),
            groups=", ".join(known.groups),
        )
        if known.groups
        else t("They hold no seat now.")
    )
    told = [] if door.name == known.name else [t("Known to the council as: {name}", name=known.name)]
    return [*told, seats]


def _outcome(door: Door, outcome: Outcome, t: Texts) -> Markup | None:
    if outcome.failed:
        reasons = {
            "not enough rights": t("Telegram refused: I have no right to it there. Please do it by hand."),
            "user is an administrator of the chat": t(
                "Telegram refused: they administer the chat. Please do it by hand."
            ),
            "can't remove chat owner": t("Telegram refused: the chat is theirs."),
        }
        return reasons.get(outcome.failed, t("Telegram did not do it. Please do it by hand."))
    if outcome.done and door.state is DoorState.REMOVED:
        return t("They are no longer in the chat.")
    return None
