"""Reads catalogs of translations (gettext's .po files). A translation that does not keep what its source has is left out, so that
the text is shown in another language. Whoever builds is told the file and the line (`flaws`); at run time it is logged."""

import gettext
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from council.errors import Refused
from council.translations import Forms, check

FILE = "majlis.po"

_DRAFT = "A draft"
"""Words in a catalog's first comment."""

Key = tuple[str, str]
"""What a text is known by: its context ("" for none) and its English, with plurals the singular."""


@dataclass(frozen=True)
class Layer:
    """Translations into one language. `sources`: the English forms of each text that the file has, translated or
    not. `draft`: the head of the file says so: nobody whose language it is has read all of it. `wrong`: what was left out, as
    `flaws` gives it."""

    language: str
    forms: Mapping[Key, Forms]
    plural: Callable[[int], int] = lambda n: n != 1
    plurals: int = 2
    sources: Mapping[Key, Forms] = field(default_factory=dict)
    draft: bool = False
    wrong: Sequence[str] = ()


class CatalogError(ValueError):
    """A file cannot be read at all. The text says the file, the line, and what is wrong."""


def flaws(file: Path, language: str) -> list[str]:
    """What is wrong in a catalog: "file:line: what", one for each translation that is left out at run time."""
    try:
        return list(_read(file, language).wrong)
    except CatalogError as error:
        return [str(error)]


def list_languages(folder: Path) -> list[str]:
    """The codes of the languages that have a catalog."""
    return sorted(file.parent.name for file in folder.glob(f"*/{FILE}"))


@cache
def read(language: str, folder: Path) -> Layer:
    """The translations of a folder's catalog, without those that are wrong; each of them, and a file that cannot be read at all,
    is logged once."""
    file, log = folder / language / FILE, logging.getLogger("texts")
    if not file.exists():
        return Layer(language, {})
    try:
        layer = _read(file, language)
    except CatalogError as error:
        layer = Layer(language, {}, wrong=[str(error)])
    for one in layer.wrong:
        log.error("a translation is not used: %s", one)
    return layer


def _read(file: Path, language: str) -> Layer:
    catalog, named = parse(file, language), f"{file.parent.name}/{file.name}"
    try:
        plural = gettext.c2py(catalog.plural_expr)
    except ValueError:
        message = f"{named}: Plural-Forms cannot be read"
        raise CatalogError(message) from None
    forms, sources, wrong = dict[Key, Forms](), dict[Key, Forms](), list[str]()
    for entry in catalog:
        source, found = _forms(entry.id), _forms(entry.string)
        if not source or not source[0]:
            continue
        key = entry.context or "", source[0]
        sources[key] = source
        if not any(found) or entry.fuzzy:
            continue
        try:
            check(source, found, catalog.num_plurals)
        except Refused as refused:
            wrong.append(f"{named}:{entry.lineno}: {refused!r} in {source[0]!r}")
        else:
            forms[key] = found
    draft = _DRAFT in catalog.header_comment
    return Layer(language, forms, plural, catalog.num_plurals, sources, draft, wrong)


def parse(file: Path, language: str) -> Catalog:
    """A catalog as it stands in its file. Raises `CatalogError`."""
    try:
        with file.open("rb") as opened:
            return read_po(opened, locale=language, abort_invalid=True)
    except PoFileError as error:
        message = f"{file.parent.name}/{file.name}:{error.lineno + 1}: {error}"
    except (ValueError, LookupError, OSError) as error:
        message = f"{file.parent.name}/{file.name}: {error}"
    raise CatalogError(message)


def _forms(text: object) -> Forms:
    """The forms of an entry, as Babel has them: a text, or several."""
    if isinstance(text, str):
        return (text,)
    return tuple(str(form or "") for form in text) if isinstance(text, list | tuple) else ()
