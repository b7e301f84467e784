"""The chat page in a real browser: acting as people, and moving the clock."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.flows.world import World
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

expect.set_options(timeout=1000 * PATIENCE)

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
async def page(world: World, tmp_path: Path) -> AsyncIterator[Page]:
    """The sandbox's page, open in Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine, and CI drives the page in a real one")
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium, headless=True, args=list(FLAGS)
        )
        page = await context.new_page()
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(world.sandbox.url)
        yield page
        await context.close()
        assert not mistakes


@pytest.mark.road
async def test_one_acts_as_someone_and_moves_the_clock(world: World, page: Page) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    await page.get_by_test_id(f"person-{expert.id}").click()
    column = page.get_by_test_id("column-1")
    await column.get_by_test_id("composer").fill("/home")
    await column.get_by_test_id("send").click()
    # The member has been home once before; a click while the second comes would find the place redrawn.
    await expect(column.get_by_role("button", name="Help", exact=True)).to_have_count(2)
    await column.get_by_role("button", name="Help", exact=True).last.click()
    await expect(column.get_by_test_id("log")).to_contain_text("What you can do here")

    before = await world.sandbox.now()
    await page.get_by_test_id("advance-day").click()
    await expect(page.get_by_test_id("advance-day")).to_be_enabled()
    assert (await world.sandbox.now() - before).total_seconds() > 86_000


async def test_what_people_write_is_shown_as_text(world: World, page: Page) -> None:
    expert = await world.member("Expert, Tajikistan, group A", ["A"])
    await page.get_by_test_id(f"person-{expert.id}").click()
    column = page.get_by_test_id("column-1")
    await column.get_by_test_id("composer").fill("<img src=x onerror=alert(1)>")
    await column.get_by_test_id("send").click()
    await expect(column.get_by_test_id("log")).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(column.get_by_test_id("log")).to_contain_text("I did not understand this.")


async def test_a_group_is_walked_by_hand(world: World, page: Page) -> None:
    owner = await world.member("Expert, Kazakhstan, group B", ["B"])
    outsider = await world.sandbox.person("Outsider")
    forum = await world.sandbox.group("Group B", [owner], owner=owner, is_forum=True, without_bot=True)
    thread = await world.sandbox.open_topic(forum, owner, "Schooling")
    await page.get_by_test_id(f"chat-{forum}").click()
    column = page.get_by_test_id("column-1")
    await column.get_by_test_id("more").click()
    await column.get_by_test_id("bot-in").click()
    await expect(column).to_contain_text("the bot is a member")
    await column.get_by_test_id("topic").select_option(str(thread))
    await column.get_by_test_id("anonymous").check()
    await column.get_by_test_id("composer").fill("hello")
    await column.get_by_test_id("send").click()
    await expect(column.get_by_test_id("log")).to_contain_text("Group B · Schooling")
    [said] = [message for message in await world.sandbox.messages(forum) if message.text == "hello"]
    assert (said.raw["message_thread_id"], "sender_chat" in said.raw) == (thread, True)
    await column.get_by_test_id("actor").select_option(str(outsider.id))
    await column.get_by_test_id("join").click()
    await expect(column.get_by_test_id("log")).to_contain_text("Outsider joined the group")


async def test_a_poll_and_the_bots_keyboard_are_used_by_hand(world: World, page: Page) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])

    async def call(method: str, **params: object) -> None:
        address = f"{world.sandbox.url}/bot1:another/{method}"
        async with aiohttp.ClientSession() as session, session.post(address, json={"chat_id": expert.id, **params}) as answer:
            assert answer.status == 200, await answer.text()

    await call("sendPoll", question="Where?", options=[{"text": "Tashkent"}, {"text": "Bukhara"}], is_anonymous=False)
    await call("sendMessage", text="x", reply_markup={"keyboard": [[{"text": "Good morning", "style": "success"}]]})
    await page.get_by_test_id(f"person-{expert.id}").click()
    column = page.get_by_test_id("column-1")
    await column.get_by_role("button", name="Bukhara").click()
    await expect(column.get_by_role("button", name="100% Bukhara")).to_have_attribute("aria-pressed", "true")
    await column.get_by_role("button", name="Good morning").click()
    await expect(column.get_by_test_id("log")).to_contain_text("Good morning")
    await call("sendMessage", text="y", reply_markup={"remove_keyboard": True})
    await expect(column.get_by_role("button", name="Good morning")).to_have_count(0)
