"""The heads of both hash chains, printed in every document, so that anyone who has one can have it verified."""

from datetime import datetime

from markupsafe import Markup

from council.chain import Heads
from council.clock import zone as zone_of
from handlers.common.texts import Texts, plain
from handlers.common.xlsx_writer import Sheet, Value

VERIFY = "python -m bot audit verify --head"
"""The command that verifies a head."""


def _compared(t: Texts) -> Markup:
    return t("Each covers everything before it. The operator compares one with: {command} …", command=VERIFY)


def heads_told(heads: Heads, t: Texts) -> tuple[Markup, ...]:
    """The heads and what they prove, as lines."""
    return (t("Head of the log: {head}", head=heads.audit), t("Head of the records: {head}", head=heads.records),
            _compared(t))  # fmt: skip


def proof_sheet(heads: Heads, at: datetime, zone: str, t: Texts) -> Sheet:
    """The last sheet of every exported workbook."""
    local = at.astimezone(zone_of(zone)).replace(tzinfo=None, microsecond=0)
    rows: list[tuple[str, Value]] = [
        (plain(t("Issued ({zone})", zone=zone)), local),
        (plain(t("Head of the log")), str(heads.audit)),
        (plain(t("Head of the records")), str(heads.records)),
        (plain(t("To compare")), plain(_compared(t))),
    ]
    return Sheet(plain(t("Proof")), (plain(t("What")), plain(t("Value"))), rows, (30, 90))
