"""The messages of the code, as they are collected for the catalogs."""

from functools import cache

from babel.messages.extract import extract_from_dir

from tests.root import ROOT

KEYWORDS = {"t": (1,), "plural": (1, 2), "within": ((1, "c"), 2), "N_": (1,), "Plural": (1, 2)}
"""As in the Makefile's `texts`."""


@cache
def all_messages() -> dict[tuple[str | None, str], tuple[str, ...]]:
    """(context, message) of each message -> its forms."""
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for _, _, message, _, context in extract_from_dir(ROOT / "handlers", keywords=KEYWORDS):
        forms = tuple(message) if isinstance(message, tuple | list) else (message,)
        found[context, forms[0]] = forms
    return found
