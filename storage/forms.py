"""Unfinished forms: what a person has entered so far survives a restart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.tables import forms, people
from storage.transaction import Transaction
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class FormRow:
    """A person's open form: its kind, the current step, the entered values. `serial` distinguishes its buttons from
    those of earlier forms. `asked`: the id of the message that asks the current question, as far as it is known."""

    person: int
    kind: str
    step: str
    serial: int
    data: Mapping[str, object]
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was sent: to which private chat, for which form (its serial) and step, in which message."""

    chat: int
    serial: int
    step: str
    message: int


async def load(tx: Transaction, person: int) -> FormRow | None:
    """The person's open form, or None."""
    row = await tx.row(sa.select(forms).where(forms.c.person_id == person))
    return FormRow(person, row["kind"], row["step"], row["serial"], row["data"], row["asked"]) if row else None


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
            "asked": form.asked,
        },
    )


_ASKED = (
    sa.update(forms)
    .where(
        forms.c.person_id == sa.select(people.c.id).where(people.c.telegram_id == sa.bindparam("chat")).scalar_subquery(),
        forms.c.serial == sa.bindparam("of"),
        forms.c.step == sa.bindparam("at"),
    )
    .values(asked=sa.bindparam("message"))
)


async def note_asked(tx: Transaction, sent: Sequence[Asked]) -> None:
    """Note in which messages these questions were sent. Those that were answered meanwhile are passed over."""
    values = [{"chat": one.chat, "of": one.serial, "at": one.step, "message": one.message} for one in sent]
    await tx.write(_ASKED, values)


async def drop(tx: Transaction, person: int) -> bool:
    """Delete the person's form; whether there was one."""
    return bool(await tx.write(sa.delete(forms).where(forms.c.person_id == person)))
