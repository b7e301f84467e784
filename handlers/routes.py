"""All entry points, in the order in which they are tried. Personal matters are handled in private chats only.

These are the only lists of commands, buttons and forms; unasked messages and scheduled work are listed in `handlers.duties`.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from council.authority import Action, may
from council.chats import ChatRights
from council.config import Council
from council.errors import Forbidden, Refused, Stale
from council.people import Actor
from handlers.announcements.forms.all_forms import FORMS as ANNOUNCEMENT_FORMS
from handlers.announcements.updates import drafts as announcement_drafts, sending as announcements
from handlers.attendance import updates as attendance
from handlers.attendance.forms import FORMS as MEETING_ASKING
from handlers.audit import updates as audit
from handlers.audit.forms import FORMS as AUDIT_FORMS
from handlers.calendar import updates as calendar
from handlers.channels import updates as channels
from handlers.channels.forms import FORMS as CHANNEL_FORMS
from handlers.channels.presses import ShowPage
from handlers.channels.views import PAYLOAD as NEWS_PAYLOAD
from handlers.chats import updates as group_chats
from handlers.common.navigation import Go, Leave, Open, Sure, Thing, ToCalendar
from handlers.common.operations import Say, Toast, say
from handlers.common.presses import prefix_of
from handlers.common.refusals import words
from handlers.common.texts import Texts
from handlers.common.view import View, link
from handlers.communiques import updates as communiques
from handlers.communiques.forms import FORMS as COMMUNIQUE_FORMS
from handlers.duties import TASKS
from handlers.followup import updates as followup
from handlers.followup.forms import FORMS as FOLLOW_UP_FORMS
from handlers.framework import forms
from handlers.framework.context import Incoming, Visit
from handlers.framework.presses import Pressed, pressed as _pressed
from handlers.framework.questions import FormPress, Forms, Opened
from handlers.home import updates as home
from handlers.home.views import entrance
from handlers.meetings import updates as meetings
from handlers.meetings.forms.meeting import FORMS as MEETING_FORMS
from handlers.meetings.forms.series import FORMS as SERIES_FORMS
from handlers.minutes import updates as minutes
from handlers.minutes.forms.minutes import FORMS as MINUTES_FORMS
from handlers.minutes.forms.papers import PAPER
from handlers.minutes.forms.sending import MINUTES
from handlers.network import updates as network
from handlers.network.forms import FORMS as NETWORK_FORMS
from handlers.oneself import actions as oneself_actions, updates as oneself
from handlers.oneself.forms import FORMS as ONESELF_FORMS
from handlers.plan import updates as plan
from handlers.plan.forms import FORMS as PLAN_FORMS
from handlers.posts import updates as posts
from handlers.questions import updates as questions
from handlers.questions.forms import FORMS as QUESTION_FORMS
from handlers.questions.presses import Choose
from handlers.recommendations import updates as recommendations
from handlers.recommendations.forms import FORMS as RECOMMENDATION_FORMS
from handlers.records import updates as records
from handlers.registration import presses as registration_presses, updates as registration
from handlers.registration.forms import FORMS as REGISTRATION_FORMS
from handlers.reports import updates as reports
from handlers.roster import updates as roster
from handlers.roster.forms import FORMS as ROSTER_FORMS
from handlers.rounds.forms.interest import FORMS as INTEREST_FORMS
from handlers.rounds.forms.leading import FORMS as LEADING_FORMS
from handlers.rounds.forms.opening import FORMS as OPENING_FORMS
from handlers.rounds.forms.opinion import FORMS as OPINION_FORMS
from handlers.rounds.forms.reasons import FORMS as REASON_FORMS
from handlers.rounds.forms.reopening import FORMS as REOPENING_FORMS
from handlers.rounds.updates import afterwards, rounds
from handlers.subscriptions import updates as subscriptions
from handlers.subscriptions.forms import FORMS as SUBSCRIPTION_FORMS
from handlers.translations import updates as translations
from handlers.translations.forms import FORMS as TRANSLATION_FORMS
from handlers.upkeep import updates as upkeep
from storage import chats, members
from storage.transaction import Transaction

Handler = Callable[[Visit], Awaitable[None]]


async def start(visit: Visit) -> None:
    """/start: people with a seat see their home screen; everyone else is greeted."""
    if not await registration.start(visit):
        await _arrive(visit, visit.incoming.argument)


async def _arrive(visit: Visit, payload: str) -> None:
    """After the greeting: continue with what a group's button was for, or show the home screen."""
    if match := re.fullmatch(r"([rpm])_(\d{1,15})", payload):
        await {"r": rounds.show, "p": recommendations.show, "m": meetings.show}[match[1]](visit, int(match[2]))
        return
    if payload.startswith(NEWS_PAYLOAD):
        await subscriptions.open_link(visit, payload.removeprefix(NEWS_PAYLOAD))
        return
    command = payload.removeprefix("c_") if payload.startswith("c_") else "home"
    await (_home if command == "start" else COMMANDS.get(command, _home))(visit)


