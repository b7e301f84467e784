"""The wording of refusals: a template for each, filled with the refusal's fields. A refusal defined in `handlers`
carries its own (`template`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from markupsafe import Markup

from council import (
    announcements,
    book,
    calendar,
    days,
    errors,
    findings,
    followup,
    minutes,
    minutes_document,
    network,
    opinions,
    plan,
    questions,
    quiet_hours,
    recusal,
    reopening,
    reviews,
    subscriptions,
    task_lines,
    translations,
)
from council.authority import Action, roles_for
from council.errors import UnreadableDate
from council.people import Role
from council.text_rules import cut
from handlers.common.dates import full_day
from handlers.common.texts import N_, Texts, plain

SHOWN = 60
"""How many units of somebody's text are quoted to them."""

SHOWN_OF_LIST = 300


@dataclass(frozen=True)
class Plural:
    """A template with a singular and a plural form. The number is the refusal's field `by`, and is also `{n}`."""

    one: str
    many: str
    by: str


class RefusedWith(errors.Refused):
    """Base of refusals defined in `handlers`: each carries its template."""

    template: ClassVar[str | Plural] = N_("This cannot be done now. Nothing was changed.")


def words(error: errors.Refused, t: Texts) -> Markup:
    """The refusal in this language. Absent objects and forbidden ones are refused in the same words."""
    for kind in type(error).__mro__:
        if not issubclass(kind, errors.Refused):
            break
        if kind in SPECIAL:
            return SPECIAL[kind](error, t)
        template = kind.template if issubclass(kind, RefusedWith) else TEMPLATES.get(kind)
        if isinstance(template, Plural):
            values = {name: value for name, value in _values(error).items() if name != "n"}
            return t.plural(template.one, template.many, getattr(error, template.by), **values)
        if template is not None:
            return t(template, **_values(error))
    return t("This cannot be done now. Nothing was changed.")


def _values(error: errors.Refused) -> dict[str, object]:
    """The refusal's fields for display: long texts are cut, lists are joined."""
    return {name: _value(value) for name, value in vars(error).items()}


def _value(value: object) -> object:
    if isinstance(value, str):
        return cut(value, SHOWN)
    if isinstance(value, tuple):
        return cut(", ".join(map(str, value)), SHOWN_OF_LIST)
    return f"{value:%H:%M}" if isinstance(value, datetime) else value


