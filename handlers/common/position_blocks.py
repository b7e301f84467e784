"""Who took which position, as far as names may be shown (`council.openness`): as blocks of a text to read, and in lines."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from council.rounds import Elector, Position
from council.rules import OFFERED, Rule
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
    rows = [
        (called(one.person, t), _taken(told, one.position, t)) for told, found in by_position(rule, electors, t) for one in found
    ]
    struck = struck_line(electors, t)
    inside: list[Flat] = [Table((t("Name"), t("Position")), rows), *([Paragraph(struck)] if struck else [])]
    return Details(head, inside)


def by_position(rule: Rule, electors: Sequence[Elector], t: Texts) -> Iterable[tuple[Markup, Sequence[Elector]]]:
    """The name of each position that somebody has taken, and who has, of those who count; in the end those who said nothing."""
    for choice in (*OFFERED[rule], None):
        found = [one for one in electors if one.counts and (one.position.choice if one.position else None) is choice]
        if found:
            yield words.heading(choice, t, rule) if choice else t("No response"), found


def _taken(told: Markup, position: Position | None, t: Texts) -> Markup:
    if position is None or position.way is None:
        return told
    return t("{position} ({way})", position=told, way=t(words.WAYS[position.way]))


def struck_line(electors: Sequence[Elector], t: Texts, *, named: bool = True) -> Markup | None:
    """Who no longer counts: their role ended, or they declared an interest. Where no names are shown, only how many are still
    asked."""
    struck = [elector for elector in electors if not elector.counts]
    if not struck:
        return None
    if not named:
        return t("The number of people asked has changed: it is {n} now.", n=len(electors) - len(struck))
    ended = [one.person for one in struck if not one.recused]
    told = [t("No longer counted, as their role ended: {names}", names=name_list(ended, t))] if ended else []
    for one in (one for one in struck if one.recused):
        name, said = called(one.person, t), beginning(one.interest, 150)
        with_words = t("{name} declared an interest and takes no part: {words}", name=name, words=said)
        told.append(with_words if said else t("{name} declared an interest and takes no part.", name=name))
    return lines(*told)
