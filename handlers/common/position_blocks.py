"""Who took which position, as blocks of a text to read."""

from collections.abc import Sequence

from markupsafe import Markup

from council.rounds import Elector, Position
from council.rules import OFFERED, Choice, Rule
from council.text_rules import beginning
from handlers.common import decision_words as words
from handlers.common.names import called
from handlers.common.rich import Details, Flat, Paragraph, Table
from handlers.common.text_layout import name_list
from handlers.common.texts import Texts
from handlers.common.view import lines


def positions(head: Markup, rule: Rule, electors: Sequence[Elector], t: Texts) -> Details:
    """Everyone of the electorate and their position, folded below this head; only for those who may see names
    (`council.openness`)."""
    rows: list[tuple[str, Markup]] = []
    for choice in (*OFFERED[rule], None):
        told = words.heading(choice, t, rule) if choice else t("No response")
        rows += [(called(one.person, t), _taken(told, one.position, t)) for one in electors if one.counts and _is(one, choice)]
    struck = struck_line(electors, t)
    inside: list[Flat] = [Table((t("Name"), t("Position")), rows), *([Paragraph(struck)] if struck else [])]
    return Details(head, inside)


def _is(one: Elector, choice: Choice | None) -> bool:
    return (one.position.choice if one.position else None) is choice


def _taken(told: Markup, position: Position | None, t: Texts) -> Markup:
    if position is None or position.way is None:
        return told
    return t("{position} ({way})", position=told, way=t(words.WAYS[position.way]))


def struck_line(electors: Sequence[Elector], t: Texts, *, named: bool = True) -> Markup | None:
    """Whose role ended meanwhile; where no names are shown, how many are left."""
    left = [elector for elector in electors if not elector.counts]
    if not left:
        return None
    if not named:
        return t("The number of people asked has changed: it is {n} now.", n=len(electors) - len(left))
    struck = [one.person for one in left if not one.recused]
    told = [t("No longer counted, as their role ended: {names}", names=name_list(struck, t))] if struck else []
    for one in (one for one in left if one.recused):
        name, said = called(one.person, t), beginning(one.interest, 150)
        with_words = t("{name} declared an interest and takes no part: {words}", name=name, words=said)
        told.append(with_words if said else t("{name} declared an interest and takes no part.", name=name))
    return lines(*told)
