"""Recommendations' forms, all of them."""

from handlers.recommendations.opening import RECOMMEND
from handlers.recommendations.steering import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.recommendations.voicing import AMENDMENT, OBJECTION, RESERVATION

FORMS = (RECOMMEND, RESERVATION, OBJECTION, AMENDMENT, EXTEND, DECLARE, AMEND, ANSWER, ENTER)
