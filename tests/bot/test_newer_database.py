"""What an older program says of the database of a newer one."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.migrate import newest
from storage.store import Store
from tests.commands import call, database, environment, within

pytestmark = pytest.mark.long  # together they take long


@pytest.mark.parametrize("command", ["run", "migrate", "doctor", "backup"])
def test_it_is_named_and_left_alone(tmp_path: Path, command: str) -> None:
    here = environment(database(tmp_path))

    async def aged(store: Store) -> None:
        async with store.begin() as tx:
            await tx.write(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    within(here["DATABASE_URL"], aged)
    code, said = call(here | {"CLOCK": "system"}, command)
    assert code == 1, said
    assert f"The database is of version 9999, this program knows up to {newest()}." in said
    assert "Traceback" not in said
