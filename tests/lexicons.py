"""The words that people type, for tests of what is read with them."""

from council.lexicon import Lexicon
from handlers.common.texts import lexicon_of


def lexicon(*languages: str) -> Lexicon:
    """Those of these languages and English; without any, of English and Russian."""
    return lexicon_of(languages or ("en", "ru"))
