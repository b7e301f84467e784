"""Refusals that are said in one sentence, whatever came before them."""

from collections.abc import Mapping

from council import announcements, errors, network, questions, quiet_hours
from handlers.common.texts import N_

SAID: Mapping[type[errors.Refused], str] = {
    errors.Stale: N_("This button no longer works. Nothing was changed."),
    errors.Closed: N_("This round is closed. Positions can no longer be taken or changed."),
    errors.OutsideElectorate: N_(
        "Positions are taken by those who were members when the round opened. You can read along."
    ),
    errors.ReasonWanted: N_("A reason is wanted: tell it in your next message."),
    errors.NewVersionWanted: N_(
        "It was returned with comments: make a new version first, and then people can be asked about it again."
    ),
    errors.OnlyLater: N_("A deadline can only be moved to a later time than it has now."),
    errors.AlreadyDecided: N_("Somebody else has decided this already."),
    errors.LinkUnusable: N_(
        "This invitation cannot be used: it was used already, has expired, or never was. Ask the secretariat for a new one."
    ),
    errors.AlreadyAsked: N_(
        "A question about this request waits to be answered already. It stands on the request's card."
    ),
    errors.Reachable: N_("They have joined and can be written to: they need no link."),
    errors.AlreadySeated: N_("You have joined these groups already."),
    errors.SuspendedThere: N_(
        "There is a suspended role in this group: it comes back only when the secretariat lifts the suspension, on the "
        "person's page in /members. Nothing was changed."
    ),
    errors.AlreadyInRole: N_("This person has that role there already. Nothing was changed."),
    errors.Empty: N_("Nothing was written. Please type it as a message."),
    errors.BadLink: N_(
        "This is not a link that can be opened. It begins with https://, for example https://example.org/agenda"
    ),
    errors.BadEmail: N_("This is not an e-mail address. Try for example name@example.org"),
    quiet_hours.BadQuietHours: N_("I cannot read this as quiet hours. Try for example 22:00-07:30, or choose below."),
    network.NotListed: N_("You can ask others once they can find you as well. Agree to it first: /network"),
    network.IntroductionAsked: N_("You have asked this person already. Nothing was sent."),
    errors.LastSecretary: N_(
        "You are the only one in the secretariat: without you nobody could run the council here, so nothing was erased. "
        "First have somebody else brought into the secretariat at the server."
    ),
    errors.NobodyToAsk: N_("There is nobody yet to send this to."),
    errors.NoElectorate: N_(
        "Nobody in this group can take a position: it has neither a chair nor members yet. The round was not opened."
    ),
    errors.NoFileHere: N_("A file is no answer here. Please type it, or use the buttons below."),
    errors.NotFetched: N_("Telegram did not give this file to me. Please send it again."),
    errors.OnlyOne: N_(
        "Only one person in this group can take a position: nobody decides by consensus alone. The round was not opened."
    ),
    errors.NotTogether: N_(
        "This rule needs to know who objects, so that they can be answered. Choose another rule, or let names be known."
    ),
    errors.ReviewWanted: N_("Consent wants a day, still to come, on which what was adopted is looked at again."),
    errors.OldVersion: N_(
        "The text has changed since: this button belongs to an earlier version. The new card is further down."
    ),
    errors.VotedAlready: N_("You have voted. Nobody knows which vote is yours, so it cannot be changed."),
    errors.NotYet: N_("Not yet: this can be done once everyone who is asked has answered, or after the deadline."),
    errors.ObjectionsUnanswered: N_("An objection is neither withdrawn nor answered in writing yet. Answer it first."),
    errors.NoteWanted: N_("The document changed: please say in a few words what changed in it."),
    errors.AnsweredThemselves: N_("They have answered in the bot themselves: only they can change it."),
    errors.QuestionClosed: N_("This question has closed: it takes no more answers."),
    questions.AnsweredAlready: N_("You have answered. Without names an answer cannot be changed."),
    errors.NoChatLinked: N_("This group has no chat that was linked to it. Ask each member privately."),
    announcements.NothingToSay: N_("It says nothing yet. Write the message first."),
    announcements.NotPassedOn: N_(
        "I cannot pass this on to many. Send a text, a photo, a video, a document, an album, a voice message or a place."
    ),
    announcements.NobodyToApprove: N_(
        "A second secretary has to approve this, and nobody else of the secretariat can be reached here. Nothing was sent."
    ),
    announcements.OwnApproval: N_("You wrote this yourself. Somebody else of the secretariat has to look at it."),
    announcements.ChannelUnknown: N_(
        "I do not know the channel's id yet. Post something in it once, or write the id into the council's file."
    ),
    announcements.DraftChanged: N_("The draft has changed since. Look at it again, then send it."),
    announcements.NoChatThere: N_(
        "No chat is linked to this group, so there is nowhere to post it. /link, sent in the group's chat, links it."
    ),
    announcements.NotCorrectable: N_("There are no words in it to correct. Take it back instead, and send it anew."),
    errors.NoSeries: N_("This meeting is not one of a series."),
    errors.NotAhead: N_("This meeting was cancelled, has begun or is over. Nothing was changed."),
    errors.MovedSince: N_("This meeting was moved since: this button belongs to its earlier time."),
    errors.NotNow: N_("You can check in from a quarter of an hour before a meeting until an hour after it."),
    errors.NotBegun: N_("Not yet: this can be done once the meeting has begun."),
    errors.Anonymous: N_(
        "You write here anonymously, and I cannot tell who you are. Turn off “Remain anonymous” in your administrator's "
        "rights, and send this again."
    ),
    errors.Unchanged: N_("It is so already. Nothing was changed."),
    errors.ChangedMeanwhile: N_(
        "Somebody else changed this in the meantime. Discard what you were doing here, and look at it again."
    ),
}
