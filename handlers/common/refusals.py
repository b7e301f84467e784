"""What is said when the council's rules, or what was typed, stand in the way."""

from functools import singledispatch

from markupsafe import Markup

from council import announcements, calendar, days, errors, network, plan, questions
from council.authority import Action, roles_for
from council.people import Role
from council.text_rules import cut
from handlers.common.dates import UnreadableDate
from handlers.common.refusals_said import SAID
from handlers.common.texts import Texts

SHOWN = 100
"""How many characters of what somebody typed are said back to them."""


@singledispatch
def words(_error: errors.Refused, t: Texts) -> Markup:
    """The refusal in this language. Absent and forbidden are refused in the same words."""
    return t("This cannot be done now. Nothing was changed.")


for kind, message in SAID.items():
    words.register(kind, lambda _error, t, message=message: t(message))


@words.register
def _(error: errors.MovedOn, t: Texts) -> Markup:
    stages = {
        "draft": t("It is a draft now."),
        "consultation": t("It is in consultation now."),
        "round": t("Positions are taken on it now."),
        "outcome": t("Its group has decided about it."),
        "forwarded": t("It is with the Executive Committee now."),
        "adopted": t("It is adopted."),
        "returned": t("The Executive Committee has returned it."),
        "declined": t("The Executive Committee has declined it."),
        "withdrawn": t("It is withdrawn."),
    }
    told = stages.get(error.stage, Markup(""))
    return t("This cannot be done with the recommendation where it stands. {stage} Nothing was changed.", stage=told)


@words.register
def _(error: errors.Forbidden, t: Texts) -> Markup:
    if error.subject:  # a thing: whether it is there is not told to those who have no right to it
        return t("You have no right to this, or it is not there. If you need it, write to the secretariat.")
    if error.action == Action.ANNOUNCE:
        return t(
            "Announcing is for the secretariat and for the chairs of groups. If you need something sent, write to the "
            "secretariat."
        )
    holders = roles_for(error.action)
    if holders == {Role.SECRETARIAT}:
        return t("This is for the secretariat. If you need it, write to the secretariat.")
    if holders <= {Role.SECRETARIAT, Role.CHAIR}:
        return t("This is for the secretariat and for the chairs of groups. If you need it, write to the secretariat.")
    return t(
        "This is for the secretariat, or for those who sit in the group. If you need it, write to the secretariat."
    )


@words.register
def _(error: errors.TooLong, t: Texts) -> Markup:
    return t(
        "This is too long: {got} characters, and {limit} fit. Please shorten it.", got=error.got, limit=error.limit
    )


@words.register
def _(error: errors.UnknownZone, t: Texts) -> Markup:
    return t("I do not know the time zone “{name}”. Try Asia/Tashkent, or choose below.", name=error.name[:60])


@words.register
def _(_error: errors.InThePast, t: Texts) -> Markup:
    return t("That time has passed. Please give one that lies ahead.")


@words.register
def _(error: errors.TooSoon, t: Texts) -> Markup:
    return t.plural(
        "People need time to answer: at least {n} minute.",
        "People need time to answer: at least {n} minutes.",
        error.least_minutes,
    )


@words.register
def _(error: errors.NoSuchTime, t: Texts) -> Markup:
    return t("{time} does not exist on that day: the clocks go forward then.", time=f"{error.local:%H:%M}")


@words.register
def _(error: UnreadableDate, t: Texts) -> Markup:
    return t(
        "I cannot read “{typed}” as a date and time. Try: 31 December 15:00, tomorrow 10:00, or 2026-12-31 15:00.",
        typed=error.typed[:60],
    )


@words.register
def _(error: errors.TooFar, t: Texts) -> Markup:
    return t.plural(
        "That is more than {n} year ahead. Is the year right?",
        "That is more than {n} years ahead. Is the year right?",
        error.years,
    )


@words.register
def _(error: errors.BadDuration, t: Texts) -> Markup:
    return t(
        "How many minutes? A whole number from {least} to {most}, for example 90.", least=error.least, most=error.most
    )


