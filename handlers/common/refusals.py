"""What is said when the council's rules, or what was typed, stand in the way."""

from functools import singledispatch

from markupsafe import Markup

from council import calendars, days, errors, network, plans, quiet
from council.wording import cut
from handlers.common.dates import UnreadableDate
from handlers.common.texts import Texts

SHOWN = 100
"""How many characters of what somebody typed are said back to them."""


@singledispatch
def words(_error: errors.Refused, t: Texts) -> Markup:
    """The refusal in this language. Absent and forbidden are refused in the same words."""
    return t("This cannot be done now. Nothing was changed.")


def _says(kind: type[errors.Refused], message: str) -> None:
    words.register(kind, lambda _error, t: t(message))


def N_(message: str) -> str:  # noqa: N802 - the customary name for marking a message
    """Mark a message for the catalogs where it is not yet said."""
    return message


_says(errors.Stale, N_("This button no longer works. Nothing was changed."))
_says(errors.Closed, N_("This round is closed. Positions can no longer be taken or changed."))
_says(
    errors.OutsideElectorate,
    N_("Positions are taken by those who were members when the round opened. You can read along."),
)
_says(errors.ReasonWanted, N_("A reason is wanted: tell it in your next message."))
_says(
    errors.NewVersionWanted,
    N_("It was returned with comments: make a new version first, and then people can be asked about it again."),
)
_says(errors.OnlyLater, N_("A deadline can only be moved to a later time than it has now."))
_says(errors.AlreadyDecided, N_("Somebody else has decided this already."))
_says(
    errors.LinkUnusable,
    N_(
        "This invitation cannot be used: it was used already, has expired, or never was. Ask the secretariat for a new one."
    ),
)
_says(
    errors.AlreadyAsked,
    N_("A question about this request waits to be answered already. It stands on the request's card."),
)
_says(errors.Reachable, N_("They have joined and can be written to: they need no link."))
_says(errors.AlreadySeated, N_("You have joined these groups already."))
_says(errors.AlreadyInRole, N_("This person has that role there already. Nothing was changed."))
_says(errors.Empty, N_("Nothing was written. Please type it as a message."))
_says(
    errors.BadLink,
    N_("This is not a link that can be opened. It begins with https://, for example https://example.org/agenda"),
)
_says(errors.BadEmail, N_("This is not an e-mail address. Try for example name@example.org"))
_says(
    quiet.BadQuietHours,
    N_("I cannot read this as quiet hours. Try for example 22:00-07:30, or choose below."),
)
_says(
    network.NotListed,
    N_("You can ask others once they can find you as well. Agree to it first: /network"),
)
_says(network.IntroductionAsked, N_("You have asked this person already. Nothing was sent."))
_says(
    errors.LastSecretary,
    N_(
        "You are the only one in the secretariat: without you nobody could run the council here, so nothing was erased. "
        "First have somebody else brought into the secretariat at the server."
    ),
)
_says(errors.NobodyToAsk, N_("There is nobody yet to send this to."))
_says(
    errors.NoElectorate,
    N_("Nobody in this group can take a position: it has neither a chair nor members yet. The round was not opened."),
)
_says(errors.NoFileHere, N_("A file is no answer here. Please type it, or use the buttons below."))
_says(errors.NotFetched, N_("Telegram did not give this file to me. Please send it again."))
_says(
    errors.OnlyOne,
    N_(
        "Only one person in this group can take a position: nobody decides by consensus alone. The round was not opened."
    ),
)
_says(
    errors.NotTogether,
    N_(
        "This rule needs to know who objects, so that they can be answered. Choose another rule, or let names be known."
    ),
)
_says(errors.ReviewWanted, N_("Consent wants a day, still to come, on which what was adopted is looked at again."))
_says(
    errors.OldVersion,
    N_("The text has changed since: this button belongs to an earlier version. The new card is further down."),
)
_says(
    errors.VotedAlready,
    N_("You have voted. Nobody knows which vote is yours, so it cannot be changed."),
)
_says(errors.NotYet, N_("Not yet: this can be done once everyone who is asked has answered, or after the deadline."))
_says(
    errors.ObjectionsUnanswered,
    N_("An objection is neither withdrawn nor answered in writing yet. Answer it first."),
)
_says(errors.NoteWanted, N_("The document changed: please say in a few words what changed in it."))
_says(errors.AnsweredThemselves, N_("They have answered in the bot themselves: only they can change it."))
_says(errors.QuestionClosed, N_("This question has closed: it takes no more answers."))
_says(errors.AnsweredAlready, N_("You have answered. Without names an answer cannot be changed."))
_says(errors.NoChatLinked, N_("This group has no chat that was linked to it. Ask each member privately."))
_says(errors.NothingToSay, N_("It says nothing yet. Write the message first."))
_says(
    errors.NotPassedOn,
    N_(
        "I cannot pass this on to many. Send a text, a photo, a video, a document, an album, a voice message or a place."
    ),
)
_says(
    errors.NobodyToApprove,
    N_(
        "A second secretary has to approve this, and nobody else of the secretariat can be reached here. Nothing was sent."
    ),
)
_says(errors.OwnApproval, N_("You wrote this yourself. Somebody else of the secretariat has to look at it."))
_says(
    errors.ChannelUnknown,
    N_("I do not know the channel's id yet. Post something in it once, or write the id into the council's file."),
)
_says(errors.NotCorrectable, N_("There are no words in it to correct. Take it back instead, and send it anew."))
_says(errors.NoSeries, N_("This meeting is not one of a series."))
_says(errors.NotAhead, N_("This meeting was cancelled, has begun or is over. Nothing was changed."))
_says(errors.MovedSince, N_("This meeting was moved since: this button belongs to its earlier time."))
_says(errors.NotNow, N_("You can check in from a quarter of an hour before a meeting until an hour after it."))
_says(errors.NotBegun, N_("Not yet: this can be done once the meeting has begun."))
_says(
    errors.Anonymous,
    N_(
        "You write here anonymously, and I cannot tell who you are. Turn off “Remain anonymous” in your administrator's "
        "rights, and send this again."
    ),
)
_says(errors.Unchanged, N_("It is so already. Nothing was changed."))
_says(
    errors.ChangedMeanwhile,
    N_("Somebody else changed this in the meantime. Discard what you were doing here, and look at it again."),
)


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
        "There is no group “{typed}”. The groups: {codes}.", typed=cut(error.typed, SHOWN), codes=", ".join(error.known)
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
def _(error: errors.TooSoonForSilence, t: Texts) -> Markup:
    return t.plural(
        "Silence counts as consent only after at least {n} hour. Give a later time.",
        "Silence counts as consent only after at least {n} hours. Give a later time.",
        error.least_hours,
    )


