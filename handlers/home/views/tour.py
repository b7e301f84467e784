"""The tour of the rehearsal: steps to try, beside the chats."""

from collections.abc import Sequence

from handlers.common.texts import N_

CLOCK_MOVED = "the clock was moved"
"""What the sandbox takes for that (`sandbox.control_acts`)."""

TOUR: Sequence[tuple[str, str, Sequence[str]]] = (
    (N_("You are the secretariat"), N_("Open the person “Secretariat” and send /home. Everything starts from there."),
     ["/home"]),
    (N_("Invite someone"), N_("Send /invite, tick group B, make the link. Copy it, open the person “Stranger”, and send it."),
     ["You have joined:"]),
    (N_("Set a meeting"), N_("Send /meeting and answer the questions. Its members get a card, each in their own time zone."),
     ["Published. {told}"]),
    (N_("Let time pass"),
     N_("Press “next reminder” on top, as often as there is one. The reminders arrive with the agenda, each once."),
     [CLOCK_MOVED]),
    (N_("Ask for consensus"), N_("Send /recommend. Take positions as experts of the group, object as one of them."),
     ["Recorded: {position}"]),
    (N_("Let the deadline come"),
     N_("Press “next deadline”, while there is one. Everyone is told the outcome, and the rule that gave it."),
     ["Closed {when}"]),
    (N_("Announce"), N_("Send /announce, choose an audience, see how many it reaches, send it, watch the report."),
     ["The message below shows its progress."]),
    (N_("Follow the news"), N_("As “Subscriber”, send /subscribe: three presses. Then post in the channel, with #B or without."),
     ["You get the news"]),
    (N_("Try to break it"), N_("Type nonsense, press old buttons, send the secretariat's commands as an expert."),
     ["I did not understand this.", "This button no longer works. Nothing was changed."]),
)  # fmt: skip
"""Steps to try: title, what to do, and the messages of the bot that show that it was done."""
