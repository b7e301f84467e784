"""The log as a spreadsheet."""

from collections.abc import Sequence

from council.clock import zone as zone_of
from handlers.audit.views import People, who_acted, whom
from handlers.common.audit_phrases import action_phrase, details
from handlers.common.texts import Texts, plain
from handlers.common.xlsx_writer import Sheet, Value
from storage.audit import Logged


def log(logged: Sequence[Logged], people: People, zone: str, t: Texts) -> Sheet:
    """A row for each entry, newest first; times in this zone."""
    there = zone_of(zone)
    rows: list[list[Value]] = [
        [
            one.number,
            one.at.astimezone(there).replace(tzinfo=None, microsecond=0),
            plain(who_acted(one, people, t)),
            plain(action_phrase(one.action, t)),
            "; ".join(plain(told) for told in whom(one, people, t)),
            "; ".join(plain(told) for told in details(one.detail, zone, t)),
            one.hash,
        ]
        for one in logged
    ]
    heads = [
        t("Number"), t("When ({zone})", zone=zone), t("Who"), t("What"), t("About"), t("Particulars"), t("SHA-256"),
    ]  # fmt: skip
    return Sheet(plain(t("What was done")), [plain(head) for head in heads], rows, (8, 20, 30, 40, 30, 50, 66))
