"""Views are drawn in every language, and whatever they say is in the catalogs."""

from collections.abc import Iterator

import pytest
from markupsafe import Markup

from handlers.common.texts import Catalogs, Texts
from tests.messages import all_messages

LANGUAGES = ("en", "ru")


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Texts:
    """The words of each language in turn. A test of what is said in one of them names it: `parametrize("t", ["en"],
    indirect=True)`."""
    return Catalogs(LANGUAGES).texts(request.param)


@pytest.fixture(autouse=True)
def _only_what_is_in_the_catalogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A message that comes out of a table or a field could have been put together; what is really said tells."""
    known = {forms[0] for forms in all_messages().values()}
    unknown: set[str] = set()
    say, say_plural = Texts.__call__, Texts.plural

    def called(self: Texts, message: str, /, **values: object) -> Markup:
        unknown.update({message} - known)
        return say(self, message, **values)

    def plural(self: Texts, one: str, many: str, n: int, /, **values: object) -> Markup:
        unknown.update({one} - known)
        return say_plural(self, one, many, n, **values)

    monkeypatch.setattr(Texts, "__call__", called)
    monkeypatch.setattr(Texts, "plural", plural)
    yield
    assert unknown == set()
