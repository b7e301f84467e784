"""A record's rule, outcome, ground and positions in words. A record outlives the program: what it does not know, it quotes."""

from collections.abc import Mapping
from datetime import date, datetime

from markupsafe import Markup

from council.config import Council
from council.openness import Openness
from council.opinions import Opinion
from council.people import Role
from council.recommendations import Stage
from council.records import ChangeKind, Record
from council.rules import OFFERED, Choice, Rule
from handlers.common import decision_words
from handlers.common.dates import full_day
from handlers.common.texts import N_, Texts, plain
from storage.records import Kept, Listed

SHORT_HASH = 12
"""How many characters of a hash tell records apart at a glance."""


def position(choice: str, rule: str, t: Texts) -> str:
    """A position as a heading or in a column."""
    return plain(decision_words.heading(choice, t, rule)) if choice in decision_words.LABELS else choice


def within(choice: str, rule: str, t: Texts) -> str:
    """A position within a line."""
    return plain(decision_words.position_name(choice, t, rule)) if choice in decision_words.LABELS else choice


_LEFT: Mapping[ChangeKind, str] = {
    ChangeKind.STRUCK: N_("not counted: the role ended"),
    ChangeKind.RECUSED: N_("not counted: declared an interest"),
}


def took(record: Record, who: str, t: Texts) -> tuple[str, datetime | None]:
    """The position that somebody of the electorate had in the end, and when it was taken (UTC; None where they had none)."""
    left = next((one.kind for one in record.changes if one.who == who and one.kind in _LEFT), None)
    if left is not None:
        return plain(t(_LEFT[left])), None
    stand = next((stand for stand in record.stands if stand.who == who), None)
    if stand is None:
        return "" if record.openness is Openness.DETACHED else plain(t("no response")), None
    told = position(stand.choice, record.rule, t)
    if stand.how:
        told = plain(t("{position}, {way}", position=told, way=way(stand.how, t)))
    return told, stand.taken_at


def letter(choice: str, t: Texts) -> str:
    """A position's letter in a picture, where colours alone would not do."""
    letters = {
        "support": t.within("letter of a position", "S"),
        "reservations": t.within("letter of a position", "R"),
        "aside": t.within("letter of a position", "A"),
        "object": t.within("letter of a position", "O"),
        "amend": t.within("letter of a position", "P"),
    }
    return plain(letters[choice])


def way(code: str, t: Texts) -> str:
    """How a position came that was not taken in the bot."""
    return plain(t(decision_words.WAYS[code])) if code in decision_words.WAYS else code


def outcome(record: Record, t: Texts) -> str:
    """How it ended, within a line."""
    if record.outcome in decision_words.OTHERWISE:
        return plain(t(decision_words.OTHERWISE[record.outcome]))
    if record.outcome != "adopted":
        return record.outcome
    if record.rule not in decision_words.ADOPTED:
        return plain(t("Adopted"))
    return plain(t(decision_words.ADOPTED[record.rule], n=record.setting("dissent")))


def whose_outcome(record: Record, t: Texts) -> str:
    """The same, with the Committee's name where a group has decided on it before."""
    told = outcome(record, t)
    return plain(t("Executive Committee: {outcome}", outcome=told)) if record.in_committee else told


_GROUNDS: Mapping[str, str] = {
    "consensus": N_("Nobody objected; there was a quorum and enough support."),
    "unanimity": N_("{active} of {all} supported it; all were needed."),
    "consent": N_("Nobody saw harm in it."),
    "declared": N_("{who}: declared so; the reasons are below."),
    "silence": N_("Nobody broke the silence: {explicit} in explicit support, {silent} silent."),
    "broken": N_("The silence was broken."),
}


def speaker(record: Record, t: Texts) -> str:
    """In which role the chair's word was given."""
    role = Role.SECRETARIAT if record.setting("spoken by") == "secretariat" else Role.CHAIR
    return plain(decision_words.speaker(role, t))


def opinion_by(opinion: Opinion, t: Texts) -> str:
    """Whose a minority opinion is, as far as it is shown."""
    if opinion.name is None:
        return plain(t("former member"))
    return opinion.name or plain(t("a member"))


def left_to(record: Record, t: Texts) -> str:
    """To whom a chair who wrote the text has left it to declare the outcome."""
    return plain(t("the secretariat") if record.setting("left to") == Role.SECRETARIAT.value else t("another chair"))


def grounds(record: Record, t: Texts) -> list[str]:
    """What its group had decided, and why it ended so, a sentence each."""
    count = record.counts
    told: list[Markup] = []
    if record.in_committee:
        told.append(t("Group {group} had adopted this text.", group=record.origin))
    if record.ground == "quorum":
        told.append(t("The quorum was not met: {answered} answered, {needed} were needed. No decision is not a rejection.",
                      answered=count.answered, needed=record.quorum_needed))  # fmt: skip
    if record.ground == "floor":
        told.append(t("Too few supported it: {active} did, {needed} were needed.",
                      active=count.active, needed=record.floor_needed))  # fmt: skip
    if count.objections:
        told.append(t.plural("{n} objection stood.", "{n} objections stood.", count.objections))
    if count.amendments:
        told.append(t.plural("{n} amendment was proposed.", "{n} amendments were proposed.", count.amendments))
    if record.ground in _GROUNDS:
        values = {"active": count.active, "all": count.electorate, "explicit": count.support, "silent": count.silent}
        told.append(t(_GROUNDS[record.ground], who=speaker(record, t), **values))
    return [plain(line) for line in told]