async def _home(visit: Visit) -> None:
    await home.home(visit, TASKS)


async def _tasks(visit: Visit) -> None:
    await home.tasks(visit, TASKS)


async def _news(visit: Visit) -> None:
    """/news: subscriptions and reach for the secretariat; the latest news for everyone else."""
    await (channels.show if may(visit.actor, Action.MANAGE_NEWS) else subscriptions.latest)(visit)


COMMANDS: Mapping[str, Handler] = {
    "start": start, "home": _home, "waiting": home.waiting, "help": home.help_, "cancel": home.cancel, "tasks": _tasks,
    "register": registration.register, "profile": oneself.profile, "mydata": oneself.mydata, "privacy": oneself.privacy,
    "forget": oneself.ask_forget, "network": network.home, "audit": audit.log, "invite": registration.invite,
    "invitations": registration.list_invitations, "appoint": roster.appoint, "members": roster.members,
    "import": roster.import_, "announce": announcement_drafts.announce, "announcements": announcements.listed,
    "subscribe": subscriptions.subscribe, "unsubscribe": subscriptions.unsubscribe, "topics": subscriptions.topics,
    "pause": subscriptions.pause, "latest": subscriptions.latest, "qr": channels.codes, "news": _news,
    "channel": channels.channel, "ask": questions.ask, "recommend": rounds.recommend, "recommendations": recommendations.listed,
    "records": records.register, "followup": followup.listed, "meetings": meetings.list_ahead, "meeting": meetings.set_meeting,
    "series": meetings.set_series, "calendar": calendar.calendar, "plan": plan.work_plan, "report": reports.report,
    "agenda": meetings.agenda, "attendance": attendance.attendance_of, "minutes": minutes.listed,
    "link": group_chats.link, "unlink": group_chats.unlink,
    "chats": group_chats.listed, "wording": translations.remark, "texts": translations.listed, "doctor": upkeep.doctor,
}  # fmt: skip


async def _form_button(visit: Visit, press: FormPress) -> None:
    await forms.pressed(visit, press, FORMS)


async def _go(visit: Visit, press: Go) -> None:
    if press.command not in COMMANDS:
        raise Stale
    await _command(visit, press.command)


async def _sure(visit: Visit, press: Sure) -> None:
    if prefix_of(press.what) == Sure.prefix:
        raise Stale
    visit.sure = True
    await _route(visit, press.what)


async def _leave(visit: Visit, _press: Leave) -> None:
    visit.show(View(visit.t("Left as it was. Nobody was told.")))


async def _open(visit: Visit, press: Open) -> None:
    if press.thing not in OPENED:
        raise Stale
    await OPENED[press.thing](visit, press.id)


async def _show_page(visit: Visit, press: ShowPage) -> None:
    await (posts.show if press.page in posts.PAGES else channels.show)(visit, press.page)


async def _set_language(visit: Visit, press: registration_presses.SetLanguage) -> None:
    if not await registration.set_language(visit, press):
        await _arrive(visit, press.then)


