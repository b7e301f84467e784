"""What invitations look like: to those who make them, to those who open them, and to the secretariat."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from council.config import Council
from council.people import Person, Role, Seat
from handlers.common.dates import moment
from handlers.common.names import called, capital, group_label, group_list, role_name
from handlers.common.texts import Texts
from handlers.common.view import Style, View, button, copying, in_rows, offered, titled
from handlers.oneself.views.consent import agreeing, stored
from handlers.registration.presses import Invitations, Join, Revoke
from storage.invitations import Invitation


def invitation(council: Council, found: Invitation, seats: Sequence[Seat], token: str, zone: str, t: Texts) -> View:
    """What the invited person sees before joining; `seats`: those of the roster's entry that the invitation is for."""
    return titled(
        t.named(council.names),
        t("You are invited to join:"),
        *_offered(council, found, seats, t),
        t("This link is for you alone: your entry in the council's lists waits for you.") if found.person else None,
        "",
        *stored(t),
        t("The invitation is valid until {when}.", when=moment(found.expires_at, zone, t)),
        rows=((button(t("Join"), Join(token), Style.PRIMARY),),),
    )  # fmt: skip


def _offered(council: Council, found: Invitation, seats: Sequence[Seat], t: Texts) -> list[Markup | str]:
    """The groups with the role in each; where it is the same in all, once."""
    if not found.person:
        groups: list[Markup | str] = [group_label(council, code, t) for code in found.groups]
        return [*groups, t("Role: {role}", role=role_name(found.role, t))]
    given = [(group_label(council, seat.group, t), role_name(seat.role, t)) for seat in seats]
    return [t("{group}: {role}", group=group, role=role) for group, role in given]


def invitation_preview(council: Council, groups: Sequence[str], role: Role, uses: int, days: int, t: Texts) -> View:
    return titled(
        t("New invitation"), *(group_label(council, code, t) for code in groups),
        t("Role: {role}", role=role_name(role, t)), t.plural("For {n} person", "For {n} people", uses),
        t.plural("It is valid for {n} day.", "It is valid for {n} days.", days),
    )  # fmt: skip


def invitation_made(council: Council, found: Invitation, url: str, zone: str, t: Texts) -> View:
    """The link, shown once."""
    pass_on = t("Pass this link on to one person. It works once, and is shown only now:")
    if found.uses > 1:
        pass_on = t("Pass this link on to {n} people. Whoever has it can join, until {n} have; it is shown only now:",
                    n=found.uses)  # fmt: skip
    groups = (group_label(council, code, t) for code in found.groups)
    holds = t("It is valid until {when}.", when=moment(found.expires_at, zone, t))
    ways = (button(t("Revoke"), Revoke(found.id)), button(t("All invitations"), Invitations(0)))
    rows = (copying(t("Copy the link"), url), ways)
    return titled(_head(found, t), *groups, "", pass_on, url, "", holds, rows=rows)


def open_again(t: Texts) -> View:
    """Instead of an invitation that could not be shown to whoever opened it."""
    return View(t("The invitation could not be shown. Please open its link again."))


def invitation_unseen(found: Invitation, t: Texts) -> View:
    """Instead of a link that could not be shown."""
    told = t("It was made, but its link could not be shown. Revoke it and make another: /invite")
    return titled(_head(found, t), told, rows=((button(t("Revoke"), Revoke(found.id)),),))


def _head(found: Invitation, t: Texts) -> Markup:
    return t("Invitation: {role}", role=role_name(found.role, t))


def invitation_revoked(t: Texts, *, done: bool) -> View:
    rows = ((button(t("All invitations"), Invitations(0)),),)
    if done:
        return titled(t("Invitation revoked"), t("Its link no longer works. A new one: /invite"), rows=rows)
    return titled(t("Invitation"), t("It was used or revoked already."), rows=rows)


PAGE = 8
"""Invitations a page."""


