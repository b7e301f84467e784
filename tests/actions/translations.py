"""What tests of texts of the bot share."""

from council.translations import text_key
from handlers.common.texts import Catalogs
from tests.actions.at_work import CouncilAtWork

HOME = "Nothing waits for you."
KEY = text_key("", HOME)


def catalogs(at_work: CouncilAtWork) -> Catalogs:
    """Those of the program."""
    return at_work._processor._services.catalogs