_RULES: Mapping[str, str] = {
    "consensus minus": N_("Adopted if at most {dissent} object, {quorum} of {all} answer and {floor} support."),
    "consent": N_("Adopted if nobody objects and {quorum} of {all} answer; reviewed on {day}."),
    "rough consensus": N_("Adopted if {quorum} of {all} answer and the chair declares it, once every objection is withdrawn or "
                          "answered in writing."),
    "silence": N_("Adopted unless somebody objects or proposes an amendment before the deadline; silence is consent."),
}  # fmt: skip


def rule(record: Record, t: Texts) -> str:
    """The rule in one sentence, with this round's numbers."""
    quorum, floor, all_ = record.quorum_needed, record.floor_needed, record.counts.electorate
    if record.rule in _RULES:
        dissent, review = record.setting("dissent"), record.setting("review")
        day = full_day(date.fromisoformat(review), t) if review else "?"
        return plain(t(_RULES[record.rule], dissent=dissent, quorum=quorum, all=all_, floor=floor, day=day))
    if record.rule == "unanimity":
        return plain(t.plural("Adopted if the one who is asked supports it.",
                               "Adopted if all {n} support it, with or without reservations.", all_))  # fmt: skip
    return plain(t.plural("Adopted if nobody objects, {n} of {all} answers and {floor} supports.",
                           "Adopted if nobody objects, {n} of {all} answer and {floor} support.",
                           quorum, all=all_, floor=floor))  # fmt: skip


OPENNESSES: Mapping[Openness, str] = {
    Openness.NAMED: N_("Named: the group's members see names and positions after closing"),
    Openness.CONFIDENTIAL: N_("Confidential: only the secretariat sees names; members see numbers and reasons"),
    Openness.DETACHED: N_("Detached: who voted and how many chose what are kept apart; nobody sees who chose what"),
}
"""What was seen of the positions, and by whom."""


def counted(record: Record) -> list[tuple[str, int]]:
    """How many chose what, of the choices that the rule offers; of others only where somebody did."""
    count = record.counts
    numbers = {
        Choice.SUPPORT: count.support,
        Choice.RESERVATIONS: count.reservations,
        Choice.ASIDE: count.aside,
        Choice.OBJECT: count.objections,
        Choice.AMEND: count.amendments,
    }
    known = next((rule for rule in Rule if rule.value == record.rule), None)
    offered = OFFERED[known] if known is not None else tuple(numbers)
    return [(choice.value, n) for choice, n in numbers.items() if n or choice in offered]


def support_needed(record: Record) -> int | None:
    """How many must have supported it; None under the rules that ask for no such number."""
    if record.rule == "unanimity":
        return record.counts.electorate
    return record.floor_needed if record.rule in {"full consensus", "consensus minus"} else None


def body(group: str, committee: str, t: Texts) -> str:
    """Whose round it was."""
    return plain(t("Executive Committee") if group == committee else t("Group {group}", group=group))


_STANDS: Mapping[Stage, str] = {
    Stage.ADOPTED: N_("Adopted by the Executive Committee"),
    Stage.OUTCOME: N_("Adopted by group {group}, not yet considered by the Executive Committee"),
    Stage.FORWARDED: N_("Adopted by group {group}, under consideration by the Executive Committee"),
    Stage.RETURNED: N_("Returned to group {group} by the Executive Committee, not adopted"),
    Stage.DECLINED: N_("Declined by the Executive Committee"),
    Stage.WITHDRAWN: N_("Withdrawn from consideration"),
    Stage.ENDED: N_("No longer in force"),
}


def stands(last: Listed, council: Council, t: Texts) -> str:
    """Where a recommendation stands in the end, for readers outside. `last`: the last record of it. What a group
    adopts is its own word until the Committee has spoken; the Committee's own needs no more."""
    committee, record, group = council.committee, last.record, last.origin
    if last.stage is Stage.OUTCOME and record.group == group:
        own = t("Group {group}", group=group)
        if record.outcome == "not adopted":
            return plain(t("{body}: not adopted", body=own))
        if record.outcome != "adopted":
            return plain(t("{body}: no decision", body=own))
        if committee in {"", group}:
            return plain(t("Adopted by group {group}", group=group))
    if last.stage not in _STANDS:
        return plain(t("Under discussion in group {group}", group=group))
    return plain(t(_STANDS[last.stage], group=group))


def quorum_line(record: Record, t: Texts) -> str:
    """The quorum in numbers."""
    count = record.counts
    if record.rule == "silence":
        return plain(t("{support} in explicit support, {silent} silent, {objections} object, {amendments} propose an amendment",
                       support=count.support, silent=count.silent, objections=count.objections,
                       amendments=count.amendments))  # fmt: skip
    return plain(t("{answered} of {all} answered; the quorum is {quorum} ({percent} %)", answered=count.answered,
                   all=count.electorate, quorum=record.quorum_needed, percent=record.quorum))  # fmt: skip


def named(kept: Kept, who: str, t: Texts) -> str:
    """Who stands behind a mark: "former member" for those who were forgotten."""
    name = kept.names.get(who)
    return plain(t("former member")) if name is None else name or plain(t("somebody"))
