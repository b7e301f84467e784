"""What falls due by itself about agenda books and minutes."""

from handlers.framework.beats import Beat
from handlers.minutes.actions import books, reviewing
from storage import book, minutes

BEATS = (
    Beat("agenda books", books.send_due, (book.DUE,)),
    Beat("reviews of minutes", reviewing.close_due, (minutes.DUE,)),
    Beat("reminders of minutes", reviewing.remind_due, (minutes.REMIND_DUE,)),
)
