"""Parts of what is shown of minutes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.meetings import Meeting
from council.minutes import ActionItem, Correction, Item, Minutes, MinutesState, Way
from council.minutes_document import Label
from council.text_rules import beginning
from handlers.common.dates import full_day, moment
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import bold

WAYS: Mapping[Way, str] = {
    Way.SILENCE: N_("Approved by silence: no correction was open when the time was over"),
    Way.CHAIR: N_("Approved by the chair"),
    Way.FOR_CHAIR: N_("Approved by the secretariat, for the chair"),
}  # fmt: skip

SAID, AGREED, ACTIONS = N_("What was said"), N_("Agreed"), N_("To do")
MEETING, PRESENT, ABSENT, PROOF = N_("Meeting"), N_("Present"), N_("Absent"), N_("How to verify these minutes")
WHAT, WHO, WHEN = N_("What"), N_("Who"), N_("By when")


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may do with minutes: write them, review them, approve them."""

    writes: bool = False
    reviews: bool = False
    approves: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Minutes as they are shown to one reader. `items`: with what the secretariat has not sent yet, for the secretariat; `names`:
    of people, by id; `asked`: how many review them, `agreed`: how many of them agree with this version; `mine`: this reader does;
    `before`: the number of the minutes that these correct."""

    about: Minutes
    meeting: Meeting
    items: tuple[Item, ...]
    names: Mapping[int, str]
    sight: Sight = Sight()
    corrections: tuple[Correction, ...] = ()
    asked: int = 0
    agreed: int = 0
    mine: bool = False
    before: str = ""

    @property
    def open(self) -> int:
        """How many corrections are not decided on."""
        return sum(one.taken is None for one in self.corrections)


def labels(texts: Iterable[Texts]) -> dict[Label, set[str]]:
    """What parts of minutes are called in documents, in these languages."""
    found: dict[Label, set[str]] = {label: set() for label in Label}
    for t in texts:
        found[Label.SAID].add(plain(t(SAID)))
        found[Label.AGREED].add(plain(t(AGREED)))
        found[Label.ACTIONS].add(plain(t(ACTIONS)))
        found[Label.OTHER] |= {plain(t(one)) for one in (MEETING, PRESENT, ABSENT, PROOF)}
    return found


def doer(action: ActionItem, names: Mapping[int, str], t: Texts) -> str:
    """Who is to do something."""
    if action.person is not None:
        return names.get(action.person) or plain(t("former member"))
    return action.who or plain(t("nobody named"))


def action_line(action: ActionItem, names: Mapping[int, str], t: Texts) -> Markup:
    """What; who; by when."""
    return t("{what}; {who}; {when}", what=action.what, who=doer(action, names, t), when=full_day(action.due, t))


def item_lines(place: int, item: Item, names: Mapping[int, str], t: Texts, most: int = 0) -> Iterable[Markup]:
    """An item as lines of a message; of long texts the beginning, if `most` is given."""
    yield bold(t("{nth}. {title}", nth=place, title=item.title))
    for label, text in ((None, item.said), (AGREED, item.agreed)):
        if text:
            told = beginning(text, most) if most else text
            yield t("{label}: {text}", label=t(label), text=told) if label else Markup("{}").format(told)
    for action in item.actions:
        yield t("To do: {what}", what=action_line(action, names, t))


def state_lines(shown: Shown, zone: str, t: Texts, *, hashed: bool = True) -> Sequence[Markup]:
    """How far the minutes are; of approved ones the hash too, if it is wanted here."""
    about = shown.about
    if about.state is MinutesState.APPROVED and about.way is not None and about.approved_at is not None:
        told = [t(WAYS[about.way]), moment(about.approved_at, zone, t)]
        told += [t("Hash: {hash}", hash=about.hash)] if hashed else []
        return [*told, t("They correct {number}.", number=shown.before)] if shown.before else told
    if about.state is MinutesState.DRAFT:
        return [t("A draft: only the secretariat sees it.")]
    told = []
    if about.due_at is not None:
        until = moment(about.due_at, zone, t)
        told.append(t("In review until {when}. Who says nothing until then agrees.", when=until))
    else:
        told.append(t("The time for corrections is over, and not all of them are decided on."))
    if shown.sight.writes or shown.sight.approves:
        told.append(t("Agreed: {n} of {of}. Corrections: {all}, open: {open}", n=shown.agreed, of=shown.asked,
                      all=len(shown.corrections), open=shown.open))  # fmt: skip
    return told


def heading(shown: Shown, named: Markup, t: Texts) -> Markup:
    """What the minutes are called."""
    about = shown.about
    if about.number:
        return t("Minutes {number}: {meeting}", number=about.number, meeting=named)
    if about.version > 1:
        return t("Minutes, version {version}: {meeting}", version=about.version, meeting=named)
    return t("Minutes: {meeting}", meeting=named)