@words.register
def _(error: errors.WrongNumberOfOptions, t: Texts) -> Markup:
    return t.plural(
        "That is {n} option; {least} to {most} are wanted, each on a line of its own. Please send them all again.",
        "Those are {n} options; {least} to {most} are wanted, each on a line of its own. Please send them all again.",
        error.got,
        least=error.least,
        most=error.most,
    )


@words.register
def _(error: errors.OptionTooLong, t: Texts) -> Markup:
    return t(
        "Option {place} is too long: {got} characters, {limit} fit. Please send all options again.",
        place=error.place,
        got=error.got,
        limit=error.limit,
    )


@words.register
def _(error: errors.OptionEmpty, t: Texts) -> Markup:
    return t("Nothing can be seen of option {place}. Please send all options again.", place=error.place)


@words.register
def _(error: errors.OptionTwice, t: Texts) -> Markup:
    return t("“{option}” is there twice. Please send all options again.", option=cut(error.option, SHOWN))


@words.register
def _(error: errors.TooFewToBeUnnamed, t: Texts) -> Markup:
    return t.plural(
        "Without names at least {n} person must be able to answer: with fewer, the numbers would tell who chose what.",
        "Without names at least {n} people must be able to answer: with fewer, the numbers would tell who chose what.",
        error.least,
    )


@words.register
def _(error: errors.BadLinkLine, t: Texts) -> Markup:
    return t(
        "I cannot read line {place} as a button. Each is a line of its own, a label and then the link, at most {most} "
        "of them. For example: Programme https://example.org/programme",
        place=error.place,
        most=error.most,
    )


@words.register
def _(error: errors.CountChanged, t: Texts) -> Markup:
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
def _(error: calendars.EnoughFeeds, t: Texts) -> Markup:
    return t.plural(
        "You have {n} address already. Revoke it first.",
        "You have {n} addresses already. Revoke one that you no longer use first.",
        error.most,
    )


@words.register
def _(error: plans.BadYear, t: Texts) -> Markup:
    return t("A day from {first} to {last}, please. Is the year right?", first=error.first, last=error.last)


@words.register
def _(error: days.UnreadableDay, t: Texts) -> Markup:
    return t(
        "I cannot read “{typed}” as a day. Try: 31 March 2027, 2027-03-31, March 2027 or Q1 2027.",
        typed=cut(error.typed, SHOWN),
    )


@words.register
def _(_error: plans.NoSuchThing, t: Texts) -> Markup:
    return t("There is nothing of this number that you may see. A meeting: 17. A recommendation: B-2026-03.")
