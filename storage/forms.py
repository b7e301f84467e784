"""Unfinished forms: what a person has entered so far survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.tables import forms
from storage.transaction import Transaction
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class FormRow:
    """A person's open form: its kind, the current step, the entered values. `serial` distinguishes its buttons from
    those of earlier forms."""

    person: int
    kind: str
    step: str
    serial: int
    data: Mapping[str, object]


async def load(tx: Transaction, person: int) -> FormRow | None:
    """The person's open form, or None."""
    row = await tx.row(sa.select(forms).where(forms.c.person_id == person))
    return FormRow(person, row["kind"], row["step"], row["serial"], row["data"]) if row else None


async def save(tx: Transaction, form: FormRow, now: datetime) -> None:
    """Store the person's form, replacing any other."""
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
    """Delete the person's form; whether there was one."""
    return bool(await tx.write(sa.delete(forms).where(forms.c.person_id == person)))
