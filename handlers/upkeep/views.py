"""What is seen of the program itself. Nothing here names a path, an address or a secret of the server."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.text_rules import cut
from council.upkeep import Found, Sign, Trouble
from handlers.common.dates import moment
from handlers.common.kinds import field_name, field_of
from handlers.common.navigation import Go
from handlers.common.texts import N_, Texts
from handlers.common.view import Rows, View, button, titled
from handlers.upkeep.presses import DecideHeld, Examine, Fate, ShowHeld
from storage.after_restore import Held
from storage.examinations import Examination
from storage.troubles import Met

RIGHT: Mapping[Sign, str] = {
    Sign.FILES: N_("Only the program can read its files with secrets and data."),
    Sign.DISK: N_("Free space for the database: {n} MB."),
    Sign.DATABASE: N_("The database can be read."),
    Sign.SCHEMA: N_("The database is of another version of the program."),
    Sign.DELIVERED: N_("The last message was sent: {when}."),
    Sign.NONE_DELIVERED: N_("No message has been sent yet."),
    Sign.WAITING: N_("Messages that wait to be sent: {n}."),
    Sign.UNKNOWN: N_("Messages that may or may not have arrived: {n}."),
    Sign.TROUBLES: N_("Kinds of errors in the last day: {n}."),
    Sign.BACKUP: N_("The last backup was made: {when}."),
    Sign.NO_BACKUPS: N_("No backups were found."),
    Sign.BOT: N_("Telegram knows the bot: {about}."),
    Sign.PRIVACY: N_("Privacy mode is on."),
    Sign.GROUPS: N_("The bot can be added to groups' chats."),
    Sign.CLOCK: N_("The server's clock agrees with Telegram's."),
    Sign.NO_CLOCK: N_("The server's clock could not be compared with Telegram's."),
    Sign.POLLING: N_("The bot fetches people's messages from Telegram."),
    Sign.WEBHOOK: N_("Telegram passes people's messages to the bot. Waiting there: {n}."),
    Sign.UNTOLD: N_("Telegram does not say how people's messages reach the bot."),
    Sign.CHANNEL: N_("Channel “{about}”: the bot has its rights."),
    Sign.CHAT: N_("Chat “{about}”: the bot has its rights."),
    Sign.TEXTS: N_("All texts of the bot can be used."),
    Sign.DRAFT: N_("{about}: a draft translation; {n} % of its texts have not been read by a native speaker."),
}
"""What is said of what is right, or could not be looked at."""

WRONG: Mapping[Sign, tuple[str, str]] = {
    Sign.FILES: (
        N_("Files with secrets or data that others on the server can read: {n}."),
        N_("An administrator sees which ones with: python -m bot doctor"),
    ),
    Sign.DISK: (
        N_("Free space for the database: only {n} MB."),
        N_("An administrator should make room: a full disk stops everything."),
    ),
    Sign.SCHEMA: (
        N_("The database is of another version of the program."),
        N_("An administrator should run: python -m bot migrate"),
    ),
    Sign.LATE: (
        N_("Messages that wait to be sent: {n}, the first one since {when}."),
        N_("An administrator finds more about it in the server's log."),
    ),
    Sign.HELD: (N_("Messages held back since a backup was put back: {n}."), N_("Decide what becomes of them: /tasks")),
    Sign.ASIDE: (
        N_("Messages from people that could not be handled in the last three days: {n}."),
        N_("An administrator finds more about it in the server's log."),
    ),
    Sign.OLD_BACKUP: (
        N_("The last backup was made: {when}."), N_("An administrator should see why there is no newer one."),
    ),
    Sign.NO_BACKUP: (N_("There is no backup."), N_("An administrator should make one now: python -m bot backup")),
    Sign.NO_BOT: (
        N_("Telegram does not know the bot's token."), N_("An administrator should copy it from @BotFather once more."),
    ),
    Sign.PRIVACY: (
        N_("Privacy mode is off: the bot gets every message of its groups."),
        N_("Switch it on with @BotFather: /setprivacy"),
    ),
    Sign.GROUPS: (N_("The bot cannot be added to groups' chats."), N_("Allow it with @BotFather: /setjoingroups")),
    Sign.CLOCK: (
        N_("The server's clock differs from Telegram's by {n} s."),
        N_("An administrator should have it set by NTP: reminders and deadlines go by it."),
    ),
    Sign.WEBHOOK: (
        N_("Telegram passes people's messages to the bot. Waiting there: {n}."),
        N_("An administrator finds more about it in the server's log."),
    ),
    Sign.OTHER_WEBHOOK: (
        N_("Telegram passes people's messages to another address."),
        N_("An administrator should restart the bot; if the address is another program's, stop that first."),
    ),
    Sign.NO_WEBHOOK: (
        N_("Telegram does not pass people's messages to this bot."), N_("An administrator should restart the bot."),
    ),
    Sign.REFUSED_WEBHOOK: (
        N_("Telegram could not pass people's messages on: {when}."),
        N_("An administrator should check the web server and its certificate."),
    ),
    Sign.CHANNEL: (N_("Channel “{about}”: the bot lacks a right."), N_("Make it an administrator there who may post.")),
    Sign.NO_CHANNEL: (
        N_("Channel “{about}” was not found."), N_("Make the bot an administrator of it, or have the council's file corrected."),
    ),
    Sign.CHAT: (N_("Chat “{about}”: the bot lacks a right."), N_("See which one: /chats")),
    Sign.BROKEN_TEXTS: (
        N_("{about}: broken translations, shown in another language: {n}."),
        N_("An administrator sees which ones with: python -m bot doctor"),
    ),
    Sign.UNFIT: (N_("Corrected texts that no longer fit and are not shown: {n}."), N_("Correct them once more: /texts")),
    Sign.SLOW: (N_("{about}: no answer in time."), N_("Look again in a moment. If it lasts, tell an administrator.")),
    Sign.TELEGRAM: (N_("{about}: Telegram does not answer."), N_("Look again in a moment. If it lasts, tell an administrator.")),
    Sign.FAULT: (N_("{about}: could not be looked at."), N_("An administrator finds more about it in the server's log.")),
}  # fmt: skip
"""What is said of what is wrong, and what to do."""

ADVICE: Mapping[Sign, str] = {
    Sign.UNKNOWN: N_("Decide in the announcements' reports whether to send them again: /announcements"),
    Sign.DRAFT: N_("What readers report about it: /texts"),
    Sign.TROUBLES: N_("An operations chat is told of each; how to link one: /link"),
}
"""What can be done about what is not wrong."""

CHECKS: Mapping[str, str] = {
    "files": N_("Files"), "disk": N_("Disk"), "database": N_("Database"), "backups": N_("Backups"), "token": N_("Token"),
    "clock": N_("Clock"), "updates come": N_("People's messages"), "chats": N_("Chats"), "texts": N_("Texts"),
}  # fmt: skip
"""The names of checks of which nothing is known."""

MOST_SHOWN, TITLE_LIMIT = 30, 60


def examination(found: Examination, zone: str, t: Texts) -> View:
    """What an examination has found so far; what is wrong first."""
    if not found.ended_at:
        going = t("I am looking at everything; this message fills by itself.")
        return titled(t("How the bot is doing"), going, "", *_findings(found.found, zone, t))
    wrong = sum(one.right is False for one in found.found)
    summary = t("Wrong: {n}", n=wrong) if wrong else t("All is well.")
    rows = [(button(t("Look again"), Examine()), button(t("Tasks"), Go("tasks")))]
    when = t("Looked at {when}.", when=moment(found.ended_at, zone, t))
    return titled(t("How the bot is doing"), summary, when, "", *_findings(found.found, zone, t), rows=rows)


def _findings(found: Sequence[Found], zone: str, t: Texts) -> list[Markup]:
    order = {False: 0, None: 1, True: 2}
    listed = sorted(found, key=lambda one: order[one.right])
    told = [line for one in listed[:MOST_SHOWN] for line in _finding(one, zone, t)]
    more = len(listed) - MOST_SHOWN
    return [*told, t("and {n} more", n=more)] if more > 0 else told


def _finding(one: Found, zone: str, t: Texts) -> list[Markup]:
    values: dict[str, object] = {
        "n": one.n, "about": t(CHECKS[one.about]) if one.about in CHECKS else cut(one.about, TITLE_LIMIT),
        "when": moment(one.at, zone, t) if one.at else "",
    }  # fmt: skip
    if one.right is False:
        told, advice = WRONG[one.sign]
        return [Markup("✗ {}").format(t(told, **values)), Markup("   {}").format(t(advice))]
    mark = "✓" if one.right else "·"
    hint = [Markup("   {}").format(t(ADVICE[one.sign]))] if one.sign in ADVICE else []
    return [Markup("{} {}").format(mark, t(RIGHT[one.sign], **values)), *hint]


TROUBLES: Mapping[Trouble, tuple[str, str]] = {
    Trouble.UPDATE: (
        N_("A message or press could not be handled"),
        N_("It was tried three times and set aside; the person was told. Report the lines “update failed” of the server's log."),
    ),
    Trouble.UPDATES: (
        N_("Nothing could be fetched from Telegram"),
        N_("It is tried again by itself. If it lasts, check the network, the proxy and the database."),
    ),
    Trouble.DRAWING: (
        N_("A message could not be put together"),
        N_("It is tried again a few times, then given up. Report the lines “not drawn” of the server's log."),
    ),
    Trouble.SENDING: (
        N_("A message could not be sent"), N_("It is tried again by itself. Report the lines “not sent” of the server's log."),
    ),
    Trouble.REFUSED: (
        N_("Telegram refused a message for good"),
        N_("The lines “delivery refused” of the server's log say why. Check that its chat or channel is still there, and the "
           "bot's rights: /doctor"),
    ),
    Trouble.OUTBOX: (
        N_("Nothing could be sent"),
        N_("It is tried again by itself. If it lasts, check the database and the disk: /doctor"),
    ),
    Trouble.BEAT: (
        N_("Something that was due could not be done: {about}"),
        N_("It is tried again by itself. Report the lines “beat failed” of the server's log."),
    ),
    Trouble.DATABASE: (
        N_("The database could not be asked"),
        N_("It is tried again by itself. If it lasts, check that the database runs and the disk has room."),
    ),
    Trouble.BACKUP: (
        N_("No backup was made"),
        N_("It is tried again in an hour. At the server, this says why: python -m bot backup"),
    ),
    Trouble.CHAIN: (
        N_("The log or the records were changed behind the program's back"),
        N_("Keep the backups that there are, let nobody change the database, and see: python -m bot audit verify"),
    ),
    Trouble.DISK: (
        N_("There is little room left on the disk"), N_("Make room now: a full disk stops everything."),
    ),
    Trouble.OTHER: (N_("An error in the program: {about}"), N_("The server's log says more. If it comes again, report it.")),
}  # fmt: skip
"""What went wrong, and what to do."""

OF_KINDS = frozenset({Trouble.DRAWING, Trouble.SENDING, Trouble.REFUSED})
"""Whose `about` is a kind of delivery."""


def trouble(met: Met, n: int, since: datetime, zone: str, t: Texts) -> View:
    """To the operations chat: so often since then."""
    told, advice = TROUBLES[met.kind]
    kind = t("Kind of message: {field} (<code>{kind}</code>)", field=field_name(field_of(met.about), t), kind=met.about)
    when = moment(since, zone, t)  # beside the texts, `t` would hide them from `make texts`
    often = t.plural("{n} time since {when}.", "{n} times since {when}.", n, when=when)
    return titled(
        t(told, about=cut(met.about, TITLE_LIMIT)),
        kind if met.kind in OF_KINDS and met.about else None,
        often,
        "",
        t(advice),
        t("Of this kind nothing more is said here for an hour."),
    )


def _by_field(found: Sequence[Held]) -> dict[str, list[Held]]:
    fields: dict[str, list[Held]] = {}
    for one in found:
        fields.setdefault(field_of(one.kind), []).append(one)
    return fields


def _number(found: Sequence[Held]) -> int:
    return sum(one.n for one in found)


def held(found: Sequence[Held], zone: str, t: Texts) -> View:
    """What is held since a restore, by what it is about."""
    if not found:
        return titled(t("Messages held back"), t("Nothing is held back."))
    told: list[Markup | str] = []
    rows: list[Rows] = []
    for field, of_it in _by_field(found).items():
        first, last = min(one.first for one in of_it), max(one.last for one in of_it)
        span = t("due {first}", first=moment(first, zone, t))
        if last > first:
            span = t("due from {first} to {last}", first=moment(first, zone, t), last=moment(last, zone, t))
        name = field_name(field, t)
        told += ["", Markup("<b>{}: {}</b>").format(name, _number(of_it)), span]
        rows.append(_choices(t("Send: {name}", name=name), t("Drop: {name}", name=name), field))
    if len(rows) > 1:
        rows.append(_choices(t("Send all"), t("Drop all"), ""))
    why = t("A backup was put back. These messages were due before that, and may have been sent already. What is sent now, "
            "people may get a second time; what is out of date by now is left out by itself.")  # fmt: skip
    return titled(t("Messages held back: {n}", n=_number(found)), why, *told, rows=[row for group in rows for row in group])


def _choices(send: Markup, drop: Markup, field: str) -> Rows:
    return ((button(send, DecideHeld(Fate.SEND, 0, field)), button(drop, DecideHeld(Fate.DROP, 0, field))),)


def sure_of_held(found: Sequence[Held], fate: Fate, field: str, t: Texts) -> View:
    """Asked before it is done."""
    n = _number([one for one in found if field in {"", field_of(one.kind)}])
    about = field_name(field, t) if field else t("all of it")
    back = button(t("Back"), ShowHeld())
    if fate is Fate.SEND:
        told = t("Each goes to the person or chat that it is for, and may be a second one there. This cannot be undone.")
        yes = button(t("Yes, send {n}", n=n), DecideHeld(fate, 1, field))
        return titled(t("Send what was held back: {about}, {n}?", about=about, n=n), told, rows=[[yes, back]])
    told = t("Whoever did not get them before the backup was put back will never get them. This cannot be undone.")
    yes = button(t("Yes, drop {n}", n=n), DecideHeld(fate, 1, field))
    return titled(t("Drop what was held back: {about}, {n}?", about=about, n=n), told, rows=[[yes, back]])


def decided(n: int, fate: Fate, t: Texts) -> View:
    told = t("They are being sent: {n}.", n=n) if fate is Fate.SEND else t("Dropped: {n}.", n=n)
    return titled(t("Messages held back"), told)
