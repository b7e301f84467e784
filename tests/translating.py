"""A text of the bot that readers remark on and the secretariat corrects, for the tests of that."""

from council.translations import text_key
from handlers.common.texts import Catalogs
from tests.actions.at_work import CouncilAtWork

HOME = "Nothing waits for you."
KEY = text_key("", HOME)


def catalogs(at_work: CouncilAtWork) -> Catalogs:
    """What the program says it with."""
    return at_work._processor._services.catalogs
