"""Metrics for Prometheus. What is counted anyway is read from memory, the rest from the database; both only at a scrape."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.delivery.pacer import Pacer
from bot.delivery.results import Results
from bot.doctor.machine import newest_backup
from bot.health import Health
from bot.http_connections import Connections, serve
from bot.log_counts import LogCounts
from bot.logs import logger
from bot.timings import BOUNDS
from bot.updates.intake import Intake
from council.clock import Clock
from storage import chats, outbox_counts, updates
from storage.outbox import State
from storage.outbox_counts import Standing
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Sources:
    """What the metrics are read from."""

    store: Store
    clock: Clock
    intake: Intake
    results: Results
    pacer: Pacer
    logs: LogCounts
    backups: Path


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the database says: the outbox, updates set aside, people who cannot be reached."""

    standing: Standing
    aside: int
    unreachable: int


class MetricsServer:
    """Serves `/metrics` and the probes at an address of their own."""

    def __init__(self, sources: Sources, health: Health, host: str, port: int) -> None:
        self._sources = sources
        self._health = health
        self._host, self._port = host, port
        self._log = logger("metrics")

    async def run(self) -> None:
        """Serve until cancelled. Raises `PortTaken`."""
        connections = Connections()
        app = web.Application(middlewares=[connections.note], client_max_size=1024)
        app.router.add_get("/metrics", self._metrics)
        self._health.add_to(app)
        await serve(app, connections, self._host, self._port, asyncio.Event())

    async def _metrics(self, _request: web.Request) -> web.Response:
        now, rows = self._sources.clock.now(), None
        try:
            async with self._sources.store.read() as tx:
                standing = await outbox_counts.standing(tx, now)
                rows = _Rows(standing, await updates.aside(tx), await chats.suspended(tx))
        except Exception as error:  # noqa: BLE001 - what is known without the database is told all the same
            self._log.warning("the database was not read", error=type(error).__name__)
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Read(families(self._sources, rows, now)))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


class _Read(Collector):
    """Hands over what was read."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = list(found)

    def collect(self) -> Iterable[Metric]:
        return self._found


def families(sources: Sources, rows: _Rows | None, now: datetime) -> Iterator[Metric]:
    """Every metric at `now`; those of the database only where it could be read."""
    yield GaugeMetricFamily("majlis_database_up", "1 while the database can be read.", float(rows is not None))
    silent = sources.clock.monotonic() - sources.intake.heard_at
    yield GaugeMetricFamily("majlis_telegram_silent_seconds", "Seconds since Telegram last answered the intake.", silent)
    yield _handled(sources.intake)
    yield GaugeMetricFamily("majlis_updates_in_progress", "Updates that wait or are handled.", sources.intake.in_progress)
    sent = CounterMetricFamily("majlis_deliveries", "Attempts to deliver, by their result.", labels=["state"])
    for state in (State.SENT, State.RETRY, State.DEAD, State.CANCELLED, State.UNCERTAIN):
        sent.add_metric([state.value], sources.results.counts[state])
    yield sent
    yield CounterMetricFamily("majlis_too_many_requests", "How often Telegram told to wait (429).", sources.pacer.halts)
    logged = CounterMetricFamily("majlis_log_events", "Warnings and errors of the log.", labels=["level", "logger", "event"])
    for labels, many in sources.logs.counts.items():
        logged.add_metric(labels, many)
    yield logged
    if (newest := newest_backup(sources.backups)) is not None:
        yield GaugeMetricFamily("majlis_backup_age_seconds", "Age of the newest backup.", (now - newest).total_seconds())
    if rows is not None:
        yield from _of_rows(rows, now)


def _handled(intake: Intake) -> Metric:
    buckets, upto = [], 0
    for bound, many in zip([*map(str, BOUNDS), "+Inf"], intake.spent.counts, strict=True):
        upto += many
        buckets.append((bound, float(upto)))
    return HistogramMetricFamily("majlis_update_seconds", "How long updates took.", buckets, intake.spent.total)


def _of_rows(rows: _Rows, now: datetime) -> Iterator[Metric]:
    standing = rows.standing
    waiting = GaugeMetricFamily("majlis_outbox_waiting", "Deliveries that wait, by lane.", labels=["lane"])
    late = GaugeMetricFamily("majlis_outbox_late_seconds", "For how long the first due delivery waits, by lane.", labels=["lane"])
    for lane, many in standing.waiting.items():
        due, name = standing.due_since.get(lane), lane.name.lower()
        waiting.add_metric([name], many)
        late.add_metric([name], (now - due).total_seconds() if due else 0.0)
    yield waiting
    yield late
    yield GaugeMetricFamily("majlis_outbox_sending", "Deliveries on their way.", standing.sending)
    yield GaugeMetricFamily("majlis_outbox_uncertain", "Deliveries whose outcome nobody knows.", standing.uncertain)
    yield GaugeMetricFamily("majlis_updates_set_aside", "Updates given up on in the last three days.", rows.aside)
    yield GaugeMetricFamily("majlis_people_unreachable", "Private chats that refused a message for good.", rows.unreachable)
