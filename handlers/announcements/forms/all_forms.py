"""Every form of announcements."""

from handlers.announcements.forms import audience, correction, draft

FORMS = (*draft.FORMS, *audience.FORMS, *correction.FORMS)
