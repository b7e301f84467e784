"""The program itself, looked at from the chat."""

import pytest

from tests.flows.world import TOKEN, World


@pytest.mark.road
async def test_the_secretariat_has_everything_looked_at(world: World) -> None:
    await world.secretary.say("/doctor")
    done = await world.secretary.expect("Looked at")
    assert "✓ The database can be read." in done.text
    assert "✓ Telegram knows the bot: @majlis_sandbox_bot." in done.text
    assert "Group B" not in done.text
    for secret in (TOKEN, "127.0.0.1", "majlis.db", "/tmp"):  # noqa: S108
        assert secret not in done.text