TEMPLATES: Mapping[type[errors.Refused], str | Plural] = {
    errors.Stale: N_("This button no longer works. Nothing was changed."),
    errors.Closed: N_("This round is closed. Positions can no longer be taken or changed."),
    errors.OutsideElectorate: N_("Positions are taken by those who were members when the round opened. You can read along."),
    errors.ReasonWanted: N_("A reason is needed: write it in your next message."),
    errors.NewVersionWanted: N_("It was returned with comments: make a new version first, and then people can be asked about it "
                                "again."),
    errors.TextOfAnother: N_("The Executive Committee does not change a group's text. Withdraw the round, and return the "
                             "recommendation with the text that you propose."),
    errors.OnlyLater: N_("A deadline can only be moved to a later time than it has now."),
    errors.AlreadyDecided: N_("Somebody else has decided this already."),
    errors.LinkUnusable: N_("This invitation was used, has expired or does not exist. Ask the secretariat for a new one."),
    errors.AlreadyAsked: N_("A question about this request is waiting for an answer already: see the request's card."),
    errors.Reachable: N_("They have joined and get messages: they need no link."),
    errors.AlreadySeated: N_("You have joined these groups already."),
    errors.SuspendedThere: N_("There is a suspended role in this group: it comes back only when the secretariat lifts the "
                              "suspension, on the person's page in /members. Nothing was changed."),
    errors.AlreadyInRole: N_("This person has that role there already. Nothing was changed."),
    errors.Empty: N_("Nothing was written. Please type it as a message."),
    errors.BadLink: N_("This is not a link that can be opened. Links begin with https://, for example https://example.org/agenda"),
    errors.BadEmail: N_("This is not an e-mail address. Try for example name@example.org"),
    quiet_hours.BadQuietHours: N_("I cannot read this as quiet hours. Try for example 22:00-07:30, or choose below."),
    network.NotListed: N_("You can ask others once they can find you as well. Agree to it first: /network"),
    network.IntroductionAsked: N_("You have asked this person already. Nothing was sent."),
    errors.LastSecretary: N_("You are the only one in the secretariat: without you nobody could run the council here, so nothing "
                             "was erased. First ask the operator of the server to add somebody else to the secretariat."),
    errors.NobodyToAsk: N_("There is nobody yet to send this to."),
    errors.NoElectorate: N_("Nobody in this group can take a position: it has neither a chair nor members yet. The round was not "
                            "opened."),
    errors.NoFileHere: N_("This cannot be answered with a file. Please type the answer, or use the buttons below."),
    errors.TooMuchWork: N_("Reading this file takes too much time or memory. Please send only the rows, in a new file."),
    errors.NotFetched: N_("Telegram did not give this file to me. Please send it again."),
    errors.OnlyOne: N_("Only one person in this group can take a position: nobody decides by consensus alone. The round was not "
                       "opened."),
    errors.NotTogether: N_("This rule needs to know who objects, so that they can be answered. Choose another rule, or let names "
                           "be known."),
    errors.ReviewWanted: N_("What is adopted by consent is reviewed on a set day. Choose a day after the round's deadline."),
    reviews.NotLater: N_("Please choose a day that is later than today and than the last day of review."),
    errors.OldVersion: N_("The text has changed since: this button belongs to an earlier version. The new card is further down."),
    errors.VotedAlready: N_("You have voted. Nobody knows which vote is yours, so it cannot be changed."),
    errors.NotYet: N_("Not yet: this can be done once everyone who is asked has answered, or after the deadline."),
    errors.ObjectionsUnanswered: N_("An objection is neither withdrawn nor answered in writing yet. Answer it first."),
    reopening.NothingToReopen: N_("Only what was not adopted, or was adopted and is contested, is taken up again, and not while "
                                  "a round on it is under way."),
    reopening.OwnRequest: N_("You asked for this yourself, so another chair of the group decides on it or, where there is none, "
                             "the secretariat."),
    reopening.AppealedAlready: N_("The Executive Committee can be asked once, after the chair has refused."),
    opinions.OpinionsOver: N_("The time to hand in minority opinions on this is over."),
    opinions.NoMinority: N_("A minority opinion is handed in by those who ended with an objection or reservations, or who stood "
                            "aside."),
    recusal.TooLateToRecuse: N_("Positions have been taken in this round already: an interest can be declared only before that. "
                                "You can stand aside, and tell the chair."),
    recusal.AllRecused: N_("Everyone who could be asked has declared an interest in it. The round was not opened."),
    findings.FindingWanted: N_("An objection stands of which you have found nothing yet; it may have been raised a moment ago. "
                               "Cancel this, and declare again on the chair's sheet: what you typed stays above."),
    errors.OwnText: N_("You wrote this text, so somebody else declares how the round ends: another chair of the group, or the "
                       "secretariat."),
    errors.NoteWanted: N_("The document changed: please say in a few words what changed in it."),
    errors.AnsweredThemselves: N_("They have answered in the bot themselves: only they can change it."),
    errors.QuestionClosed: N_("This question has closed: it takes no more answers."),
    questions.AnsweredAlready: N_("You have answered. Without names an answer cannot be changed."),
    errors.NoChatLinked: N_("No chat is linked to this group. Ask each member privately."),
    subscriptions.UnreadableTime: N_("I cannot read this as a time of day. Try: 09:00, or choose below."),
    subscriptions.PauseTooLong: N_("This is longer than a year. To get no more news: /unsubscribe"),
    errors.NoTags: N_("There is no hashtag in this, or it is too long. Hashtags look like this: #schooling"),
    errors.TagsTaken: N_("One of these hashtags already marks another topic or a group. Please choose others."),
    announcements.NothingToSay: N_("It is still empty. Write the message first."),
    announcements.NotPassedOn: N_("I cannot send this to many people. Send a text, a photo, a video, a document, an album, a "
                                  "voice message or a location."),
    announcements.SourceChanged: N_("The message that is copied was changed after it was handed in, so it is not sent on. While "
                                    "sending is paused, you can send the message again as it was."),
    announcements.NotAsApproved: N_("This is not the message that was approved. Send the same files with the same "
                                    "words, or stop this announcement and make a new one."),
    announcements.NotCopiedYet: N_("I am still making the copy that is to be sent. Press again in a moment."),
    announcements.NobodyToApprove: N_("A second secretary has to approve this, and nobody else of the secretariat can be reached "
                                      "here. Nothing was sent."),
    announcements.OwnApproval: N_("You wrote this yourself. Somebody else in the secretariat has to approve it."),
    announcements.NoChannelSpeaks: N_("No channel is in a language of this announcement, so there is nowhere to post it."),
    announcements.ChannelUnknown: N_("I do not know the channel's id yet. Post something in it once, or write the id into the "
                                     "council's file."),
    announcements.DraftChanged: N_("The draft has changed since. Look at it again, then send it."),
    announcements.NoChatThere: N_("No chat is linked to this group. To link one, send /link in the group's chat."),
    announcements.NotCorrectable: N_("There are no words in it to correct. Take it back instead, and send it anew."),
    errors.NoSeries: N_("This meeting is not one of a series."),
    errors.NotAhead: N_("This meeting was cancelled, has begun or is over. Nothing was changed."),
    errors.MovedSince: N_("This meeting was moved since: this button belongs to its earlier time."),
    errors.NotNow: N_("You can check in from a quarter of an hour before a meeting until an hour after it."),
    errors.NotBegun: N_("Not yet: this can be done once the meeting has begun."),
    errors.Anonymous: N_("You write here anonymously, and I cannot tell who you are. Turn off “Remain anonymous” in your "
                         "administrator's rights, and send this again."),
    errors.Unchanged: N_("It is so already. Nothing was changed."),
    errors.ChangedMeanwhile: N_("Somebody else has changed this meanwhile. Cancel what you were doing here, and open it again."),
    errors.TooLong: N_("This is too long: {got} characters, and {limit} fit. Please shorten it."),
    errors.UnknownZone: N_("I do not know the time zone “{name}”. Try Asia/Tashkent, or choose below."),
    errors.InThePast: N_("That time has passed. Please give one that lies ahead."),
    errors.TooSoon: Plural("People need time to answer: at least {n} minute.",
                           "People need time to answer: at least {n} minutes.", "least_minutes"),
    errors.NoSuchTime: N_("{local} does not exist on that day: the clocks go forward then. Choose another time."),
    UnreadableDate: N_(
        "I cannot read “{typed}” as a date and time. Try: 31 December 15:00, tomorrow 10:00, or 2026-12-31 15:00."
    ),
    errors.TooFar: Plural("That is more than {n} year ahead. Is the year right?",
                          "That is more than {n} years ahead. Is the year right?", "years"),
    errors.BadDuration: N_("How many minutes? A whole number from {least} to {most}, for example 90."),
    errors.BadReminders: N_("How long before it? For example: 7 days, 1 day, 2 hours; or none. At most {most} reminders, from 5 "
                            "minutes to {days} days before."),
    errors.BadSeries: N_("A series has {least} to {most} meetings, and ends within {years} years. Give a number or a day within "
                         "that."),
    errors.NoSuchGroup: N_("There is no group “{typed}”. The groups: {known}."),
    errors.FileTooLarge: N_("This file is too large: from Telegram I can fetch up to {most} MB. Send a link to it instead."),
    errors.TooFewForDetached: Plural("With fewer than {n} person the totals alone would tell who chose what. Choose another "
                                     "openness.",
                                     "With fewer than {n} people the totals alone would tell who chose what. Choose another "
                                     "openness.", "least"),
    errors.BadNumber: N_("A whole number from {least} to {most}, please."),
    errors.ObjectionGone: N_("The objection does not stand any more: its author has withdrawn it, or taken another position."),
    errors.PositionChanged: N_("You have changed your position since: that objection does not stand any more."),
    errors.NobodyFits: N_("Nobody among those to choose from has this name. Type another part of it."),
    errors.SeveralFit: Plural("{n} of them has this name. Type more of it.",
                              "{n} of them have this name. Type more of it.", "n"),
    errors.TooSoonForSilence: Plural(
        "Silence counts as consent only for those who got the notice at least {n} hour before the deadline, "
        "and one more hour is left for delivering it. Give a later time, counted from the opening.",
        "Silence counts as consent only for those who got the notice at least {n} hours before the deadline, "
        "and one more hour is left for delivering it. Give a later time, counted from the opening.",
        "least_hours",
    ),
    questions.WrongNumberOfOptions: Plural("That is {n} option; {least} to {most} are needed, each on a line of its own. Please "
                                           "send them all again.",
                                           "Those are {n} options; {least} to {most} are needed, each on a line of its own. "
                                           "Please send them all again.", "got"),
    questions.OptionTooLong: N_("Option {place} is too long: {got} characters, {limit} fit. Please send all options again."),
    questions.OptionEmpty: N_("Option {place} is empty. Please send all options again."),
    questions.OptionTwice: N_("“{option}” is there twice. Please send all options again."),
    questions.TooFewToBeUnnamed: Plural("Without names at least {n} person must be able to answer: with fewer, the numbers would "
                                        "tell who chose what.",
                                        "Without names at least {n} people must be able to answer: with fewer, the numbers would "
                                        "tell who chose what.", "least"),
    announcements.BadLinkLine: N_("I cannot read line {place} as a button. Each is a line of its own, a label and then the link, "
                                  "at most {most} of them. For example: Programme https://example.org/programme"),
    announcements.CountChanged: Plural("It would now go to {n} person. Look again, then send it.",
                                       "It would now go to {n} people. Look again, then send it.", "now"),
    errors.TooManyTries: Plural("You have opened several links that cannot be used. Wait {n} minute before you open another one, "
                                "or ask the secretariat for a new link.",
                                "You have opened several links that cannot be used. Wait {n} minutes before you open another "
                                "one, or ask the secretariat for a new link.", "minutes"),
    network.TooManyOpen: Plural("{n} request of yours waits for an answer. Take it back before you ask somebody else: /network",
                                "{n} requests of yours wait for an answer. Take one back before you ask somebody else: /network",
                                "most"),
    errors.TooManyItems: N_("That is {got} items, and {most} fit. Send a link or a file instead."),
    calendar.EnoughFeeds: Plural("You have {n} address already. Revoke it first.",
                                 "You have {n} addresses already. Revoke one that you no longer use first.", "most"),
    followup.TooMany: N_("At most {most} fit here. Nothing was changed."),
    followup.ReviewTooEarly: N_("The day of review must be later than today. Nothing you entered is lost."),
    followup.NoEvidence: N_("Please send a link as text, or a file as a document."),
    followup.NotFollowed: N_("Only a recommendation in force can be followed up. Nothing was changed."),
    followup.PeriodOver: N_("This question belongs to an earlier period, or the follow-up has ended: it takes no more "
                            "answers. What there is now: /followup"),
    translations.OtherForms: Plural("Forms: {got}; this language has one.", "Forms: {got}; this language has {n}.", "wanted"),
    translations.OtherLines: Plural("It has to be one line, without blanks around it.", "It has to have {n} lines.", "wanted"),
    translations.TooManyRemarks: Plural(
        "The secretariat has {n} remark of yours to read already. Please wait until it has.",
        "The secretariat has {n} remarks of yours to read already. Please wait until it has.", "n",
    ),
    translations.NoSuchText: N_("I know no text with these words. Please copy them exactly, or type fewer of them."),
    plan.BadYear: N_("A day from {first} to {last}, please. Is the year right?"),
    days.UnreadableDay: N_("I cannot read “{typed}” as a day. Try: 31 March 2027, 2027-03-31, March 2027 or Q1 2027."),
    book.PaperUnreadable: N_("I cannot read this as a PDF. Please save it as PDF again, and send it as a file."),
    book.PaperLocked: N_("This PDF is protected by a password. Please save it without one, and send it again."),
    book.PagesTooMany: N_("This PDF has {got} pages, and {limit} fit into an agenda book. Please send a part of it, or a link."),
    book.PapersTooMany: N_("There are {limit} papers already. Take one out first."),
    book.PapersTooLarge: N_("All papers of a meeting together may have {limit} MB. Take one out first, or send a smaller one."),
    minutes.CorrectionsOpen: Plural("{n} correction is open, or a change was not sent. The secretariat decides on it first.",
                                    "{n} corrections are open. The secretariat decides on them first.", "n"),
    minutes.NotInReview: N_("This cannot be done with the minutes any more: they were approved or taken back meanwhile, or are a "
                            "draft. What is approved is corrected by new minutes. Nothing was changed."),
    minutes.NothingWritten: N_("Nothing is written down on any item yet."),
    minutes.ActionsTooMany: N_("At most {limit} lines fit on one item. Make two items of it, please."),
    minutes_document.NotADocument: N_("I cannot read this as a DOCX. Please save it as DOCX again, and send it as a file."),
    plan.NoSuchThing: N_("There is nothing with this number that you may see. A meeting: 17. A recommendation: B-2026-03."),
}  # fmt: skip
"""By refusal; the nearest base class applies."""

