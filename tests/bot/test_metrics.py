"""Metrics and probes: what is counted, that nothing is read while nobody asks, and what dashboard and alerts name is there."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.app import App
from bot.logs import logger
from bot.timings import BOUNDS, Durations
from council.config import Council
from storage import chats, outbox
from storage.outbox import Lane, Order
from tests.bot.town import Town
from tests.flows.world import running
from tests.root import ROOT
from tests.waiting import until

Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@asynccontextmanager
async def watched(town: Town, folder: Path, council: Council, port: int) -> AsyncIterator[App]:
    async with running(town.server.url, folder / "majlis.db", council, metrics_port=port, backup_dir=folder) as app:
        yield app


async def scrape(port: int, path: str = "metrics") -> str:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/{path}") as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def listens(port: int) -> bool:
    try:
        await scrape(port, "healthz")
    except aiohttp.ClientConnectionError:
        return False
    return True


def values(text: str) -> Values:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_happens_is_counted(town: Town, tmp_path: Path, council: Council, unused_tcp_port: int) -> None:
    expert = await town.somebody()
    async with watched(town, tmp_path, council, unused_tcp_port) as app:
        await until(lambda: listens(unused_tcp_port), "the port")
        before = values(await scrape(unused_tcp_port))
        await expert.say("/start")
        await expert.expect("choose your language")
        await town.sandbox.fault("429", method="sendMessage", retry_after=1)
        logger("intake").error("update failed", update_id=5)
        async with app.store.begin() as tx:
            now = await town.sandbox.now()
            await chats.suspend(tx, 77, "bot was blocked by the user", now)
            await outbox.queue(tx, [Order("a", "home.nothing", "meeting:1", Lane.NEWS, -5, due_at=now.replace(year=2999))], now)
        await expert.say("/help")
        await expert.expect("What you can do here")

        async def counted() -> bool:
            return values(await scrape(unused_tcp_port)).get(("majlis_update_seconds_count", ())) == 2

        await until(counted, "both updates")
        after = values(await scrape(unused_tcp_port))
        await until(lambda: listens(unused_tcp_port), "the port")
        assert await scrape(unused_tcp_port, "readyz") == "ok\n"
    assert before[("majlis_update_seconds_count", ())] == 0
    assert after[("majlis_update_seconds_bucket", (("le", "+Inf"),))] == 2
    assert after[("majlis_too_many_requests_total", ())] == 1
    assert after[("majlis_people_unreachable", ())] == 1
    assert after[("majlis_outbox_waiting", (("lane", "news"),))] == 1
    assert after[("majlis_outbox_late_seconds", (("lane", "news"),))] == 0
    assert after[("majlis_log_events_total", (("event", "update failed"), ("level", "error"), ("logger", "intake")))] == 1
    assert after[("majlis_database_up", ())] == 1
    assert 0 <= after[("majlis_telegram_silent_seconds", ())] < 300
    assert ("majlis_backup_age_seconds", ()) in after
    assert after[("process_resident_memory_bytes", ())] > 0


async def test_it_is_ready_from_the_start_on(town: Town, tmp_path: Path, council: Council, unused_tcp_port: int) -> None:
    async with watched(town, tmp_path, council, unused_tcp_port):
        await until(lambda: listens(unused_tcp_port), "the port")
        assert await scrape(unused_tcp_port, "readyz") == "ok\n", "the first long poll takes half a minute"


async def test_a_delivery_that_is_late_shows_and_deliveries_are_counted(
    town: Town, tmp_path: Path, council: Council, unused_tcp_port: int
) -> None:  # fmt: skip
    async with watched(town, tmp_path, council, unused_tcp_port) as app:
        await until(lambda: listens(unused_tcp_port), "the port")
        async with app.store.begin() as tx:
            now = await town.sandbox.now()
            await outbox.queue(tx, [Order("a", "unknown.kind", "meeting:1", Lane.REMINDERS, 5)], now)

        async def tried() -> bool:
            return values(await scrape(unused_tcp_port))[("majlis_deliveries_total", (("state", "retry"),))] > 0

        await until(tried, "an attempt")


async def test_nothing_is_read_while_nobody_asks(
    town: Town, tmp_path: Path, council: Council, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    read: list[str] = []

    def families(*_: object) -> list[object]:
        read.append("families")
        return []

    monkeypatch.setattr(metrics, "families", families)
    async with watched(town, tmp_path, council, unused_tcp_port):
        await until(lambda: listens(unused_tcp_port), "the port")
        await asyncio.sleep(0.3)
        assert read == []
        await scrape(unused_tcp_port)
        assert read == ["families"]


async def test_what_is_known_without_the_database_is_told_without_it(
    town: Town, tmp_path: Path, council: Council, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    expert = await town.somebody()
    async with watched(town, tmp_path, council, unused_tcp_port) as app:
        await until(lambda: listens(unused_tcp_port), "the port")
        await expert.say("/start")
        await expert.expect("choose your language")
        monkeypatch.setattr(app.store, "read", None)
        told = values(await scrape(unused_tcp_port))
        monkeypatch.delattr(app.store, "read")
    assert told[("majlis_database_up", ())] == 0
    assert ("majlis_update_seconds_count", ()) in told
    assert not any(name == "majlis_outbox_waiting" for name, _ in told)


def test_durations_are_counted_in_their_classes() -> None:
    spent = Durations()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.01, BOUNDS[-1], 1000.0):
        spent.add(seconds)
    assert (spent.counts[0], spent.counts[1], spent.counts[-2], spent.counts[-1]) == (2, 1, 1, 1)
    assert sum(spent.counts) == 5


async def test_dashboard_and_alerts_name_metrics_that_are_there(
    town: Town, tmp_path: Path, council: Council, unused_tcp_port: int
) -> None:  # fmt: skip
    async with watched(town, tmp_path, council, unused_tcp_port):
        await until(lambda: listens(unused_tcp_port), "the port")
        text = await scrape(unused_tcp_port)
    there = {name for name, _ in values(text)} | set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    dashboard = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text(encoding="utf-8"))
    drawn = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    alerts = yaml.safe_load((ROOT / "deploy/prometheus-alerts.yml").read_text(encoding="utf-8"))
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    named = {
        name for expr in [*drawn, *(rule["expr"] for rule in rules)] for name in re.findall(r"\b(?:majlis|process)_\w+", expr)
    }
    assert len(named) >= 15
    assert named <= there
    ours = {name for name, _ in values(text) if name.startswith("majlis_")} - named
    assert {name for name in ours if not name.endswith(("_created", "_sum", "_count", "_bucket"))} == set(), "each is drawn"
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    events = {event for rule in rules for event in re.findall(r'event="([^"]+)"', rule["expr"])}
    assert events
    assert [event for event in events if f'error("{event}"' not in code] == []
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] for rule in rules)
    lanes = {lane.name.lower() for lane in Lane}
    assert {lane for rule in rules for told in re.findall(r'lane=~"([\w|]+)"', rule["expr"]) for lane in told.split("|")} <= lanes
