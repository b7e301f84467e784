"""What is seen of groups' chats. Titles and names come from Telegram: anyone could have written them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.chats import Lack
from council.config import Council
from council.people import Person
from council.text_rules import distinct
from council.upkeep import OPERATIONS
from handlers.chats.presses import ChatLanguage, Confirm, DecideCase, DropOffer, Unlink
from handlers.common.dates import moment
from handlers.common.names import called, group_label, language_name
from handlers.common.texts import N_, Catalogs, Texts, plain
from handlers.common.view import Rows, Style, View, bold, button, in_rows, lines, link, titled
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


def confirm_in_private(url: str, t: Texts) -> View:
    """In the chat: what comes next, without a name."""
    text = t("To link this chat, please confirm in the private chat with me.")
    return View(text, ((link(t("Open the private chat"), url),),))


def choices(council: Council, groups: Sequence[str] | None) -> Sequence[str]:
    """What somebody can link a chat to who may do so in these groups; None: in all, and as the operations chat."""
    return (*council.codes, OPERATIONS) if groups is None else groups


def confirm(council: Council, offer: Offer, groups: Sequence[str], lacks: Sequence[Lack], t: Texts) -> View:
    """Asked in private: is this the chat, and whose is it?"""
    choices = in_rows((button(group_label(council, code, t), Confirm(offer.id, code)) for code in groups), 1)
    return titled(
        t("Link this chat?"),
        *_place(offer, t),
        "",
        t("Messages for the group will be sent there, and everyone in the chat can read them. Anyone can give a chat any title: "
          "make sure that it is the right one."),
        *_words(lacks, t),
        "",
        t("The operations chat is told only what goes wrong with the bot, without names.") if OPERATIONS in groups else None,
        t("Which group does it belong to?") if len(groups) > 1 else None,
        rows=(*choices, (button(t("Do not link"), DropOffer(offer.id)),)),
    )  # fmt: skip


def offer_closed(offer: Offer, t: Texts) -> View:
    told = t("Linked.") if offer.state == "confirmed" else t("Not linked. To be asked again, send /link there.")
    return titled(t("Link this chat?"), *_place(offer, t), "", told)


def how_to_link(t: Texts) -> View:
    """To /link in private when nothing waits to be confirmed."""
    return titled(
        t("Linking a group's chat"),
        t("1. Add me to the group's chat."),
        t("2. Make me an administrator with the rights to invite and ban users, so that I can let members in and remove "
          "those whose role has ended."),
        t("3. Send /link there; if the chat has topics, in the group's topic."),
        t("4. Confirm it here."),
        "",
        t("The secretariat can link a chat of administrators in the same way, as the operations chat: it is told what goes wrong "
          "with the bot, and there I need no rights but to write."),
    )  # fmt: skip


def linked(council: Council, link: Link, t: Texts) -> View:
    """Said in the chat: what it is now. No names."""
    if link.state is LinkState.ENDED:
        return unlinked(t)
    if link.group == OPERATIONS:
        return titled(group_label(council, link.group, t), t("This chat is told what goes wrong with the bot, and what to do."))
    told = t("This chat is linked to the group. Messages for all of it are sent here; personal ones are sent privately.")
    return titled(group_label(council, link.group, t), told)


def unlinked(t: Texts) -> View:
    """Said in the chat after /unlink."""
    return View(t("This chat is no longer linked to the council."))


def link_card(council: Council, shown: ShownLink, t: Texts) -> View:
    """A link, to those who look after it."""
    found = shown.link
    if found.state is LinkState.ENDED:
        return _about(council, found, t("No longer linked"), t)
    head = t("Linked chat") if found.state is LinkState.LINKED else t("I am no longer in this chat")
    rights = _missing(shown, t) or ["", t("I have all the rights that I need there.")]
    spoken = t("Language of messages there: {name}", name=language_name(found.language or council.languages[0], t))
    other = ((button(t("Another language"), ChatLanguage(found.id, "")),),) if len(council.languages) > 1 else ()
    return _about(council, found, head, t, spoken, *rights, rows=(*other, *_unlink(found, 0, t)))


def languages(council: Council, found: Link, t: Texts) -> View:
    """Asked about a linked chat: in which language messages are written there."""
    ways = in_rows(button(Catalogs.own_name(code), ChatLanguage(found.id, code)) for code in council.languages)
    return _about(council, found, t("In which language?"), t, rows=ways)


def unlink(council: Council, found: Link, t: Texts) -> View:
    told = t("I will no longer send messages there or let anyone in. I stay in the chat until somebody removes me.")
    return _about(council, found, t("Unlink this chat?"), t, "", told, rows=_unlink(found, 1, t))


def broken(council: Council, found: Link, t: Texts) -> View:
    """To the secretariat: the bot was removed from a chat, or is back."""
    if found.state is LinkState.LINKED:
        told = t("Messages for the group are sent there again.")
        return _about(council, found, t("I am back in a linked chat"), t, "", told)
    told = t("I cannot send messages there. If I am added again, the link works as before.")
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
    for shown in chats:
        told += ["", bold(group_label(council, shown.link.group, t)), *_place(shown.link, t)]
        told += [line for line in _missing(shown, t) if line]
    labels = [plain(t("Unlink {group}: {title}", group=_short(each.link, t), title=each.link.title)) for each in chats]
    unlinks = zip(distinct(labels, 45), chats, strict=True)
    return titled(t("Linked chats"), *told, rows=[[button(label, Unlink(each.link.id, 0))] for label, each in unlinks])


def _short(found: Link, t: Texts) -> str:
    return plain(t("operations")) if found.group == OPERATIONS else found.group


def _place(found: Offer | Link, t: Texts) -> tuple[Markup, ...]:
    where = t("Topic: {thread}", thread=found.thread) if found.thread else t("The whole chat")
    return (t("Title: “{title}”", title=found.title), t("Id: <code>{id}</code>", id=found.chat), where)


LACKS: Mapping[Lack, str] = {
    Lack.UNKNOWN: N_("I do not know yet what I may do there: Telegram has not told me."),
    Lack.OUTSIDE: N_("I am not in the chat: add me to it."),
    Lack.WRITE: N_("I cannot write there: allow me to send messages."),
    Lack.NOTICE: N_("I cannot see who joins and leaves: make me an administrator."),
    Lack.ADMIT: N_("I cannot let members in: give me the right to invite users."),
    Lack.REMOVE: N_("I cannot remove anybody: give me the right to ban users."),
}
"""What the bot cannot do in a group's chat, and what would help."""