OPENED: Mapping[Thing, Callable[[Visit, int], Awaitable[None]]] = {
    Thing.REQUEST: registration.show_request,
    Thing.ANNOUNCEMENT: announcements.show,
    Thing.ROUND: rounds.show,
    Thing.SHEET: rounds.sheet,
    Thing.REVIEW: afterwards.show_review,
    Thing.REOPENING: afterwards.show_reopening,
    Thing.MEETING: meetings.show,
    Thing.RECORD: records.show,
    Thing.RECOMMENDATION: recommendations.show,
    Thing.FOLLOW_UP: followup.show,
    Thing.FOLLOW_UP_QUESTION: followup.open_question,
    Thing.TELL_RECORD: communiques.tell_of_record,
    Thing.TELL_MEETING: communiques.tell_of_meeting,
    Thing.TELL_REPORT: communiques.tell_of_report,
}

PRESSES: tuple[Pressed, ...] = (
    _pressed(FormPress, _form_button),
    _pressed(Go, _go),
    _pressed(Open, _open),
    _pressed(Sure, _sure),
    _pressed(Leave, _leave),
    _pressed(registration_presses.SetLanguage, _set_language),
    *registration.PRESSES,
    *oneself.PRESSES,
    *network.PRESSES,
    *audit.PRESSES,
    *roster.PRESSES,
    *meetings.PRESSES,
    *minutes.PRESSES,
    *attendance.PRESSES,
    *calendar.PRESSES,
    *plan.PRESSES,
    *announcements.PRESSES,
    *announcement_drafts.PRESSES,
    *rounds.PRESSES,
    *afterwards.PRESSES,
    *recommendations.PRESSES,
    *records.PRESSES,
    *reports.PRESSES,
    *followup.PRESSES,
    *questions.PRESSES,
    _pressed(ShowPage, _show_page),
    *subscriptions.PRESSES,
    *channels.PRESSES,
    *posts.PRESSES,
    *communiques.PRESSES,
    *group_chats.PRESSES,
    *translations.PRESSES,
    *upkeep.PRESSES,
)

GROUP_PRESSES = frozenset({Choose.prefix, ToCalendar.prefix})
"""Buttons that work in a group's chat: their result is shown only to the person who presses, as a toast or in the
private chat."""

FORMS: Forms = {
    form.kind: form
    for form in (
        *REGISTRATION_FORMS,
        *ONESELF_FORMS,
        *NETWORK_FORMS,
        *AUDIT_FORMS,
        *ROSTER_FORMS,
        *MEETING_FORMS,
        *MINUTES_FORMS,
        PAPER,
        MINUTES,
        *PLAN_FORMS,
        *SERIES_FORMS,
        *MEETING_ASKING,
        *OPENING_FORMS,
        *REASON_FORMS,
        *LEADING_FORMS,
        *INTEREST_FORMS,
        *OPINION_FORMS,
        *REOPENING_FORMS,
        *RECOMMENDATION_FORMS,
        *FOLLOW_UP_FORMS,
        *QUESTION_FORMS,
        *ANNOUNCEMENT_FORMS,
        *SUBSCRIPTION_FORMS,
        *CHANNEL_FORMS,
        *COMMUNIQUE_FORMS,
        *TRANSLATION_FORMS,
    )
}


ABOUT_THE_CHAT = frozenset({"link", "unlink"})
"""Commands that are allowed in a group's chat, because they concern the chat."""


def looks(incoming: Incoming) -> bool:
    """Whether the bot's rights in the chat are needed to handle this update."""
    return not incoming.private and incoming.command == "link"


def names_channel(incoming: Incoming) -> str | int | None:
    """The channel, by @username or id, that must be fetched before this update is handled; None: none."""
    if not incoming.private or incoming.command != "channel":
        return None
    return channels.named_channel(incoming.argument)