def invitations(
    council: Council, found: Sequence[Invitation], n: int, page: int, people: Mapping[int, Person], zone: str, t: Texts
) -> View:
    """A page of those that can still be used, `n` in all; `people` are those whose entries they are for, by id."""
    if not n:
        return titled(t("Invitations"), t("No invitation is open. A new one: /invite"))
    pages = -(-n // PAGE)
    text = [t("{n}, page {at} of {pages}", n=n, at=page + 1, pages=pages) if pages > 1 else None]
    revoke = []
    for number, each in enumerate(found, start=page * PAGE + 1):
        head = t("{number}. {role}: {groups}", number=number, role=capital(role_name(each.role, t)),
                 groups=group_list(council, each.groups, t))  # fmt: skip
        if each.person is not None:
            head = t("{number}. For {name} alone", number=number, name=called(people.get(each.person), t))
        used = t("{joined} of {uses} have joined", joined=each.uses - each.uses_left, uses=each.uses)
        until = t("until {when}", when=moment(each.expires_at, zone, t))
        text += [Markup(""), head, used if each.uses > 1 else None, until]
        revoke.append(button(t("Revoke {number}", number=number), Revoke(each.id)))
    turns = offered((page, "←", Invitations(page - 1)), (page + 1 < pages, "→", Invitations(page + 1)))
    rows = (*in_rows(revoke, 4), tuple(turns))
    return titled(t("Invitations that can be used"), *text, rows=rows, protect=True)


def check(council: Council, who: Person, found: Invitation, seats: Sequence[Seat], t: Texts) -> View:
    """Before someone joins: what they typed, and what they will be."""
    given = (name or t("not given") for name in (who.name, who.organisation, who.country))
    agreed = agreeing(council, t)
    return titled(t("Is this right?"), *given, "", *_offered(council, found, seats, t), "" if agreed else None, agreed)


def has_joined(council: Council, who: Person, groups: Sequence[str], t: Texts) -> View:
    """To the secretariat."""
    about = ", ".join(filter(None, (who.organisation, who.country)))
    told = t("By an invitation, {groups}", groups=group_list(council, groups, t))
    return replace(titled(t("Joined: {name}", name=called(who, t)), about or None, told, protect=True), silent=True)


def joined(council: Council, found: Invitation, seats: Sequence[Seat], t: Texts) -> View:
    """The welcome to someone who has just taken their seats."""
    head, told = t("Welcome! {council}", council=t.named(council.short_names)), t("You have joined:")
    ahead = t("The meetings and recommendations ahead in your groups follow in a moment.")
    return titled(head, told, *_offered(council, found, seats, t), "", ahead, t("Start here at any time: /home"))


def back(t: Texts) -> View:
    """To someone who could not be reached and has opened the link that was made for them."""
    told = t("My messages reach you again. What you missed: /meetings and /recommendations")
    return titled(t("Good to see you again"), told)


def another_entry(t: Texts) -> View:
    """To someone who opened an invitation for another entry of the roster than their own."""
    told = t("Your Telegram account has an entry of its own there. Nothing was changed; the secretariat is told.")
    return titled(t("This invitation is for another entry in the council's lists"), told)


def clash(invited: Person, who: Person, t: Texts) -> View:
    """To the secretariat: `who` opened the invitation for the entry of `invited`."""
    return titled(
        t("An invitation was opened by someone else"), t("It is for: {name}", name=called(invited, t)),
        t("It was opened by: {name}, who has an entry of their own.", name=called(who, t)),
        t("Nobody has joined by it. If the two are one person, end the roles of one entry: /members"), protect=True,
    )  # fmt: skip


def moved(who: Person, t: Texts) -> View:
    """To the secretariat: an entry has another Telegram account than before."""
    return titled(
        t("Someone is back with another Telegram account"),
        called(who, t),
        t("They used the link that you made for them. The account that could not be reached has no rights any more."),
        t("If this is a mistake, end their roles: /members"),
        protect=True,
    )  # fmt: skip
