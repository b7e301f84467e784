"""Half-finished forms: what a person has typed so far survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.store import Transaction
from storage.tables import forms
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class FormRow:
    """One person's open form: its kind, the step it waits at, what was entered. `serial` tells its buttons from older ones."""

    person: int
    kind: str
    step: str
    serial: int
    data: Mapping[str, object]


async def load(tx: Transaction, person: int) -> FormRow | None:
    """The form that this person is in, or None."""
    row = await tx.row(sa.select(forms).where(forms.c.person_id == person))
    return FormRow(person, row["kind"], row["step"], row["serial"], row["data"]) if row else None


async def save(tx: Transaction, form: FormRow, now: datetime) -> None:
    """Keep the form as it is now; a person has one."""
    await upsert(
        tx,
        forms,
        ["person_id"],
        {
            "person_id": form.person,
            "kind": form.kind,
            "step": form.step,
            "serial": form.serial,
            "data": dict(form.data),
            "changed_at": now,
        },
    )


async def drop(tx: Transaction, person: int) -> bool:
    """Forget the person's form; whether there was one."""
    return bool(await tx.write(sa.delete(forms).where(forms.c.person_id == person)))
