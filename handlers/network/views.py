"""What the network looks like. Whatever is shown of an entry here has no name in it: an `Entry` has none."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.config import Council
from council.network import Entry, Field, Introduction, IntroductionState
from council.people import Person
from handlers.common.names import called, group_list, language_name
from handlers.common.places import country
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import View, button, titled
from handlers.network.presses import Answer, AskFor, Network, Step, TakeBack

MOST_SHOWN = 8
"""How many entries fit a message."""

FIELDS: Mapping[Field, str] = {
    Field.CHILDREN: N_("Child protection"), Field.EDUCATION: N_("Education"), Field.HEALTH: N_("Health"),
    Field.PSYCHOSOCIAL: N_("Psychosocial support"), Field.SOCIAL: N_("Social work"),
    Field.LIVELIHOODS: N_("Work and livelihoods"), Field.LAW: N_("Law and justice"),
    Field.PRISONS: N_("Prisons and probation"), Field.SECURITY: N_("Security and police"),
    Field.RELIGION: N_("Religious affairs"), Field.MEDIA: N_("Media and narratives"), Field.RESEARCH: N_("Research"),
    Field.CIVIL: N_("Civil society"), Field.COOPERATION: N_("International cooperation"),
}  # fmt: skip
"""What fields of work are called."""


def home(own: Entry | None, others: int, waiting: Sequence[Introduction], council: Council, t: Texts) -> View:
    """The network's page: whether one is in it, and what one can do."""
    told: list[Markup | str] = [
        t("Members who agree can be found by other members: by country, field of work and language, without names. Names and "
          "contact details are passed on only when both have said yes."),
        "",
    ]  # fmt: skip
    if own is None:
        told += [
            t("You are not in it: nobody can find you."),
            t("The secretariat's log shows that you joined or left, and that introductions took place."),
        ]
        rows = [[button(t("Agree to be found"), Network(Step.JOIN))]]
    else:
        told += [t("Others see you as:"), *described(own, council, t)]
        rows = [[button(t("Change"), Network(Step.JOIN)), button(t("Leave the network"), Network(Step.LEAVE))]]
    told += ["", t.plural("{n} other member can be found.", "{n} other members can be found.", others)]
    if others:
        rows.append([button(t("Search"), Network(Step.SEARCH))])
    if waiting:
        n = len(waiting)
        told += [t.plural("{n} request of yours waits for an answer.", "{n} requests of yours wait for an answer.", n)]
    rows += [[button(t("Take request {n} back", n=at), TakeBack(one.id))] for at, one in enumerate(waiting, start=1)]
    return titled(t("The network"), *told, rows=rows, protect=True)


def described(entry: Entry, council: Council, t: Texts) -> list[Markup]:
    """What others see of somebody: never the name."""
    place = country(entry.country, t) or t("country not given")
    fields = ", ".join(plain(t(FIELDS[field])) for field in entry.fields)
    languages = ", ".join(language_name(code, t) for code in entry.languages)
    told = [t("{country}: {fields}", country=place, fields=fields), t("Speaks: {languages}", languages=languages)]
    if entry.groups:
        told.append(t("In: {groups}", groups=group_list(council, entry.groups, t)))
    return told


def preview(entry: Entry, council: Council, t: Texts) -> View:
    rules = t("Your name is not shown. Anyone who wants to be introduced to you asks, and you say yes or no each time. You can "
              "leave at any time with one press.")  # fmt: skip
    return titled(t("This is what others will see of you"), *described(entry, council, t), "", rules)


def found(entries: Sequence[Entry], council: Council, t: Texts) -> View:
    again = [button(t("Search again"), Network(Step.SEARCH))]
    if not entries:
        return titled(t("Nobody found"), t("Use fewer conditions, or try again later."), rows=[again])
    told: list[Markup | str] = []
    rows = []
    for at, entry in enumerate(entries[:MOST_SHOWN], start=1):
        first, *others = described(entry, council, t)
        told += ["", Markup("{}. {}").format(at, first), *others]
        rows.append([button(t("Ask to be introduced to {n}", n=at), AskFor(entry.id))])
    if len(entries) > MOST_SHOWN:
        told += ["", t("and {n} more: narrow the search", n=len(entries) - MOST_SHOWN)]
    title = t.plural("{n} member found", "{n} members found", len(entries))
    return titled(title, *told, rows=[*rows, again], protect=True)


def _quoted(note: str) -> Markup | None:
    return Markup("<blockquote>{}</blockquote>").format(note) if note else None


def ask_preview(own: Entry, note: str, council: Council, t: Texts) -> View:
    """What the one who is asked will see."""
    then = t("If they say yes, you will both be told each other's name and contact details.")
    title = t("They will see this, without your name")
    return titled(title, *described(own, council, t), _quoted(note), "", then)


def asked(t: Texts) -> View:
    then = t("You will be told as soon as they answer. Until then no names are passed on.")
    return titled(t("Your request was sent"), then)


def request(one: Introduction, asker: Entry | None, council: Council, t: Texts) -> View:
    """Somebody asks: to the one who is asked. The asker is None when they are in the network no more."""
    title = t("Somebody would like to be introduced to you")
    if one.state is IntroductionState.OPEN and asker is not None:
        then = t("If you say yes, you will both be told each other's name and contact details. If you say no, they will not be "
                 "told who you are.")  # fmt: skip
        ways = [button(t("Yes, introduce us"), Answer(one.id, 1)), button(t("No"), Answer(one.id, 0))]
        return titled(title, *described(asker, council, t), _quoted(one.note), "", then, rows=[ways], protect=True)
    ends = {
        IntroductionState.AGREED: t("✓ You agreed."),
        IntroductionState.DECLINED: t("✗ You declined. They were not told who you are."),
    }
    return titled(title, ends.get(one.state, t("This request is no longer open.")))


def introduced(other: Person, t: Texts) -> View:
    """Both have said yes: who the other is, and how to reach them."""
    told = [
        (t("Name"), called(other, t)),
        (t("Organisation"), other.organisation),
        (t("Country"), country(other.country, t)),
        (t("E-mail"), other.email),
    ]
    return titled(
        t("You are introduced"),
        t("You have both said yes. The other person was sent the same about you."),
        *(t("{field}: {value}", field=label, value=value) for label, value in told if value),
        Markup('<a href="tg://user?id={}">{}</a>').format(other.telegram_id, t("write to them in Telegram")),
        protect=True,
    )


def declined(t: Texts) -> View:
    """To the one who asked: not who it was."""
    told = t("The person you asked has declined. No names were passed on.")
    return titled(t("No introduction this time"), told)


def left(t: Texts) -> View:
    told = t("Nobody can find you any more. Unanswered requests are cancelled.")
    back = button(t("Agree to be found again"), Network(Step.JOIN))
    return titled(t("You have left the network"), told, rows=[[back]])


def taken_back(t: Texts) -> View:
    return titled(t("Taken back"), t("No names were passed on. The network: /network"))


def joined(t: Texts) -> View:
    ways = [button(t("Search"), Network(Step.SEARCH)), button(t("Leave the network"), Network(Step.LEAVE))]
    return titled(t("You can be found"), t("Change it or leave at any time: /network"), rows=[ways])
