"""The catalogs of translations as they stand in their files."""

from collections.abc import Iterator, Sequence

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from handlers.common.po_files import list_languages
from handlers.common.texts import LOCALES

CATALOGS = list_languages(LOCALES)
"""Their languages."""


def catalog(language: str) -> Catalog:
    with (LOCALES / language / "majlis.po").open("rb") as file:
        return read_po(file, locale=language)


def translated(language: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """(entry, forms in English, forms in this language) of each translated message."""
    for entry in catalog(language):
        forms = _forms(entry.string)
        if entry.id and any(forms):
            yield entry, _forms(entry.id), forms


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
