"""What the log looks like: who did what about whom, and when, in words."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.chain import Head, Heads
from council.clock import zone as zone_of
from council.people import Person
from handlers.audit.presses import Export, FindPerson, Kinds, Log
from handlers.common.audit_details import actor_name, details, thing_name
from handlers.common.audit_phrases import KINDS, About, action_phrase
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.proofs import heads_told
from handlers.common.texts import Texts, plain
from handlers.common.view import View, bold, button, copying, in_rows, lines, titled
from handlers.common.xlsx_writer import Sheet, Value
from storage.audit import GONE, Logged

A_PAGE = 7

People = Mapping[int, Person]


def named(text: str, people: People, t: Texts) -> Markup:
    """A person by name, and anything else as it is called."""
    if text == GONE:
        return t("former member")
    kind, _, id_ = text.partition(":")
    if kind == "person" and id_.isdigit():
        who = people.get(int(id_))
        if who is not None and not who.name and not who.forgotten:
            return t("person without a name, number {id}", id=who.id)
        return Markup("{}").format(called(who, t))
    return thing_name(text, t)


def who_acted(one: Logged, people: People, t: Texts) -> Markup:
    """The person, the operator or the program."""
    return named(one.actor, people, t) if one.actor.startswith("person:") else actor_name(one.actor, t)


def whom(one: Logged, people: People, t: Texts) -> list[Markup]:
    """What or whom the entry is about, as far as that is not the one who acted."""
    told = [one.subject] if one.subject and one.subject != one.actor else []
    told += [value for value in one.detail.values() if isinstance(value, str) and value.startswith("person:")]
    return [named(text, people, t) for text in told]


def entry(one: Logged, people: People, zone: str, t: Texts) -> Markup:
    """An entry, in two lines."""
    head = t("{n}. {when}", n=one.number, when=moment(one.at, zone, t))
    said = t("{who}: {what}", who=who_acted(one, people, t), what=action_phrase(one.action, t))
    more = [*whom(one, people, t), *details(one.detail, zone, t)]
    return lines(head, Markup(" · ").join([bold(said), *more]) if more else bold(said))


def page(logged: Sequence[Logged], people: People, press: Log, head: Head, zone: str, t: Texts) -> View:
    kind = t(KINDS[About(press.about)]) if press.about else t("everything")
    whose = called(people.get(press.person), t) if press.person else t("everybody")
    shown = logged[:A_PAGE]
    told = [entry(one, people, zone, t) for one in shown] or [t("No entries.")]
    ways = []
    if len(logged) > A_PAGE:
        ways.append(button(t("Earlier"), Log(press.about, press.person, shown[-1].number)))
    if press.before:
        ways.append(button(t("Latest"), Log(press.about, press.person, 0)))
    choices = [button(t("About what"), Kinds(press.person)), button(t("About whom"), FindPerson(press.about))]
    if press.about or press.person:
        choices.append(button(t("Everything"), Log("", 0, 0)))
    file = button(t("As a file"), Export(press.about, press.person))
    seal = t("Head: <code>{head}</code>", head=f"{head.number}:{head.hash[:12]}…")
    of = t("{kind} · {whose}", kind=kind, whose=whose)
    return titled(
        t("Activity log"),
        of,
        "",
        *told,
        "",
        seal,
        rows=[ways, choices, [file, *copying(t("Copy the head"), str(head))]],
        protect=True,
    )


def kinds(press: Kinds, t: Texts) -> View:
    offered = [button(t(KINDS[kind]), Log(kind.value, press.person, 0)) for kind in About]
    everything = button(t("Everything"), Log("", press.person, 0))
    return titled(t("Activity log"), t("About what?"), rows=[*in_rows(offered), [everything]])


def people_found(found: Sequence[Person], about: str, t: Texts) -> View:
    if not found:
        told = t("Nobody with this name is in the log. People whose data was erased are not in it either.")
        ways = [button(t("Search again"), FindPerson(about)), button(t("Everybody"), Log(about, 0, 0))]
        return titled(t("Nobody found"), told, rows=[ways])
    labels = {person.id: ", ".join(filter(None, (called(person, t), person.organisation))) for person in found}
    rows = [[button(label, Log(about, id_, 0))] for id_, label in labels.items()]
    return titled(t("Activity log"), t("About whom?"), rows=rows)


def exported(n: int, most: int, t: Texts) -> View:
    """Under the file."""
    left = t("These are the latest {n}.", n=most) if n >= most else None
    return titled(t("Activity log"), t.plural("{n} entry", "{n} entries", n), left, protect=True)


def head(heads: Heads, t: Texts) -> View:
    please = t("Please do not delete this message, or keep a copy: if the log or the records up to this point are changed, they "
               "will no longer match it.")  # fmt: skip
    return titled(t("This week's seal of the log"), *heads_told(heads, t), "", please, silent=True)


def worksheet(logged: Sequence[Logged], people: People, zone: str, t: Texts) -> Sheet:
    """A row for each entry, newest first; times in this zone."""
    rows: list[list[Value]] = []
    for one in logged:
        when = one.at.astimezone(zone_of(zone)).replace(tzinfo=None, microsecond=0)
        who, what = plain(who_acted(one, people, t)), plain(action_phrase(one.action, t))
        about = "; ".join(plain(name) for name in whom(one, people, t))
        more = "; ".join(plain(line) for line in details(one.detail, zone, t))
        rows.append([one.number, when, who, what, about, more, one.hash])
    heads = [
        t("Number"), t("When ({zone})", zone=zone), t("Who"), t("What"), t("About"), t("Details"), t("SHA-256"),
    ]  # fmt: skip
    return Sheet(plain(t("Activity log")), [plain(head) for head in heads], rows, (8, 20, 30, 40, 30, 50, 66))
