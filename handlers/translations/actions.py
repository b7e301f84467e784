"""The only writers of remarks about the texts of this bot, and of corrected texts."""

from council.authority import Action, demand
from council.errors import Forbidden, Stale
from council.text_rules import body
from council.translations import MOST_REMARKS, REMARK_LIMIT, Correction, Forms, Remark, TooManyRemarks, check, check_length
from handlers.common.texts import SOURCE, Catalogs
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import members, translations

REMARK = Kind("translations.remark", card=True, spends=True)
DECIDED = Kind("translations.decided", outsiders=True)


async def remark(work: UnitOfWork, catalogs: Catalogs, key: str, words: str) -> Remark:
    """Tell the secretariat what is wrong with a text, in the language in which the one who acts reads. Raises `Stale` for a text
    that there is not, `TooManyRemarks`, `TooLong`, `Empty`."""
    if key not in catalogs.sources:
        raise Stale
    waiting = len(await translations.open_remarks(work.tx, work.person.id))
    if waiting >= MOST_REMARKS:
        raise TooManyRemarks(waiting)
    language = catalogs.of(work.person).language
    made = await translations.add_remark(work.tx, work.person.id, language, key, body(words, REMARK_LIMIT), work.now)
    await work.record("text remarked on", made.subject, {"language": language})
    await work.tell_secretariat(REMARK, made.subject)
    return made


async def get_open(work: UnitOfWork, remark_id: int, *, lock: bool = False) -> Remark:
    """A remark on which nobody has decided yet. Raises `Forbidden`, and `Stale` for one that is decided or gone."""
    demand(work.actor, Action.CORRECT_TEXTS, subject=f"remark:{remark_id}")
    found = await translations.find_remark(work.tx, remark_id, lock=lock)
    if found is None or found.decided_at is not None:
        raise Stale
    return found


async def leave(work: UnitOfWork, remark_id: int) -> None:
    """Leave the text as it is that a remark is about. Raises `Forbidden`, `Stale`."""
    found = await get_open(work, remark_id, lock=True)
    await work.record("text left", found.subject, {"language": found.language})
    await _decide(work, [found], corrected=False)


async def correct(work: UnitOfWork, catalogs: Catalogs, language: str, key: str, forms: Forms) -> Correction:
    """Say a text so in a language from now on, to everybody. All remarks about it are answered by that. Raises `Forbidden`,
    `Stale` for a text that there is not, and what `council.translations` refuses."""
    demand(work.actor, Action.CORRECT_TEXTS)
    if language not in (*work.council.languages, SOURCE):
        raise Forbidden(Action.CORRECT_TEXTS)
    if key not in catalogs.sources:
        raise Stale
    known, source = catalogs.sources[key]
    check(source, forms, catalogs.plurals(language))
    check_length(forms, catalogs.written_in_all(known))
    made = await translations.put(work.tx, language, key, known, forms, work.actor.person_id, work.now)
    await work.record("text corrected", made.subject, {"language": language})
    about = [one for one in await translations.open_remarks(work.tx) if (one.language, one.key) == (language, key)]
    await _decide(work, about, corrected=True)
    catalogs.outdated = True
    return made


async def take_back(work: UnitOfWork, catalogs: Catalogs, correction_id: int) -> None:
    """Say the catalog's text again. Raises `Forbidden`, and `Stale` for a correction that has ended."""
    subject = f"text:{correction_id}"
    demand(work.actor, Action.CORRECT_TEXTS, subject=subject)
    if not await translations.end(work.tx, correction_id, work.now):
        raise Stale
    await work.record("text taken back", subject)
    catalogs.outdated = True


async def _decide(work: UnitOfWork, decided: list[Remark], *, corrected: bool) -> None:
    """Keep that these are decided on, tell those who made them, and have the secretariat's cards show it."""
    await translations.decide(work.tx, [one.id for one in decided], work.actor.person_id, work.now, corrected=corrected)
    people = await members.many(work.tx, [one.person for one in decided if one.person is not None])
    for one in decided:
        if one.person is not None and one.person in people:
            await work.tell([people[one.person]], DECIDED, one.subject, due=work.after_quiet_hours)
        await work.redraw(one.subject, REMARK)