STAGES: Mapping[str, str] = {
    "draft": N_("It is a draft now."),
    "consultation": N_("It is in consultation now."),
    "round": N_("Positions are taken on it now."),
    "outcome": N_("Its group has decided about it."),
    "forwarded": N_("It is with the Executive Committee now."),
    "adopted": N_("It is adopted."),
    "returned": N_("The Executive Committee has returned it."),
    "declined": N_("The Executive Committee has declined it."),
    "withdrawn": N_("It is withdrawn."),
    "ended": N_("It is no longer in force."),
}


def _moved_on(error: errors.MovedOn, t: Texts) -> Markup:
    told = t(STAGES[error.stage]) if error.stage in STAGES else Markup("")
    return t("This cannot be done with the recommendation at this stage. {stage} Nothing was changed.", stage=told)


def _forbidden(error: errors.Forbidden, t: Texts) -> Markup:
    if error.subject:  # an object: its existence is not disclosed to people without a right to it
        return t("You have no right to this, or it does not exist. If you need it, write to the secretariat.")
    if error.action == Action.ANNOUNCE:
        return t("Only the secretariat and the chairs can announce. If you need something sent, write to the secretariat.")
    holders = roles_for(error.action)
    if holders == {Role.SECRETARIAT}:
        return t("Only the secretariat can do this. If you need it, write to the secretariat.")
    if holders <= {Role.SECRETARIAT, Role.CHAIR}:
        return t("Only the secretariat and the chairs of groups can do this. If you need it, write to the secretariat.")
    return t("Only the secretariat and those who sit in the group can do this. If you need it, write to the secretariat.")


