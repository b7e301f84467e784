"""A record's rule, outcome, ground and positions in words. A record outlives the program: what it does not know, it quotes."""

from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from council.config import Council
from council.openness import Openness
from council.recommendations import Stage
from council.records import Record
from council.rules import OFFERED, Choice, Rule
from handlers.common.texts import Texts, plain
from storage.records import Listed

SHORT_HASH = 12
"""How many characters of a hash tell records apart at a glance."""


def position(choice: str, rule: str, t: Texts) -> str:
    """A position as a heading or in a column."""
    if rule == "consent" and choice == "reservations":
        return plain(t("Concern"))
    names = {
        "support": t("Support"),
        "reservations": t("With reservations"),
        "aside": t("Stand aside"),
        "object": t("Object"),
        "amend": t("Propose an amendment"),
    }
    return plain(names.get(choice, Markup(choice)))  # noqa: S704 - a word of ours


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
    names = {"letter": t("by letter"), "phone": t("by telephone"), "meeting": t("at the meeting")}
    return plain(names.get(code, Markup(code)))  # noqa: S704 - a word of ours


def outcome(record: Record, t: Texts) -> str:
    """How it ended."""
    if record.outcome == "adopted":
        by_rule = {
            "full consensus": t("Adopted by full consensus"),
            "unanimity": t("Adopted unanimously"),
            "consensus minus": t("Adopted by consensus minus {n}", n=record.setting("dissent")),
            "consent": t("Adopted by consent"),
            "rough consensus": t("Adopted by rough consensus"),
            "silence": t("Adopted by silence"),
        }
        return plain(by_rule.get(record.rule, t("Adopted")))
    ends = {"not adopted": t("Not adopted"), "no decision": t("No decision")}
    return plain(ends.get(record.outcome, Markup(record.outcome)))  # noqa: S704 - a word of ours


def grounds(record: Record, t: Texts) -> list[str]:
    """Why it ended so, a sentence each."""
    count = record.counts
    told: list[Markup] = []
    if record.ground == "quorum":
        told.append(
            t("The quorum was not met: {answered} answered, {needed} were needed. No decision is not a rejection.",
              answered=count.answered, needed=record.quorum_needed)
        )  # fmt: skip
    if record.ground == "floor":
        told.append(
            t("Too few supported it: {active} did, {needed} were needed.",
              active=count.active, needed=record.floor_needed)
        )  # fmt: skip
    if count.objections:
        told.append(t.plural("{n} objection stood.", "{n} objections stood.", count.objections))
    if count.amendments:
        told.append(t.plural("{n} amendment was proposed.", "{n} amendments were proposed.", count.amendments))
    others = {
        "consensus": t("Nobody objected; quorum and support were there."),
        "unanimity": t("{active} of {all} supported it; all were needed.", active=count.active, all=count.electorate),
        "consent": t("Nobody saw harm in it."),
        "declared": t("The chair declared it; the reasons are below."),
        "silence": t("Nobody broke the silence: {explicit} said yes, {silent} were silent.",
                     explicit=count.support, silent=count.silent),
        "broken": t("The silence was broken."),
    }  # fmt: skip
    if record.ground in others:
        told.append(others[record.ground])
    return [plain(line) for line in told]


def rule(record: Record, t: Texts) -> str:
    """The rule in one sentence, with this round's numbers."""
    quorum, all_ = record.quorum_needed, record.counts.electorate
    if record.rule == "unanimity":
        return plain(t.plural("Adopted if the one who is asked supports it.",
                               "Adopted if all {n} support it, with or without reservations.", all_))  # fmt: skip
    if record.rule == "consensus minus":
        dissent = record.setting("dissent")
        return plain(t("Adopted if at most {dissent} object, {quorum} of {all} answer and {floor} support.",
                        dissent=dissent, quorum=quorum, all=all_, floor=record.floor_needed))  # fmt: skip
    if record.rule == "consent":
        return plain(t("Adopted if nobody objects and {quorum} of {all} answer; looked at again on {day}.",
                        quorum=quorum, all=all_, day=_day(record.setting("review"), t)))  # fmt: skip
    if record.rule == "rough consensus":
        return plain(t("Adopted if {quorum} of {all} answer and the chair declares it, once every objection is "
                        "withdrawn or answered in writing.", quorum=quorum, all=all_))  # fmt: skip
    if record.rule == "silence":
        return plain(
            t("Adopted unless somebody objects or proposes an amendment before the deadline; silence is consent.")
        )
    return plain(t.plural("Adopted if nobody objects, {n} of {all} answers and {floor} supports.",
                           "Adopted if nobody objects, {n} of {all} answer and {floor} support.",
                           quorum, all=all_, floor=record.floor_needed))  # fmt: skip


def _day(written: str, t: Texts) -> str:
    return format_date(date.fromisoformat(written), "d MMMM y", locale=t.locale) if written else "?"


def openness(record: Record, t: Texts) -> str:
    """What was seen of the positions, and by whom."""
    names = {
        Openness.NAMED: t("Named: the group's members see names and positions after closing"),
        Openness.CONFIDENTIAL: t("Confidential: only the secretariat sees names; members see numbers and reasons"),
        Openness.DETACHED: t("Detached: who voted and how many chose what are kept apart; nobody sees who chose what"),
    }
    return plain(names[record.openness])


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


def stands(last: Listed, council: Council, t: Texts) -> str:
    """Where a recommendation stands in the end, for readers outside: what a group adopts is its own word until the
    Committee has spoken. `last`: the last record of it."""
    committee, record, stage = council.committee, last.record, last.stage
    own = t("Group {group}", group=last.origin)
    if stage is Stage.OUTCOME and record.group == last.origin:
        return plain(_outcome_of_group(record, own, awaited=committee not in {"", last.origin}, t=t))
    told = {
        Stage.ADOPTED: t("Adopted by the Executive Committee"),
        Stage.OUTCOME: t("Adopted by group {group}, not yet considered by the Executive Committee", group=last.origin),
        Stage.FORWARDED: t("Adopted by group {group}, before the Executive Committee", group=last.origin),
        Stage.RETURNED: t("Returned to group {group} by the Executive Committee, not adopted", group=last.origin),
        Stage.DECLINED: t("Declined by the Executive Committee"),
        Stage.WITHDRAWN: t("Withdrawn"),
    }
    return plain(told.get(stage, t("Under discussion in group {group}", group=last.origin)))


def _outcome_of_group(record: Record, own: Markup, *, awaited: bool, t: Texts) -> Markup:
    if record.outcome == "not adopted":
        return t("{body}: not adopted", body=own)
    if record.outcome != "adopted":
        return t("{body}: no decision", body=own)
    if not awaited:
        return t("Adopted by group {group}", group=record.group)
    return t("Adopted by group {group}, not yet considered by the Executive Committee", group=record.group)


def quorum_line(record: Record, t: Texts) -> str:
    """The quorum in numbers."""
    count = record.counts
    if record.rule == "silence":
        return plain(
            t("{support} explicit, {silent} silent, {objections} object, {amendments} propose an amendment",
              support=count.support, silent=count.silent, objections=count.objections, amendments=count.amendments)
        )  # fmt: skip
    return plain(
        t("{answered} of {all} answered; the quorum is {quorum} ({percent} %)",
          answered=count.answered, all=count.electorate, quorum=record.quorum_needed, percent=record.quorum)
    )  # fmt: skip
