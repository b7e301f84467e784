"""A person's words and name in rows that are not theirs: others' unfinished forms and drafts, unsent replies, staged
files."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from council.people import Person
from storage.tables import drafts, forms, import_rows, minutes_versions, plan_files, plan_items, replies, updates
from storage.transaction import Transaction


async def scrub(tx: Transaction, person: Person) -> None:
    """Remove them from all of these."""
    words = {word for word in (person.name, person.email) if word}
    for row in await tx.rows(sa.select(forms.c.person_id, forms.c.data)):
        if (left := without(row["data"], words)) != row["data"]:
            await tx.write(sa.update(forms).where(forms.c.person_id == row["person_id"]).values(data=left))
    for row in await tx.rows(sa.select(drafts.c.id, drafts.c.data)):
        if (left := without(row["data"], words)) != row["data"]:
            await tx.write(sa.update(drafts).where(drafts.c.id == row["id"]).values(data=left))
    unsent = sa.select(updates.c.update_id, updates.c.answers).where(updates.c.answers.is_not(None))
    for row in await tx.rows(unsent):
        answers = row["answers"] or []
        kept = [one for one in answers if not (person.telegram_id and one.get("chat") == person.telegram_id)]
        if kept != answers:
            values = {"answers": kept or sa.null()}
            await tx.write(sa.update(updates).where(updates.c.update_id == row["update_id"]).values(**values))
    for row in await tx.rows(sa.select(plan_files.c.id, plan_files.c.rows, plan_files.c.found)):
        left = {name: blanked(row[name], words) for name in ("rows", "found")}
        if any(left[name] != row[name] for name in left):
            await tx.write(sa.update(plan_files).where(plan_files.c.id == row["id"]).values(**left))
    await _scrub_minutes(tx, person, words)
    if person.name:
        await tx.write(sa.update(replies).where(replies.c.substitute == person.name).values(substitute=""))
    if words:
        named = sa.update(plan_items).where(plan_items.c.who.in_(words))
        await tx.write(named.values(who=""))
        for row in await tx.rows(sa.select(import_rows.c.id, import_rows.c.data)):
            if without(row["data"], words) != row["data"]:
                await tx.write(sa.delete(import_rows).where(import_rows.c.id == row["id"]))


async def _scrub_minutes(tx: Transaction, person: Person, words: Collection[str]) -> None:
    at = minutes_versions.c
    for row in await tx.rows(sa.select(at.minutes_id, at.version, at["items"])):
        if (left := without_actor(row["items"], person.id, words)) != row["items"]:
            same = (at.minutes_id == row["minutes_id"], at.version == row["version"])
            await tx.write(sa.update(minutes_versions).where(*same).values({"items": left}))


def without(data: object, words: Collection[str]) -> object:
    """Plain JSON values without these words: list items that are or directly contain one are removed; elsewhere it is
    emptied."""
    if isinstance(data, Mapping):
        return {key: without(value, words) for key, value in data.items()}
    if isinstance(data, list):
        return [without(one, words) for one in data if not _holds(one, words)]
    return "" if _is_one(data, words) else data


def without_actor(items: object, person: int, words: Collection[str]) -> object:
    """Items of minutes in which nobody is named for what this person was to do, by their id or by one of these words."""
    if isinstance(items, Mapping):
        theirs = items.get("person") == person and "person" in items
        kept = {key: without_actor(value, person, words) if key == "actions" else value for key, value in items.items()}
        if theirs or ("who" in items and _is_one(items["who"], words)):
            kept |= {"person": None, "who": ""}
        return kept
    return [without_actor(one, person, words) for one in items] if isinstance(items, list) else items


def blanked(data: object, words: Collection[str]) -> object:
    """Plain JSON values with these words emptied wherever they occur."""
    if isinstance(data, Mapping):
        return {key: blanked(value, words) for key, value in data.items()}
    if isinstance(data, list):
        return [blanked(one, words) for one in data]
    return "" if _is_one(data, words) else data


def _holds(one: object, words: Collection[str]) -> bool:
    inner = one if isinstance(one, list) else list(one.values()) if isinstance(one, Mapping) else [one]
    return any(_is_one(value, words) for value in inner)


LEAST_CUT = 20
"""The fewest characters that are left of a name that is cut for a button."""


def _is_one(value: object, words: Collection[str]) -> bool:
    """Whether this is one of the words; also one that was typed for nobody of the roster ("=Expert"), or cut for a button."""
    if not isinstance(value, str):
        return False
    told = value.removeprefix("=").removesuffix("…")
    cut = value.endswith("…") and len(told) >= LEAST_CUT
    return value in words or told in words or (cut and any(word.startswith(told) for word in words))
