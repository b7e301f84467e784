"""Shared by tests: values about records."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from council.openness import Openness
from council.records import Counts, Record, Version

AT = datetime(2026, 12, 7, 13, tzinfo=UTC)


def a_record(**changed: object) -> Record:
    made = Record(
        serial=1, number="B-2026-03", group="B", title="Title", version=1,
        versions=(Version(1, "ab" * 32, AT),), text="Text", link="", file_name="", text_hash="ab" * 32,
        author="mark-a", rule="full consensus", quorum=66, floor=50, quorum_needed=2, floor_needed=2, settings=(),
        openness=Openness.NAMED, opened_at=AT - timedelta(days=7), deadline=AT, closed_at=AT,
        electorate=("mark-a", "mark-b", "mark-c"), counts=Counts(3, 2, 0, 0, 1), stands=(), objections=(), changes=(),
        outcome="adopted", ground="consensus",
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]  # as the strategies give them
