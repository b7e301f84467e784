"""Shared by tests: a record that the views of records are drawn from."""

from datetime import UTC, datetime, timedelta

from council.openness import Openness
from council.records import Answer, Change, ChangeKind, Counts, Move, Objection, Record, Setting, Stand, Version
from storage.records import Kept

AT = datetime(2026, 12, 7, 13, tzinfo=UTC)
LETTERS = "Ғғ Ққ Ңң Өө Үү Ӣӣ Ӯӯ Ҳҳ Ҷҷ Şş Ňň Oʻ ž ä ý"
PEOPLE = 40
NAMES = [f"Expert {n}, {LETTERS}" for n in range(1, PEOPLE + 1)]
MARKS = [f"{n:064x}" for n in range(1, PEOPLE + 1)]
WHY = "Nobody was there in the holidays"
REASON, HARM, ANSWER = f"Reservation: {LETTERS} #let *x* $y$", "Harm that was seen <b>& said", "What was answered"
TEXT = "\n\n".join([f"Абзац {n}. Дети идут в школу, {LETTERS}. " + "Слова и ещё слова. " * 14 for n in range(1, 13)])


def kept(openness: Openness = Openness.NAMED) -> Kept:
    """Forty people: thirty in support, four with reservations, two aside, one objection, two silent, one struck."""
    choices = ["support"] * 30 + ["reservations"] * 4 + ["aside"] * 2 + ["object"]
    stands = tuple(
        Stand(who, choice, AT - timedelta(hours=at), {"reservations": f"{REASON} {at}", "object": HARM}.get(choice, ""),
              how="letter" if at == 0 else "", by=MARKS[1] if at == 0 else "")
        for at, (who, choice) in enumerate(zip(MARKS, choices, strict=False))
    )  # fmt: skip
    detached = openness is Openness.DETACHED
    record = Record(
        serial=5, number="B-2026-03", group="B", title="Раннее обучение возвращённых детей", version=2,
        versions=(Version(1, "ab" * 32, AT), Version(2, "cd" * 32, AT, "What changed")), text=TEXT,
        link="https://example.org/" + "long" * 40, file_name="", text_hash="cd" * 32, author=MARKS[3],
        rule="consensus minus", quorum=66, floor=50, quorum_needed=26, floor_needed=20,
        settings=(Setting("dissent", "1"),), openness=openness, opened_at=AT - timedelta(days=7), deadline=AT,
        closed_at=AT, electorate=tuple(sorted(MARKS)), counts=Counts(39, 30, 4, 2, 1),
        stands=() if detached else stands,
        objections=() if detached else (
            Objection(MARKS[36], HARM, "", AT, (Answer(MARKS[3], ANSWER, AT),)),
        ),
        changes=() if detached else (
            Change(ChangeKind.STRUCK, MARKS[39], AT), Change(ChangeKind.EXTENDED, MARKS[0], AT, note=WHY),
            Change(ChangeKind.ENTERED, MARKS[0], AT, MARKS[1], "letter"),
        ),
        outcome="adopted", ground="dissent",
        moves=() if detached else (
            Move(MARKS[4], AT, "", "object", 1, "phone", MARKS[1]), Move(MARKS[4], AT, "object", "", 1),
            Move(MARKS[4], AT, "", "support", 2),
        ),
    )  # fmt: skip
    names: dict[str, str | None] = dict(zip(MARKS, NAMES, strict=True))
    return Kept(record, 17, "ef" * 32, "ab" * 32, names)
