"""Recommendations' forms, all of them."""

from handlers.recommendations.commenting import COMMENT, DECIDE, FIND, REVISE
from handlers.recommendations.opening import OPEN, RECOMMEND
from handlers.recommendations.steering import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.recommendations.voicing import AMENDMENT, CONCERN, OBJECTION, RESERVATION

FORMS = (
    RECOMMEND, OPEN, RESERVATION, CONCERN, OBJECTION, AMENDMENT, EXTEND, DECLARE, AMEND, ANSWER, ENTER, COMMENT, DECIDE, REVISE,
    FIND,
)  # fmt: skip
