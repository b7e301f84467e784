"""Communiqués: the first text about what the council did, as everyone may know it, and what can be done with it."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.communiques import PublicDecision, PublicMeeting
from council.config import Council
from council.text_rules import cut, length
from handlers.common.dates import day
from handlers.common.names import group_label, group_list, language_name
from handlers.common.texts import N_, Texts
from handlers.common.view import Style, View, bold, button, in_rows, lines, titled
from handlers.communiques.presses import DropDraft, Publish, Reword
from storage.channels import Channel
from storage.communiques import Communique, CommuniqueState
from storage.outbox import State

TEXT_LIMIT = 3000
"""How much of a recommendation's text stands in a message; the rest is in its document."""


def of_decision(found: PublicDecision, council: Council, t: Texts) -> str:
    """An adopted recommendation, as Telegram's HTML."""
    text = found.text if length(found.text) <= TEXT_LIMIT else cut(found.text, TEXT_LIMIT - 1).rstrip() + "…"
    on = day(found.closed_at, council.zone, t)
    told = lines(
        bold(t("Adopted: recommendation {number}", number=found.number)), bold(found.title), "", text, "",
        found.link or None, group_label(council, found.group, t),
        t("Adopted on {day}. SHA-256 of the record: {hash}", day=on, hash=found.hash), f"#{found.group}",
    )  # fmt: skip
    return str(told)


def of_meeting(found: PublicMeeting, council: Council, t: Texts) -> str:
    """A meeting that was held, as Telegram's HTML."""
    head = bold(t("Meeting of {groups}", groups=group_list(council, found.groups, t)))
    held = t("Held on {day}.", day=day(found.starts_at, found.zone, t))
    return str(lines(head, found.title, held, " ".join(f"#{code}" for code in found.groups)))


Became = tuple[Channel, str, State | None]
"""A channel, the language of what is said there, and what became of it there (None: not sent yet)."""

HEADS: Mapping[CommuniqueState, str] = {
    CommuniqueState.DRAFT: N_("Not posted yet"), CommuniqueState.PUBLISHED: N_("Posted"),
    CommuniqueState.DROPPED: N_("Draft deleted"),
}  # fmt: skip

BECAME: Mapping[State | None, str] = {
    State.UNCERTAIN: N_("not known whether it was posted: please look there"),
    State.DEAD: N_("Telegram refused it: check my rights there, /channel"),
}
"""What became of a text in a channel that has not taken it."""


def communique(found: Communique, channels: Sequence[Became], t: Texts) -> View:
    """Stands under the texts: where they would go, or went."""
    told: list[Markup | str] = []
    for channel, language, state in channels:
        place = t("“{title}”: {language}", title=channel.title, language=language_name(language, t))
        became = Markup(" · {}").format(t(BECAME[state]) if state in BECAME else t("on its way"))
        mark = Markup(" ✓") if state is State.SENT else became
        told.append(place + mark if found.state is CommuniqueState.PUBLISHED else place)
    if found.state is not CommuniqueState.DRAFT:
        return titled(t(HEADS[found.state]), *told)
    told += ["", t("The texts are above as they will look. Followers of the news get them too.")]
    post = button(t.plural("Post in {n} channel", "Post in {n} channels", len(channels)), Publish(found.id), Style.PRIMARY)
    names = {code: language_name(code, t) for code in found.texts}
    reword = [button(t("Reword ({language})", language=name), Reword(found.id, code)) for code, name in names.items()]
    rows = ((post,), *in_rows(reword), (button(t("Delete the draft"), DropDraft(found.id)),))
    return titled(t(HEADS[found.state]), *told, rows=rows)
