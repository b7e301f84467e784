"""Every form of announcements."""

from handlers.announcements.forms import audience, correction, message, time

FORMS = (*message.FORMS, *audience.FORMS, *time.FORMS, *correction.FORMS)
