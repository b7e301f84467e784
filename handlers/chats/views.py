"""What is seen of groups' chats. Titles and names come from Telegram: anyone could have written them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.chats import Lack
from council.config import Council
from council.people import Person
from handlers.chats.presses import Confirm, DecideCase, DropOffer, Unlink
from handlers.common.dates import moment
from handlers.common.names import called, group_label
from handlers.common.texts import N_, Texts
from handlers.common.view import Rows, View, bold, button, in_rows, lines, link, titled
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import CaseState, Cause, JoinCase


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link, what the bot cannot do there, and why Telegram refused the message that it is linked ("": it did not)."""

    link: Link
    lacks: Sequence[Lack] = ()
    unsaid: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of what Telegram was asked to do: under way, done, or why not."""

    done: bool = False
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the council knows of someone: their name, and the codes of the groups in which they sit."""

    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case with what a secretary needs to decide it: the links of the chat, who it is about, and, once it is decided, who
    decided, and what came of it."""

    case: JoinCase
    links: Sequence[Link] = ()
    known: Known | None = None
    decided_by: Person | None = None
    outcome: Outcome = Outcome()


# -- linking


def confirm_in_private(url: str, t: Texts) -> View:
    """In the chat: what comes next, without a name."""
    text = t("To link this chat, please confirm it in the private chat with me.")
    return View(text, ((link(t("Open the private chat"), url),),))


def confirm(council: Council, offer: Offer, groups: Sequence[str], lacks: Sequence[Lack], t: Texts) -> View:
    """Asked in private: is this the chat, and whose is it?"""
    choices = in_rows((button(group_label(council, code, t), Confirm(offer.id, code)) for code in groups), 1)
    return titled(
        t("Link this chat?"),
        *_place(offer, t),
        "",
        t("What is meant for a group will be written there, for everyone in the chat to read. Anyone can give a chat "
          "any title: make sure that it is the one."),
        *_words(lacks, t),
        "",
        t("To which group does it belong?") if len(groups) > 1 else None,
        rows=(*choices, (button(t("Do not link it"), DropOffer(offer.id)),)),
    )  # fmt: skip


def offer_closed(offer: Offer, t: Texts) -> View:
    told = t("Linked.") if offer.state == "confirmed" else t("Not linked. To be asked again, send /link there.")
    return titled(t("Link this chat?"), *_place(offer, t), "", told)


def how_to_link(t: Texts) -> View:
    """To /link in private when nothing waits to be confirmed."""
    return titled(
        t("Linking a group's chat"),
        t("1. Add me to the group's chat."),
        t("2. Make me an administrator who may invite users and ban users: so I can let members in, and take out "
          "those whose role has ended."),
        t("3. Send /link there; in a forum, in the group's topic."),
        t("4. Confirm it here."),
    )  # fmt: skip


def linked(council: Council, link: Link, t: Texts) -> View:
    """Said in the chat: what it is now. No names."""
    if link.state is LinkState.ENDED:
        return unlinked(t)
    told = N_(
        "This chat is linked to the group. What concerns all of it is written here; what is personal, only in private."
    )
    return titled(group_label(council, link.group, t), t(told))


def unlinked(t: Texts) -> View:
    """Said in the chat after /unlink."""
    return View(t("This chat is no longer linked to the council."))


def link_card(council: Council, shown: ShownLink, t: Texts) -> View:
    """A link, to those who look after it."""
    found = shown.link
    if found.state is LinkState.ENDED:
        return _about(council, found, t("No longer linked"), t)
    head = t("Linked chat") if found.state is LinkState.LINKED else t("Chat that I am no longer in")
    rights = _missing(shown, t) or ["", t("I have all the rights that I need there.")]
    return _about(council, found, head, t, *rights, rows=_unlink(found, 0, t))


def unlink(council: Council, found: Link, t: Texts) -> View:
    told = t("Nothing will be written there any more, and nobody let in. I stay in the chat until somebody removes me.")
    return _about(council, found, t("Unlink this chat?"), t, "", told, rows=_unlink(found, 1, t))


def broken(council: Council, found: Link, t: Texts) -> View:
    """To the secretariat: the bot was removed from a chat, or is back."""
    if found.state is LinkState.LINKED:
        told = t("What is meant for the group is written there again.")
        return _about(council, found, t("I am in a linked chat again"), t, "", told)
    told = t("Nothing can be written there. When I am added again, the link holds as before.")
    return _about(council, found, t("I was removed from a linked chat"), t, "", told, rows=_unlink(found, 0, t))


def _about(council: Council, found: Link, head: Markup, t: Texts, *told: Markup | str, rows: Rows = ()) -> View:
    return titled(head, group_label(council, found.group, t), *_place(found, t), *told, rows=rows)


def _unlink(found: Link, sure: int, t: Texts) -> Rows:
    return ((button(t("Unlink"), Unlink(found.id, sure)),),)


def listed(council: Council, chats: Sequence[ShownLink], t: Texts) -> View:
    """All linked chats, for the secretariat."""
    if not chats:
        return titled(t("Linked chats"), t("No chat is linked. How to link one: /link"))
    told: list[Markup | str] = []
    rows = []
    for shown in chats:
        found = shown.link
        told += ["", bold(group_label(council, found.group, t)), *_place(found, t)]
        told += [line for line in _missing(shown, t) if line]
        label = t("Unlink {group}: {title}", group=found.group, title=found.title[:30])
        rows.append((button(label, Unlink(found.id, 0)),))
    return titled(t("Linked chats"), *told, rows=tuple(rows))


def _place(found: Offer | Link, t: Texts) -> tuple[Markup, ...]:
    where = t("Topic: {thread}", thread=found.thread) if found.thread else t("The whole chat")
    return (t("Title: “{title}”", title=found.title), t("Id: <code>{id}</code>", id=found.chat), where)


LACKS: Mapping[Lack, str] = {
    Lack.UNKNOWN: N_("I do not know yet what I may do there: Telegram has not told me."),
    Lack.OUTSIDE: N_("I am not in the chat."),
    Lack.WRITE: N_("I cannot write there: somebody has forbidden it to me."),
    Lack.NOTICE: N_("I am not told who comes and goes: make me an administrator."),
    Lack.ADMIT: N_("I cannot let members in: give me the right to invite users."),
    Lack.REMOVE: N_("I cannot remove anybody: give me the right to ban users."),
}
"""What the bot cannot do in a group's chat, and what would help."""

