"""Recommendations' forms, all of them."""

from handlers.recommendations.forms import COMMENT, DECIDE, FIND, REVISE
from handlers.rounds.forms.leading import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.rounds.forms.opening import OPEN, RECOMMEND
from handlers.rounds.forms.reasons import AMENDMENT, CONCERN, OBJECTION, RESERVATION

FORMS = (
    RECOMMEND, OPEN, RESERVATION, CONCERN, OBJECTION, AMENDMENT, EXTEND, DECLARE, AMEND, ANSWER, ENTER, COMMENT, DECIDE, REVISE,
    FIND,
)  # fmt: skip
