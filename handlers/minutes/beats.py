"""What of agenda books and minutes falls due by itself."""

from handlers.framework.beats import Beat
from handlers.minutes.actions import books
from storage import book

BEATS = (Beat("agenda books", books.send_due, (book.DUE,)),)
