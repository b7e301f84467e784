"""Asking for reports: what is asked for is drawn and sent by the outbox, to the one who asked. And the measures that come with
a work plan."""

from collections.abc import Iterable

from council.authority import Action, anywhere, demand, require_there
from council.errors import Forbidden
from council.reports import Edition
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.reports import reads
from handlers.reports.presses import FileForm
from handlers.reports.views import picture
from storage import communiques, reports

PICTURE, TABLE, REPORT = Kind("reports.picture"), Kind("reports.table"), Kind("reports.report")

PREVIEW = Kind(communiques.PREVIEW)
"""The file that a communiqué posts in the channels of a language, sent to whoever is to look at it first."""

MOST_PICTURES = 8
"""How many pictures are sent at once; the table has all recommendations."""

GROUP, YEAR, PAGE, EDITION, FORM, LANGUAGE = "group", "year", "page", "edition", "form", "language"
"""In a delivery's data."""


async def send_picture(work: UnitOfWork, group: str, year: int, serial: int) -> None:
    """Send the pictures of a group's follow-ups, or ("") of all that one sees, of a year or (0) of all. `serial` tells one asking
    from another. Raises `Forbidden`."""
    _require_seat(work)
    seen = await reads.visible_followed(work.tx, work.council, work.actor, group, year, work.now)
    for page in range(min(picture.pages(seen.found), MOST_PICTURES)):
        data: dict[str, int | str] = {GROUP: group, YEAR: year, PAGE: page}
        await work.tell([work.person], PICTURE, _subject(work), f"{serial}:{page}", data)


async def send_table(work: UnitOfWork, group: str, year: int, serial: int) -> None:
    """The same as a workbook. Raises `Forbidden`."""
    _require_seat(work)
    await work.tell([work.person], TABLE, _subject(work), str(serial), {GROUP: group, YEAR: year})


async def send_report(work: UnitOfWork, edition: Edition, form: FileForm, group: str, year: int, serial: int) -> None:
    """Send a year's report. The edition to be published is the secretariat's. Raises `Forbidden`."""
    _require_seat(work)
    if edition is Edition.PUBLIC:
        demand(work.actor, Action.PUBLISH_NEWS, subject="report")
    data: dict[str, int | str] = {GROUP: group, YEAR: year, EDITION: edition.value, FORM: form.value}
    await work.tell([work.person], REPORT, _subject(work), str(serial), data)


async def send_previews(work: UnitOfWork, communique: str, year: int, languages: Iterable[str], serial: int) -> None:
    """Send the files that this communiqué (its subject) will post, one for each language. Raises `Forbidden`."""
    demand(work.actor, Action.PUBLISH_NEWS, subject=communique)
    for language in languages:
        await work.tell([work.person], PREVIEW, communique, f"{serial}:{language}", {YEAR: year, LANGUAGE: language})


async def tick(work: UnitOfWork, answer: int, *, public: bool) -> None:
    """Let the words of an answer into the public edition, or not. Raises `Forbidden`."""
    subject = f"answer:{answer}"
    demand(work.actor, Action.PUBLISH_NEWS, subject=subject)
    found = require_there(await reports.publish(work.tx, answer, public=public), Action.PUBLISH_NEWS, subject)
    await work.record("words published" if public else "words withheld", f"followup:{found}", {"answer": answer})


def _require_seat(work: UnitOfWork) -> None:
    if anywhere(work.actor, Action.SEE_ROUND) == ():
        raise Forbidden(Action.SEE_ROUND, "report")


def _subject(work: UnitOfWork) -> str:
    return f"person:{work.person.id}"
