"""What the questions about an announcement share: whose they are, and the screens that they lead back to."""

from markupsafe import Markup

from council.announcements import AnnouncementState
from handlers.announcements import reads
from handlers.announcements.actions.access import visible_announcement, visible_draft
from handlers.announcements.views import audience, draft
from handlers.framework.context import Visit
from handlers.framework.questions import Answers


class OfAnnouncement(Answers):
    """Answers about an announcement, by its id."""

    announcement: int


class InLanguage(OfAnnouncement):
    """Answers about what it says in one language."""

    language: str


async def show_page(visit: Visit, announcement: int, note: Markup | None = None) -> None:
    """Answer with the draft's page."""
    found = await visible_announcement(visit.work, announcement)
    overview = await reads.overview(visit.tx, found, visit.now)
    visit.say(draft.page(visit.council, overview, visit.zone, visit.t, note))


async def back_to_page(visit: Visit, answers: OfAnnouncement) -> None:
    """A question was left: on with the draft, if it still is one."""
    if (await visible_announcement(visit.work, answers.announcement)).state is AnnouncementState.DRAFT:
        await show_page(visit, answers.announcement)


async def show_whom(visit: Visit, answers: OfAnnouncement) -> None:
    """Answer with the audience as it is now."""
    found = await visible_draft(visit.work, answers.announcement)
    visit.say(audience.whom(visit.council, await reads.overview(visit.tx, found, visit.now), visit.t))
