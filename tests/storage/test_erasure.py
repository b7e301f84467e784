"""Every table that holds something of a person says what /mydata shows of it and what /forget does with it."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from council.audit import FORGOTTEN
from storage import audit, forms, members, updates
from storage.erasure import personal_data
from storage.erasure.columns import Stays, Tie
from storage.erasure.personal_data import NOT_PERSONAL, TIES
from storage.forms import FormRow
from storage.store import Store
from storage.tables import Instant, audit_people, metadata, people
from storage.transaction import Transaction
from tests.storage.people import NOW

TO_ADD = (
    "{name} tells whose a row is, and storage/erasure/personal_data.py does not say what /forget and /mydata are to do with it. "
    "Add a Tie for it to TIES (how: at the top of that file); or, if it is the id of a group or a channel, to NOT_PERSONAL."
)


def whose() -> list[sa.Column[int]]:
    """Every column of the schema that tells whose a row is."""
    named = {"telegram_id", "chat_id", "user_id", "channel_id"}
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in named or any(key.column is people.c.id for key in column.foreign_keys)
    ]


def test_every_column_that_tells_whose_a_row_is_is_spoken_for() -> None:
    told = {tie.column for tie in TIES} | NOT_PERSONAL | {people.c.telegram_id}
    looked = whose()
    assert len(looked) > 40
    for column in looked:
        assert column in told, TO_ADD.format(name=f"{column.table.name}.{column.name}")
    assert len({tie.column for tie in TIES}) == len(TIES), "twice"
    assert TIES[-1].column is people.c.id, "whatever refers to somebody is done before they are"


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: f"{tie.table.name}.{tie.column.name}")
def test_what_is_told_of_a_column_can_be_done(tie: Tie) -> None:
    names = set(tie.table.columns.keys())
    assert set(tie.hidden) <= names
    if tie.forget == "clear":
        assert tie.column.nullable, "a column that is never empty cannot be emptied: Stays, and why"
    if isinstance(tie.forget, Stays):
        assert len(tie.forget.why) > 20
    if tie.kept_back:
        assert len(tie.kept_back) > 10


NAME, EMAIL, TELEGRAM = "Expert who leaves, group B", "leaves@example.org", 7_123_456_789
TYPED = frozenset({"who", "name", "note", "reason", "remedy", "harm", "text", "html", "title", "question", "answer", "comment"})
"""Columns in which people's words stand."""

PUBLISHED = frozenset({"announcement_contents"})
"""Tables whose words are the council's: they were published, whoever wrote them."""


class Filler:
    """Fills every table with rows that are somebody's, whatever tables there are: what they refer to is made as well."""

    def __init__(self, tx: Transaction, person: int) -> None:
        self._tx, self._person, self._n = tx, person, 1000

    async def tied(self, tie: Tie) -> None:
        """A row that is theirs by this tie; what they typed in it is their name, if /forget is to take it out."""
        goes = not isinstance(tie.forget, Stays) and tie.forget != "clear" and tie.table.name not in PUBLISHED
        whose = self._person if tie.column.foreign_keys else TELEGRAM
        await self._row(tie.table, {tie.column.name: whose}, NAME if goes else "")

    async def _row(self, table: sa.Table, given: Mapping[str, object], typed: str) -> object:
        values = dict(given)
        for column in table.columns:
            if column.name not in values and not self._left_out(column):
                values[column.name] = await self._value(column, typed)
        await self._tx.write(sa.insert(table).values(**values))
        [key, *_] = table.primary_key
        return values.get(key.name) or await self._tx.value(sa.select(sa.func.max(key)))

    def _left_out(self, column: sa.Column[object]) -> bool:
        numbers_itself = column.primary_key and column.autoincrement is True
        return numbers_itself or (column.name not in TYPED and (column.nullable or column.server_default is not None))

    async def _value(self, column: sa.Column[object], typed: str) -> object:
        self._n += 1
        for key in column.foreign_keys:
            if key.column is people.c.id:
                return (await members.add(self._tx, None, "en", "UTC", NOW)).id
            return await self._row(key.column.table, {}, "")
        if column.name == "state":
            return "open"
        if isinstance(column.type, sa.Text):
            return typed if column.name in TYPED and typed else f"{column.name} {self._n}"
        if isinstance(column.type, sa.JSON):
            return {"typed": typed} if column.name == "data" else []
        if isinstance(column.type, sa.Boolean):
            return False
        if isinstance(column.type, Instant):
            return NOW
        if isinstance(column.type, sa.Date):
            return NOW.date()
        return NOW.replace(tzinfo=None) if isinstance(column.type, sa.DateTime) else self._n


async def everywhere(tx: Transaction) -> list[tuple[str, str]]:
    """Every value in every column of every table: (where, what)."""
    return [
        (f"{table.name}.{name}", str(value))
        for table in metadata.sorted_tables
        for row in await tx.rows(sa.select(table))
        for name, value in row.items()
    ]


async def test_whoever_is_forgotten_is_in_no_table_and_no_column(store: Store) -> None:
    async with store.begin() as tx:
        person = (await members.add(tx, TELEGRAM, "ru", "Asia/Tashkent", NOW)).id
        await members.change(tx, person, name=NAME, email=EMAIL, organisation=NAME, country=NAME, quiet="none")
        other = (await members.add(tx, 1, "en", "UTC", NOW)).id
        await audit.record(tx, NOW, f"person:{person}", "profile changed", f"person:{person}")
        await audit.record(tx, NOW, f"person:{other}", "role given", f"person:{person}")
        await forms.save(tx, FormRow(other, "appoint", "person", 1, {"people": [[person, NAME], [other, "Other"]]}), NOW)
        await updates.begin(tx, 1, NOW)
        await updates.leave_answers(tx, 1, [{"do": "say", "chat": TELEGRAM, "html": NAME}, {"do": "say", "chat": 1}])
        filler = Filler(tx, person)
        for tie in TIES:
            if tie.column not in {people.c.id, audit_people.c.person_id}:
                await filler.tied(tie)
    async with store.begin() as tx:
        who = await members.find(tx, person)
        assert who is not None
        for tie in TIES:
            assert await tx.row(sa.select(tie.table).where(tie.theirs(who))), f"{tie.column}: nothing to forget"
        shown = dict(await personal_data.everything(tx, who))
        assert set(shown) == {tie.table.name for tie in TIES if not tie.kept_back}, "/mydata shows each of them"
        assert NAME in str(shown["people"])
        before = sum(NAME in value for _, value in await everywhere(tx))
        assert before > 20
        await personal_data.forget(tx, who, NOW)
    async with store.read() as tx:
        for where, value in await everywhere(tx):
            for told in (NAME, EMAIL, str(TELEGRAM)):
                assert told not in value, f"{where} still holds what was to be forgotten"
        found = await audit.verify(tx)
        assert (found.holds, found.forgotten) == (True, 1)
        kept = await members.find(tx, person)
        assert kept is not None
        assert (kept.forgotten, kept.telegram_id, kept.name) == (True, None, "")
        form = await forms.load(tx, other)
        assert form is not None
        assert form.data == {"people": [[other, "Other"]]}
        assert (await updates.unanswered(tx, 1)) == [{"do": "say", "chat": 1}]
        assert await members.by_telegram(tx, TELEGRAM) is None
        assert await audit.entries(tx) == [
            ("person:0", "profile changed", "person:0"),
            (f"person:{other}", "role given", "person:0"),
            ("person:0", FORGOTTEN, "person:0"),
        ]
