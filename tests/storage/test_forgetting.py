"""Every table that holds something of a person says what /mydata shows of it and what /forget does with it."""

import pytest
import sqlalchemy as sa

from storage.forgetting import NOBODYS, TIES, Stays, Tie
from storage.tables import metadata, people

TO_ADD = (
    "{name} tells whose a row is, and storage/forgetting.py does not say what /forget and /mydata are to do with it. "
    "Add a Tie for it to TIES (how: at the top of that file); or, if it is the id of a group or a channel, to NOBODYS."
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
    told = {tie.column for tie in TIES} | NOBODYS | {people.c.telegram_id}
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