UNSAID: Mapping[str, str] = {
    "message thread not found": N_("I cannot write in the topic: it no longer exists. Send /link in another one."),
    "topic_closed": N_("I cannot write in the topic: it is closed. Open it, or give me the right to manage topics."),
}
"""By Telegram's reason, why it refused the message that was to be sent to the chat."""


def _words(lacks: Sequence[Lack], t: Texts) -> list[Markup | str]:
    return ["", *(t(LACKS[lack]) for lack in lacks)] if lacks else []


def _missing(shown: ShownLink, t: Texts) -> list[Markup | str]:
    """What is wrong with a linked chat; nothing when all is well."""
    unsaid = UNSAID.get(shown.unsaid, N_("I cannot write there: Telegram refused my message."))
    return [*_words(shown.lacks, t), *(["", t(unsaid)] if shown.unsaid else [])]


def waits(t: Texts) -> View:
    """To someone who asked to join and whom the council does not know."""
    return View(t("Your request to join the chat has been received and is being reviewed."))


CAUSES: Mapping[Cause, str] = {
    Cause.ASKED: N_("Someone asks to join a group's chat"),
    Cause.CAME: N_("Someone who is not in the group joined its chat"),
    Cause.ENDED: N_("Someone whose role has ended may still be in a group's chat"),
}

DECISIONS: Mapping[CaseState, str] = {
    CaseState.ADMITTED: N_("Let in by {who}, {when}."),
    CaseState.DECLINED: N_("Declined by {who}, {when}."),
    CaseState.REMOVED: N_("{who} decided to remove them, {when}."),
    CaseState.KEPT: N_("{who} decided to let them stay, {when}."),
    CaseState.GONE: N_("They left the chat themselves, {when}."),
}

FAILURES: Mapping[str, str] = {
    "not enough rights": N_("Telegram refused: I do not have that right there. Please do it yourself."),
    "user is an administrator of the chat": N_("Telegram refused: they are an administrator of the chat. Please do it yourself."),
    "can't remove chat owner": N_("Telegram refused: they own the chat."),
}
"""By Telegram's reason, why it did not do what was decided."""

CHOICES = {CaseState.ADMITTED: N_("Let in"), CaseState.DECLINED: N_("Decline")}
CHOICES_INSIDE = {CaseState.REMOVED: N_("Remove from the chat"), CaseState.KEPT: N_("Let them stay")}
"""What can be decided about someone who asks to join, and about someone who is in the chat."""

_STYLES = {CaseState.ADMITTED: Style.SUCCESS, CaseState.DECLINED: Style.DANGER, CaseState.REMOVED: Style.DANGER}


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
        row = tuple(button(t(label), DecideCase(case.id, to), _STYLES.get(to)) for to, label in choices.items())
        return View(text, (row,), protect=True)
    when = moment(case.decided_at or case.made_at, zone, t)
    decision = t(DECISIONS[case.state], who=called(shown.decided_by, t), when=when)
    return View(lines(text, "", decision, _outcome(case, shown.outcome, t)), protect=True)


def _who(case: JoinCase, known: Known | None, t: Texts) -> list[Markup]:
    """Who the case is about. Only the Telegram id tells: it was tied to the person when they joined."""
    if known is None or not known.name:
        return [t("Not known to the council. A name in Telegram proves nothing: anyone can choose any name.")]
    seats, codes = t("They have no role now."), ", ".join(known.groups)
    if known.groups:
        seats = t.plural("They are in group {groups}.", "They are in groups {groups}.", len(known.groups), groups=codes)
    told = [] if case.name == known.name else [t("Known to the council as: {name}", name=known.name)]
    return [*told, seats]


def _outcome(case: JoinCase, outcome: Outcome, t: Texts) -> Markup | None:
    if outcome.failed:
        failure = FAILURES.get(outcome.failed, N_("Telegram did not do it. Please do it yourself."))
        return t(failure)
    removed = outcome.done and case.state is CaseState.REMOVED
    return t("They are no longer in the chat.") if removed else None