WRONG: Mapping[task_lines.WrongLine, str] = {
    task_lines.WrongLine.NO_DAY: N_("Line {line}: no date. Add “; 31 March 2027” to “{told}”."),
    task_lines.WrongLine.UNREADABLE: N_("Line {line}: I cannot read “{told}” as a date."),
    task_lines.WrongLine.PAST: N_("Line {line}: “{told}” has passed already."),
    task_lines.WrongLine.BEFORE_MEETING: N_("Line {line}: “{told}” is before the meeting."),
    task_lines.WrongLine.NO_WHO: N_("Line {line}: it does not say by whom “{told}” is to be done."),
    task_lines.WrongLine.FAR: N_("Line {line}: please check the year in “{told}”."),
    task_lines.WrongLine.EMPTY: N_("Line {line}: it does not say what is to be done."),
    task_lines.WrongLine.LONG: N_("Line {line}: too long: “{told}”"),
}

MOST_WRONG = 4
"""Wrong lines, as far as they are told."""


def _wrong_lines(error: task_lines.WrongLines, t: Texts) -> Markup:
    told = [t(WRONG[why], line=number, told=cut(part, SHOWN)) for number, why, part in error.lines[:MOST_WRONG]]
    more = len(error.lines) - MOST_WRONG
    told += [t.plural("And {n} more.", "And {n} more.", more)] if more > 0 else []
    told.append(t("Nothing is lost: edit your message, or send it again. A line reads: what; by whom; by when."))
    return Markup("\n").join(told)


