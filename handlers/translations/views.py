"""What remarks and corrected texts look like."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.people import Person
from council.text_rules import bare, beginning
from council.translations import Forms, Remark
from handlers.common.names import called, capital, language_name
from handlers.common.texts import Texts
from handlers.common.view import Button, View, button, in_rows, offered, titled
from handlers.translations.presses import Corrected, CorrectIt, LeaveIt, TakeBack

MOST_OF_A_FORM, MOST_OF_A_LINE, PAGE = 400, 60, 6
"""How much of a text is shown, of each of its forms; how much in a list; and how many corrected texts are on a page."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of this bot: in English, and as it is said in a language now."""

    language: str
    source: Forms
    now: Forms


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """A remark, whose it is (None: they were forgotten), and its text (None: there is no such text any more)."""

    remark: Remark
    who: Person | None
    text: Text | None


def written(forms: Forms) -> Markup:
    """A text as the catalog has it, with its placeholders and tags, to be copied by a touch; each plural form on a line."""
    return Markup("\n").join(Markup("<code>{}</code>").format(beginning(form, MOST_OF_A_FORM)) for form in forms)


def line(forms: Forms) -> str:
    """The beginning of a text, for a list or a button."""
    return beginning(" ".join(bare(forms[0]).split()), MOST_OF_A_LINE)


def about(text: Text, t: Texts) -> list[Markup]:
    """A text in English and in its language."""
    told = [t("In English:"), written(text.source)]
    if tuple(text.now) != tuple(text.source):
        told += [t("Now, {language}:", language=language_name(text.language, t)), written(text.now)]
    return told


def remark(shown: ShownRemark, t: Texts) -> View:
    """A remark, to the secretariat, with what can be done about it."""
    one = shown.remark
    state = None
    if one.decided_at is not None:
        state = t("The text was corrected.") if one.corrected else t("The text was left as it is.")
    return titled(
        t("A reader reports a mistake in a text"),
        t("{who}. Language: {language}", who=capital(called(shown.who, t)), language=language_name(one.language, t)),
        "",
        *(about(shown.text, t) if shown.text else [t("This bot does not say the text any more.")]),
        "",
        t("What they write:"),
        Markup("<blockquote>{}</blockquote>").format(one.words),
        state,
        rows=in_rows(
            offered(
                (one.decided_at is None and shown.text, t("Correct the text"), CorrectIt(one.id)),
                (one.decided_at is None, t("Leave it as it is"), LeaveIt(one.id)),
            )
        ),
    )


def thanks(t: Texts) -> View:
    told = t("The secretariat reads it, and can correct the text for everyone at once. You will hear what became of it.")
    return titled(t("Thank you, it was passed on"), told)


def decided(shown: ShownRemark, t: Texts) -> View:
    """What became of a remark, to whoever made it."""
    if not shown.remark.corrected or shown.text is None:
        told = t("The secretariat has read it and left the text as it is.")
        return titled(t("Your remark about a text"), told, *([written(shown.text.now)] if shown.text else []))
    return titled(t("Your remark about a text"), t("Thank you. The text is corrected and now says:"), written(shown.text.now))


def preview(text: Text, forms: Forms, t: Texts) -> View:
    """A corrected text before everybody reads it."""
    told = t("Everybody who reads this language gets it so from now on, within seconds.")
    return titled(t("The corrected text"), *about(text, t), t("From now on:"), written(forms), "", told)


def listed(found: Sequence[tuple[int, Text]], n: int, page: int, waiting: int, t: Texts) -> View:
    """A page of the corrected texts, `n` in all, each with a button that takes it back. `waiting`: remarks to be read."""
    told: list[Markup | str] = []
    ways: list[Button] = []
    for at, (id_, text) in enumerate(found, page * PAGE + 1):
        told += ["", t("{n}. {language}: {text}", n=at, language=capital(language_name(text.language, t)), text=line(text.now))]
        told.append(t("In English: {text}", text=line(text.source)))
        ways.append(button(t("Take back {n}", n=at), TakeBack(id_)))
    turns = offered(
        (page > 0, t("Back"), Corrected(page - 1)), ((page + 1) * PAGE < n, t("Further"), Corrected(page + 1)),
    )  # fmt: skip
    return titled(
        t("Texts of this bot"),
        t.plural("{n} text is corrected.", "{n} texts are corrected.", n) if n else t("No text is corrected."),
        t.plural("{n} remark of readers waits: /tasks", "{n} remarks of readers wait: /tasks", waiting) if waiting else None,
        *told,
        rows=(*in_rows(ways), tuple(turns), (button(t("Correct a text"), CorrectIt(0)),)),
    )