@words.register
def _(error: errors.BadReminders, t: Texts) -> Markup:
    return t(
        "How long before it? For example: 7 days, 1 day, 2 hours; or none. At most {most} reminders, from 5 minutes to "
        "{days} days before.",
        most=error.most,
        days=error.days,
    )


@words.register
def _(error: errors.BadSeries, t: Texts) -> Markup:
    return t(
        "A series has {least} to {most} meetings, and ends within {years} years. Give a number or a day within that.",
        least=error.least,
        most=error.most,
        years=error.years,
    )


@words.register
def _(error: errors.NoSuchGroup, t: Texts) -> Markup:
    return t(
        "There is no group “{typed}”. The groups: {codes}.",
        typed=cut(error.typed, SHOWN),
        codes=cut(", ".join(error.known), 3 * SHOWN),
    )


@words.register
def _(error: errors.FileTooLarge, t: Texts) -> Markup:
    return t("This file is too large: from Telegram I can fetch up to {n} MB. Send a link to it instead.", n=error.most)


@words.register
def _(error: errors.UnreadableTable, t: Texts) -> Markup:
    told = {
        errors.TableFault.NO_TABLE: t("This is not a table that I can read. Please send XLSX or CSV."),
        errors.TableFault.OLD: t("This is an old kind of spreadsheet (XLS). Please save it as XLSX and send it again."),
        errors.TableFault.LOCKED: t(
            "This spreadsheet is protected by a password. Please save it without one and send it again."
        ),
        errors.TableFault.BROKEN: t("This file is broken. Please save it anew as XLSX and send it again."),
        errors.TableFault.TOO_LARGE: t("This file unpacks to more than I take. Please send the rows alone."),
        errors.TableFault.TOO_MANY_ROWS: t(
            "This table has more than {most} rows. Please send it in several files.", most=error.most
        ),
        errors.TableFault.EMPTY: t("There is nothing in this table."),
    }
    if error.fault is errors.TableFault.BROKEN and error.row:
        return t("This file is broken at row {row}: quotation marks that do not close, perhaps.", row=error.row)
    return told[error.fault]


@words.register
def _(error: errors.NoHeads, t: Texts) -> Markup:
    names = {"name": t("Name"), "groups": t("Groups")}
    missing = ", ".join(names.get(head, head) for head in error.missing)
    return t(
        "I do not find these columns in the first row: {missing}. /import gives a template with all heads.",
        missing=cut(missing, SHOWN),
    )


@words.register
def _(error: errors.TooFewForDetached, t: Texts) -> Markup:
    return t.plural(
        "With fewer than {n} person the totals alone would tell who chose what. Choose another openness.",
        "With fewer than {n} people the totals alone would tell who chose what. Choose another openness.",
        error.least,
    )


@words.register
def _(error: errors.BadNumber, t: Texts) -> Markup:
    return t("A whole number from {least} to {most}, please.", least=error.least, most=error.most)


@words.register
def _(_error: errors.ObjectionGone, t: Texts) -> Markup:
    return t("The objection does not stand any more: its owner has withdrawn it, or taken another position.")


@words.register
def _(_error: errors.PositionChanged, t: Texts) -> Markup:
    return t("You have changed your position since: that objection does not stand any more.")


@words.register
def _(_error: errors.NobodyFits, t: Texts) -> Markup:
    return t("Nobody of those who can be chosen is called so. Type another part of the name.")


@words.register
def _(error: errors.SeveralFit, t: Texts) -> Markup:
    return t.plural(
        "{n} of them is called so. Type more of the name.", "{n} of them are called so. Type more of the name.", error.n
    )


@words.register
def _(error: errors.TooSoonForSilence, t: Texts) -> Markup:
    return t.plural(
        "Silence counts as consent only for those who had the notice at least {n} hour before the deadline, and one more "
        "hour is left for delivering it. Give a later time, counted from the opening.",
        "Silence counts as consent only for those who had the notice at least {n} hours before the deadline, and one more "
        "hour is left for delivering it. Give a later time, counted from the opening.",
        error.least_hours,
    )