UNSAID: Mapping[str, str] = {
    "message thread not found": N_("I cannot write in the topic: it is not there any more."),
    "topic_closed": N_("I cannot write in the topic: it is closed. Open it, or give me the right to manage topics."),
}
"""By Telegram's reason, why it refused the message that was to be sent to the chat."""


def _words(lacks: Sequence[Lack], t: Texts) -> list[Markup | str]:
    return ["", *(t(LACKS[lack]) for lack in lacks)] if lacks else []


def _missing(shown: ShownLink, t: Texts) -> list[Markup | str]:
    """What is wrong with a linked chat; nothing when all is well."""
    unsaid = UNSAID.get(shown.unsaid, N_("I cannot write there: Telegram did not take what I wanted to say."))
    return [*_words(shown.lacks, t), *(["", t(unsaid)] if shown.unsaid else [])]


# -- who may be in a chat


def waits(t: Texts) -> View:
    """To someone who asked to join and whom the council does not know."""
    return View(t("Your request to join the chat has arrived. It is being looked at."))


CAUSES: Mapping[Cause, str] = {
    Cause.ASKED: N_("Someone asks to join a group's chat"),
    Cause.CAME: N_("Someone without a seat came into a group's chat"),
    Cause.ENDED: N_("Someone whose role has ended may still be in a group's chat"),
}

DECISIONS: Mapping[CaseState, str] = {
    CaseState.ADMITTED: N_("Let in by {who}, {when}."),
    CaseState.DECLINED: N_("Declined by {who}, {when}."),
    CaseState.REMOVED: N_("To be removed, says {who}, {when}."),
    CaseState.KEPT: N_("May stay, says {who}, {when}."),
    CaseState.GONE: N_("They left by themselves, {when}."),
}

FAILURES: Mapping[str, str] = {
    "not enough rights": N_("Telegram refused: I have no right to it there. Please do it by hand."),
    "user is an administrator of the chat": N_("Telegram refused: they administer the chat. Please do it by hand."),
    "can't remove chat owner": N_("Telegram refused: the chat is theirs."),
}
"""By Telegram's reason, why it did not do what was decided."""

CHOICES = {CaseState.ADMITTED: N_("Let in"), CaseState.DECLINED: N_("Decline")}
CHOICES_INSIDE = {CaseState.REMOVED: N_("Remove from the chat"), CaseState.KEPT: N_("Let them stay")}
"""What can be decided about someone who asks to join, and about someone who is in the chat."""


def case_card(council: Council, shown: ShownCase, zone: str, t: Texts) -> View:
    """Someone who may or may not be in a chat, for the secretariat to decide."""
    case = shown.case
    text = lines(
        bold(t(CAUSES[case.cause])),
        t("Name: {name}", name=case.name or t("not given")),
        t("Telegram id: <code>{id}</code>", id=case.telegram_id),
        t("Chat: “{title}”", title=shown.links[0].title if shown.links else str(case.chat)),
        *dict.fromkeys(group_label(council, link.group, t) for link in shown.links),
        *_who(case, shown.known, t),
    )
    if case.state is CaseState.OPEN:
        choices = CHOICES if case.cause is Cause.ASKED else CHOICES_INSIDE
        row = tuple(button(t(label), DecideCase(case.id, to)) for to, label in choices.items())
        return View(text, (row,), protect=True)
    when = moment(case.decided_at or case.made_at, zone, t)
    decision = t(DECISIONS[case.state], who=called(shown.decided_by, t), when=when)
    return View(lines(text, "", decision, _outcome(case, shown.outcome, t)), protect=True)


def _who(case: JoinCase, known: Known | None, t: Texts) -> list[Markup]:
    """Who the case is about. Only the Telegram id tells: it was tied to the person when they joined."""
    if known is None or not known.name:
        return [t("The council does not know them. A name in Telegram proves nothing: anyone can choose any.")]
    seats, codes = t("They hold no seat now."), ", ".join(known.groups)
    if known.groups:
        seats = t.plural("They sit in group {groups}.", "They sit in groups {groups}.", len(known.groups), groups=codes)
    told = [] if case.name == known.name else [t("Known to the council as: {name}", name=known.name)]
    return [*told, seats]


def _outcome(case: JoinCase, outcome: Outcome, t: Texts) -> Markup | None:
    if outcome.failed:
        failure = FAILURES.get(outcome.failed, N_("Telegram did not do it. Please do it by hand."))
        return t(failure)
    removed = outcome.done and case.state is CaseState.REMOVED
    return t("They are no longer in the chat.") if removed else None
