"""What is said to whoever hands in a minority opinion."""

from markupsafe import Markup

from council.rounds import Round
from handlers.common.dates import moment
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import View, button, lines, titled
from handlers.rounds.views.words import about_round


def asked(number: str, t: Texts, *, named: bool) -> Markup:
    """What is asked for, and who will see whose it is."""
    told = t("Write your opinion on {number}, at most 4000 characters. You will see it once more before it is handed in.",
             number=number)  # fmt: skip
    return lines(told, _under(t, named=named))


def _under(t: Texts, *, named: bool) -> Markup:
    if named:
        return t("It will stand under your name beside the result; the Executive Committee gets it without names.")
    return t("It will stand beside the result as the opinion of “a member”; only the secretariat sees whose it is.")


def typed(text: str) -> View:
    """The opinion as it was typed."""
    return View(lines(text), protect=True)


def preview(number: str, t: Texts, *, named: bool) -> View:
    """Below the opinion as it was typed."""
    return titled(t("Your minority opinion on {number}", number=number), _under(t, named=named))


def sealed(round_: Round, opinions: int, t: Texts) -> View:
    """To those who may read them: so many opinions stand with the record from now on."""
    head = t.plural("{number}: a minority opinion is sealed with the record", "{number}: {n} minority opinions are sealed with "
                    "the record", opinions, number=round_.number)  # fmt: skip
    return about_round(round_, head, t, ways=[button(t("Record"), Open(Thing.RECORD, round_.id))])


def handed_in(round_: Round, zone: str, t: Texts) -> View:
    """To the one who did."""
    until = moment(round_.opinions_until or round_.deadline, zone, t)
    told = t("You can replace it until {when}. Then it is sealed among the records.", when=until)
    ways = [button(t("Record"), Open(Thing.RECORD, round_.id))]
    return about_round(round_, t("{number}: your opinion is handed in", number=round_.number), t, told, ways=ways)
