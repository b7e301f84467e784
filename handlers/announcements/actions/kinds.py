"""The kinds of deliveries that announcements have, and what a notice to its author can say."""

from handlers.framework.deliveries import Kind
from storage import announcement_deliveries, announcements
from storage.outbox import Lane

PROGRESS = Kind("announcements.progress", card=True)

# Nobody knows whether a copy that got no answer has arrived: a person decides in the report. So copies are not repeated.
TEXT = Kind(announcement_deliveries.TEXT, Lane.ANNOUNCEMENTS, card=True, repeat=False, progress=PROGRESS.name, outsiders=True)
POST = Kind(announcement_deliveries.POST, Lane.ANNOUNCEMENTS, card=True, repeat=False, progress=PROGRESS.name)
TAIL = Kind(announcement_deliveries.TAIL, Lane.ANNOUNCEMENTS, card=True, outsiders=True)

# The program's own copy of a message that is passed on: its author can edit theirs, and nobody this one.
PIN = Kind(announcements.PIN, card=True)

TEST = Kind("announcements.test")
REPORT = Kind("announcements.report")
REVIEW = Kind("announcements.review", card=True)
NOTICE = Kind("announcements.notice", outsiders=True)
CERTIFICATE = Kind("announcements.certificate")

RETURNED, PASSED, OVERDUE, SOURCE_GONE, RIGHT_LOST = "returned", "passed", "overdue", "gone", "right"
"""What a NOTICE says, in its data as "what"."""
