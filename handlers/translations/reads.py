"""What is loaded of remarks and corrected texts to be shown."""

from collections.abc import Mapping

from council.people import Person
from council.translations import Correction, Forms, Remark, matching
from handlers.common.texts import Catalogs, Texts
from handlers.translations.views import ShownRemark, Text

MOST_FOUND = 8
"""How many texts are offered of those that have the words that somebody typed."""


def text_of(catalogs: Catalogs, language: str, key: str) -> Text | None:
    """A text as it is said in a language now; None where there is none."""
    if key not in catalogs.sources:
        return None
    known, source = catalogs.sources[key]
    return Text(language, source, catalogs.texts(language).forms(known, source))


def shown(catalogs: Catalogs, remark: Remark, people: Mapping[int, Person]) -> ShownRemark:
    who = people.get(remark.person) if remark.person is not None else None
    return ShownRemark(remark, who, text_of(catalogs, remark.language, remark.key))


def corrected(catalogs: Catalogs, correction: Correction) -> Text:
    """A corrected text; its English also where the program does not say it any more."""
    _, source = catalogs.sources.get(correction.key, ((correction.context, correction.message), (correction.message,)))
    return Text(correction.language, source, correction.forms)


def find(catalogs: Catalogs, t: Texts, typed: str, *, in_english: bool = False) -> dict[str, Forms]:
    """The texts that somebody who reads `t` may mean by what they typed or forwarded, by key, as they read them; with
    `in_english`, also by their English words."""
    said = {key: t.forms(*of) for key, of in catalogs.sources.items()}
    texts = {key: (*forms, *catalogs.sources[key][1]) for key, forms in said.items()} if in_english else said
    return {key: said[key] for key in matching(typed, texts, MOST_FOUND)}
