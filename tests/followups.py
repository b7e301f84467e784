"""Shared by tests: follow-ups of recommendations, as values and as rows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import sqlalchemy as sa
from hypothesis import strategies as st

from council.config import Addressee, Council
from council.followup import LEAD, Answer, Evidence, FollowUp, Measure, State
from storage import addressees, followup
from storage.tables import followup_addressees, followup_answers, followups, measures
from storage.transaction import Transaction

ADOPTED = datetime(2026, 12, 7, 13, tzinfo=UTC)
SAID = datetime(2027, 2, 5, 9, tzinfo=UTC)
TODAY = date(2027, 5, 14)
LINK = "https://example.org/evidence"
WORDS, LEADS_WORDS, INDICATOR = "Said by an expert <of Kazakhstan>", "=Said by the lead", "Share of children in school"
FILE = "letter-of-the-expert.pdf"
WHO = "Expert, Kazakhstan, group B"

ANSWERS = (
    Answer("KZ", State.UNDER_WAY, WORDS, Evidence(LINK, "file", FILE), 7, SAID),
    Answer("+1", State.BLOCKED, "", Evidence(), 8, SAID),
    Answer(LEAD, State.UNDER_WAY, LEADS_WORDS, Evidence(), 7, SAID),
)
MEASURES = (
    Measure(1, "Letter to the ministries", "", WHO, date(2027, 3, 1)),
    Measure(2, "Round table", "KG", "", date(2027, 9, 1), State.UNDER_WAY),
    Measure(3, "Never to be done", "KG", "", date(2027, 1, 1), dropped=True),
)


STATES = st.sampled_from(State)
SECRET = "Фамилия-тайна"
"""Stands in everything that somebody has said, or that names somebody."""

SECRETS = st.text("абв <>&=", max_size=5).map(lambda text: f"{text}{SECRET}{text}")
KEYS = st.sampled_from(["KZ", "KG", "+1", "+2", "gone"])
EVIDENCE = st.builds(Evidence, st.just("https://example.org/e") | st.just(""), SECRETS, SECRETS)
ANY_ANSWER = st.builds(Answer, KEYS | st.just(LEAD), STATES, SECRETS, EVIDENCE, st.integers(1, 9), st.just(ADOPTED))
ANY_MEASURE = st.builds(
    Measure, st.integers(1, 99), st.just("Letter"), KEYS | st.just(""), SECRETS, st.dates(), STATES, st.booleans()
)
FOLLOWED = st.builds(
    FollowUp, st.just(1), st.just(1), st.just("B-2026-01"), st.just("Title"), st.just("B"), st.just(2026), st.just(ADOPTED),
    st.integers(1, 9), SECRETS, st.sets(KEYS).map(tuple), st.lists(ANY_MEASURE, max_size=4).map(tuple),
    st.lists(ANY_ANSWER, max_size=4, unique_by=lambda one: one.addressee).map(tuple), st.none() | st.dates(), st.booleans(),
)  # fmt: skip


def known(council: Council) -> dict[str, Addressee]:
    """The addressees of the council's file, a ministry of a state, and an organisation that belongs to none."""
    added = Addressee("+1", {"en": "Ministry of Education"}, "KZ"), Addressee("+2", {"en": "Regional office"})
    return {one.code: one for one in (*council.addressees, *added)}


def followed(serial: int, group: str = "B", **changes: object) -> FollowUp:
    """One that is addressed to two states, a ministry and an organisation; a measure of it is late."""
    made = FollowUp(
        serial, serial, f"{group}-2026-{serial:02}", "Schooling of <returned> children", group, 2026, ADOPTED, 7, INDICATOR,
        ("KZ", "KG", "+1", "+2"), MEASURES, ANSWERS, date(2027, 12, 1),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


async def follow(tx: Transaction, recommendation: int, round_: int, lead: int, now: datetime) -> None:
    """Follow it up: addressed to Kazakhstan and to an organisation that was added; with answers of the first and of the lead,
    and a measure that is late a week later."""
    if not await followup.begin(tx, recommendation, round_, lead, now, now):  # it had begun by itself
        await tx.write(sa.update(followups).where(followups.c.recommendation_id == recommendation).values(lead_id=lead))
    added = await addressees.add(tx, "Regional office", "", lead, now)
    here = {"recommendation_id": recommendation}
    await tx.write(sa.insert(followup_addressees), [here | {"addressee": key} for key in ("KZ", added)])
    said = {"person_id": lead, "words": WORDS, "link": LINK, "file_id": "file", "file_name": FILE, "answered_at": now}
    given = (("KZ", State.NOT_BEGUN), ("KZ", State.BLOCKED), (LEAD, State.UNDER_WAY))
    await tx.write(sa.insert(followup_answers), [here | said | {"addressee": key, "state": state.value} for key, state in given])
    measure = {"what": "Letter to the ministries", "who": WHO, "due": now.date(), "state": State.NOT_BEGUN.value, "made_at": now}
    await tx.write(sa.insert(measures).values(here | measure))
