"""Every view in every language that there is, each in one file: what a change of a text or a view changes is read there."""

import inspect
import typing
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from council.config import Council
from handlers.common.presses import Press
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.recommendations.presses import Browse
from tests.views.every import CATALOGS, VIEWS
from tests.views.filled import Filler
from tests.views.meetings import drawn

DRAWS = ((0, True, 1), (1, False, 12))
"""How a view is drawn: which member of each enumeration, which truth value, and what every number is."""


@dataclass
class Named(Filler):
    """Values as they may be: names and titles with what has to be escaped."""

    number: int = 1

    def text(self, name: str) -> str:
        return {"number": "B-2026-12", "link": "https://example.org/b"}.get(name, f"Title <{name}>")

    def _plain(self, kind: object, name: str, owner: str) -> object:
        return self.number if kind is int else super()._plain(kind, name, owner)


def pages(council: Council, t: Texts) -> Iterator[str]:
    for name, function in VIEWS.items():
        hints, shown = typing.get_type_hints(function), list[str]()
        for nth, yes, number in DRAWS:
            filler = Named({Texts: t, Council: council, Catalogs: CATALOGS, Press: Browse(0)}, nth, yes, 2, number=number)
            with suppress(Exception):  # these values do not go together
                given = {one: filler.make(hints[one], one, function.__name__) for one in inspect.signature(function).parameters}
                views = function(**given)
                found = [views] if isinstance(views, View) else typing.cast("Sequence[View]", views or ())
                shown += ["\n".join(map(drawn, found))]
        yield f"### {name}\n" + "\n---\n".join(dict.fromkeys(shown))


class Book(SingleFileSnapshotExtension):
    """A file of text for each language."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("language", CATALOGS.languages)
def test_every_view(language: str, council: Council, snapshot: SnapshotAssertion) -> None:
    drawn_pages = list(pages(council, CATALOGS.texts(language)))
    assert len([page for page in drawn_pages if page.count("\n") > 1]) > 0.9 * len(VIEWS)
    assert "\n\n".join(drawn_pages) == snapshot(extension_class=Book)