async def handle(visit: Visit) -> None:
    """Handle one update in the visit's transaction. Raises `Refused`, after which the transaction is rolled back."""
    incoming = visit.incoming
    if incoming.arrived is not None:
        await posts.receive(visit)
    elif incoming.channel and isinstance(incoming.chat_change, ChatRights):
        await channels.change_rights(visit, incoming.chat_change)
    elif incoming.chat_change is not None and not incoming.command:
        await group_chats.changed(visit, incoming.chat_change)
    elif incoming.blocked is not None:
        await _membership(visit)
    elif not incoming.private:
        await _in_group(visit)
    elif incoming.edited:
        if not (await announcement_drafts.edited(visit) or await forms.edited(visit, FORMS)):
            await home.edited(visit)
    elif incoming.press:
        await _press(visit)
    elif incoming.command:
        await _command(visit, incoming.command)
    elif not await _typed(visit):
        await home.lost(visit)


async def _typed(visit: Visit) -> bool:
    """Offer a private message to whatever waits for input; whether something took it."""
    return (
        await _invited(visit)
        or await announcement_drafts.more_of_album(visit)
        or await forms.typed(visit, FORMS)
        or await registration.answered(visit)
        or await roster.received(visit)
    )


async def opener(tx: Transaction, incoming: Incoming, council: Council, now: datetime) -> Opened | None:
    """The file to be parsed before the update is handled, and how; None: there is none. A form that waits for a file
    decides; without an open form, the secretariat's file is a roster."""
    person = await members.by_telegram(tx, incoming.user) if incoming.private and incoming.user else None
    if person is None or incoming.edited:
        return None
    if incoming.file is not None and await forms.is_open(tx, person.id):
        opens = await forms.opener(tx, person.id, FORMS)
        return (incoming.file, opens) if opens else None
    actor = Actor("person", person, await members.seats_of(tx, person.id, now))
    return await roster.opens(tx, incoming, council, actor)


async def _invited(visit: Visit) -> bool:
    """If an invitation's link was pasted as a message, open it; whether it was."""
    match = re.fullmatch(r"\s*https?://t\.me/\w+\?start=(i_[\w-]{10,40})\s*", visit.incoming.text)
    if match is None:
        return False
    return await registration.open_invitation(visit, match[1])


async def _membership(visit: Visit) -> None:
    if visit.actor.person is None:
        return  # unknown people are not written to
    if visit.incoming.blocked:
        await chats.suspend(visit.tx, visit.incoming.chat, "bot was blocked by the user", visit.now)
    else:
        await chats.resume(visit.tx, visit.incoming.chat)
        await oneself_actions.ask_whoever_came(visit.work)


async def _in_group(visit: Visit) -> None:
    """Nothing personal is said in a group: a command is answered with a link to the private chat."""
    command = visit.incoming.command
    if command in ABOUT_THE_CHAT:
        await COMMANDS[command](visit)
    elif command in COMMANDS:
        visit.say(entrance.to_private(visit.start_link(f"c_{command}"), await group_chats.chat_texts(visit)))
    elif prefix_of(visit.incoming.press) in GROUP_PRESSES:
        await _press(visit)
    elif visit.incoming.press:
        raise Stale


async def _press(visit: Visit) -> None:
    await _route(visit, visit.incoming.press)


async def _route(visit: Visit, data: str) -> None:
    route = next((route for route in PRESSES if route.prefix == prefix_of(data)), None)
    if route is None:
        raise Stale
    await route.handle(visit, data)


async def _command(visit: Visit, command: str) -> None:
    if command not in COMMANDS:
        await home.lost(visit)
        return
    await COMMANDS[command](visit)


def refuse(visit: Visit, refusal: Refused) -> None:
    """Reply with the refusal in the person's language."""
    person = visit.actor.person
    t = visit.catalogs.of(person)
    way = visit.council.contact if isinstance(refusal, Forbidden) else ""
    visit.toast_or_say(words(refusal, t), *([link(t("Write to the secretariat"), way)] if way else []))


def failed(chat: int, t: Texts) -> Say:
    """The reply to someone whose update failed."""
    return say(chat, entrance.failed(t))


def too_fast(chat: int, press: str, t: Texts) -> Say | Toast:
    """The reply to someone who sends too many updates: a toast if a button was pressed."""
    told = entrance.too_fast(t)
    return Toast(press=press, text=told.text.unescape()) if press else say(chat, told)