FAULTS: Mapping[errors.TableFault, str] = {
    errors.TableFault.NO_TABLE: N_("This is not a table that I can read. Please send XLSX, XLS, ODS or CSV."),
    errors.TableFault.LOCKED: N_("This spreadsheet is protected by a password. Please save it without one and send it again."),
    errors.TableFault.BROKEN: N_("This file is damaged. Please save it again as XLSX and send it again."),
    errors.TableFault.TOO_LARGE: N_("This file is too large when unpacked. Please send only the rows."),
    errors.TableFault.TOO_MANY_ROWS: N_("This table has more than {most} rows. Please send it in several files."),
    errors.TableFault.EMPTY: N_("There is nothing in this table."),
}  # fmt: skip


def _unreadable(error: errors.UnreadableTable, t: Texts) -> Markup:
    if error.fault is errors.TableFault.BROKEN and error.row:
        return t("This file is damaged at row {row}: perhaps a quotation mark is not closed.", row=error.row)
    return t(FAULTS[error.fault], most=error.most)


def _no_heads(error: errors.NoHeads, t: Texts) -> Markup:
    names = {"name": t("Name"), "groups": t("Groups")}
    missing = ", ".join(plain(names.get(head, head)) for head in error.missing)
    return t("I cannot find these columns in the first rows: {missing}. /import gives a template with all column headings.",
             missing=cut(missing, SHOWN))  # fmt: skip


SPECIAL: Mapping[type[errors.Refused], Callable[[Any, Texts], Markup]] = {
    errors.MovedOn: _moved_on,
    errors.Forbidden: _forbidden,
    errors.UnreadableTable: _unreadable,
    errors.NoHeads: _no_heads,
    reopening.AskedBefore: lambda error, t: t(
        "This was asked for already. It can be asked once in half a year: from {day} on.", day=full_day(error.again, t)
    ),
    task_lines.WrongLines: _wrong_lines,
    translations.OtherPlaceholders: lambda error, t: (
        t("What stands in braces is filled in later, and must be the same as in English: {wanted}", wanted=_value(error.wanted))
        if error.wanted
        else t("There can be no braces in this text: nothing is filled in there.")
    ),
    translations.OtherMarkup: lambda error, t: (
        t("The tags must be the same as in English, each closed: {wanted}", wanted=_value(error.wanted))
        if error.wanted
        else t("There can be no tags in this text, and no &lt;, &gt; or &amp;.")
    ),
    announcements.RemindedLately: lambda error, t: t(
        "They were reminded today. You can remind them again in {n} h.", n=-(-error.left // timedelta(hours=1))
    ),
}
"""Refusals whose wording depends on more than their fields."""
