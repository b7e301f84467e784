"""Everything stored about a person as one file that any browser opens: for them to read, and for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from council.chain import Heads
from council.config import Council
from council.people import Person
from handlers.common.dates import moment
from handlers.common.proofs import heads_told
from handlers.common.texts import Texts
from handlers.oneself.views.kept import kept
from handlers.oneself.views.words import column_name, in_order, table_name, told

Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held of a person: tables by name, the log's entries among them, and how far the chains reached then."""

    person: Person
    tables: Sequence[tuple[str, Rows]]
    heads: Heads
    at: datetime


_STYLE = Markup(
    "body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1rem;color:#1c2530;overflow-wrap:anywhere}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:2px solid #2b5c8a}"
    "dl{margin:0 0 .8rem;padding:.6rem .8rem;background:#f3f6f9;border-radius:.4rem}"
    "dt{color:#566472;font-size:.8rem}dd{margin:0 0 .35rem;white-space:pre-wrap}"
    "pre{white-space:pre-wrap;background:#f3f6f9;padding:.8rem;font-size:.75rem}p{margin:.3rem 0}"
)


def page(held: Holdings, council: Council, t: Texts) -> bytes:
    """The file. What people typed is text in it, whatever it looks like."""
    zone = held.person.zone
    tables = sorted(held.tables, key=lambda table: in_order(table[0]))
    listed = [(table_name(name, t), Markup("").join(_row(name, row, zone, t) for row in rows)) for name, rows in tables]
    sections = Markup("").join(Markup("<h2>{}</h2>{}").format(name, rows) for name, rows in listed)
    if spans := kept(council.keep, t):
        paragraphs = Markup("").join(Markup("<p>{}</p>").format(line) for line in spans)
        sections += Markup("<h2>{}</h2>{}").format(t("How long it is kept"), paragraphs)
    heads = Markup("").join(Markup("<p>{}</p>").format(line) for line in heads_told(held.heads, t))
    made = t("Made on {when}. Nothing else is stored about you, except what /forget lists as out of reach.",
             when=moment(held.at, zone, t))  # fmt: skip
    return str(
        Markup(
            '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            "<style>{style}</style></head><body><h1>{title}</h1><p>{council}</p><p>{made}</p>{sections}"
            "<h2>{proof}</h2>{heads}<details><summary>{programs}</summary><pre>{json}</pre></details></body></html>\n"
        ).format(
            lang=t.language, title=t("Everything stored about you"), style=_STYLE, council=t.named(council.names),
            made=made, sections=sections, proof=t("To verify"), heads=heads, programs=t("The same for programs (JSON)"),
            json=json.dumps(dict(held.tables), ensure_ascii=False, indent=1,  # instants in UTC
                            default=lambda one: one.isoformat() if isinstance(one, date) else str(one)),
        )
    ).encode()  # fmt: skip


def _row(table: str, row: Mapping[str, object], zone: str, t: Texts) -> Markup:
    pairs = [(name, told(table, key, value, zone, t)) for key, value in row.items() if (name := column_name(key, t))]
    facts = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in pairs if value)
    return Markup("<dl>{}</dl>").format(facts)