@words.register
def _(error: questions.WrongNumberOfOptions, t: Texts) -> Markup:
    return t.plural(
        "That is {n} option; {least} to {most} are wanted, each on a line of its own. Please send them all again.",
        "Those are {n} options; {least} to {most} are wanted, each on a line of its own. Please send them all again.",
        error.got,
        least=error.least,
        most=error.most,
    )


@words.register
def _(error: questions.OptionTooLong, t: Texts) -> Markup:
    return t(
        "Option {place} is too long: {got} characters, {limit} fit. Please send all options again.",
        place=error.place,
        got=error.got,
        limit=error.limit,
    )


@words.register
def _(error: questions.OptionEmpty, t: Texts) -> Markup:
    return t("Nothing can be seen of option {place}. Please send all options again.", place=error.place)


@words.register
def _(error: questions.OptionTwice, t: Texts) -> Markup:
    return t("“{option}” is there twice. Please send all options again.", option=cut(error.option, SHOWN))


@words.register
def _(error: questions.TooFewToBeUnnamed, t: Texts) -> Markup:
    return t.plural(
        "Without names at least {n} person must be able to answer: with fewer, the numbers would tell who chose what.",
        "Without names at least {n} people must be able to answer: with fewer, the numbers would tell who chose what.",
        error.least,
    )


@words.register
def _(error: announcements.RemindedLately, t: Texts) -> Markup:
    return t(
        "They were reminded {ago} min ago. You can remind them again in {left} min.",
        ago=int(error.ago.total_seconds() // 60), left=max(1, -int(-error.left.total_seconds() // 60)),
    )  # fmt: skip


@words.register
def _(error: announcements.BadLinkLine, t: Texts) -> Markup:
    return t(
        "I cannot read line {place} as a button. Each is a line of its own, a label and then the link, at most {most} "
        "of them. For example: Programme https://example.org/programme",
        place=error.place,
        most=error.most,
    )


@words.register
def _(error: announcements.CountChanged, t: Texts) -> Markup:
    return t.plural(
        "Meanwhile it is {n} person. Look again, then send it.",
        "Meanwhile it is {n} people. Look again, then send it.",
        error.now,
    )


@words.register
def _(error: errors.TooManyTries, t: Texts) -> Markup:
    return t.plural(
        "You have opened several links that cannot be used. Wait {n} minute before you open another one, or ask the "
        "secretariat for a new link.",
        "You have opened several links that cannot be used. Wait {n} minutes before you open another one, or ask the "
        "secretariat for a new link.",
        error.minutes,
    )


@words.register
def _(error: network.TooManyOpen, t: Texts) -> Markup:
    return t.plural(
        "{n} request of yours waits for an answer. Take it back before you ask somebody else: /network",
        "{n} requests of yours wait for an answer. Take one back before you ask somebody else: /network",
        error.most,
    )


@words.register
def _(error: errors.TooManyItems, t: Texts) -> Markup:
    return t("That is {got} items, and {most} fit. Send a link or a file instead.", got=error.got, most=error.most)


@words.register
def _(error: calendar.EnoughFeeds, t: Texts) -> Markup:
    return t.plural(
        "You have {n} address already. Revoke it first.",
        "You have {n} addresses already. Revoke one that you no longer use first.",
        error.most,
    )


@words.register
def _(error: plan.BadYear, t: Texts) -> Markup:
    return t("A day from {first} to {last}, please. Is the year right?", first=error.first, last=error.last)


@words.register
def _(error: days.UnreadableDay, t: Texts) -> Markup:
    return t(
        "I cannot read “{typed}” as a day. Try: 31 March 2027, 2027-03-31, March 2027 or Q1 2027.",
        typed=cut(error.typed, SHOWN),
    )


@words.register
def _(_error: plan.NoSuchThing, t: Texts) -> Markup:
    return t("There is nothing of this number that you may see. A meeting: 17. A recommendation: B-2026-03.")
