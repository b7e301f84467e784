"""Remarks about texts and corrected texts as people see them."""

from datetime import UTC, datetime

from syrupy.assertion import SnapshotAssertion

from council.people import Person
from council.translations import Remark
from handlers.common.texts import Texts
from handlers.translations import views
from handlers.translations.views import ShownRemark, Text
from tests.views.meetings import drawn

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WHO = Person(7, 99, "Expert <b>, Kazakhstan", "Ministry", "Kazakhstan", "uz", "Asia/Tashkent")
TEXT = Text("uz", ("{n} <b>day</b> left", "{n} <b>days</b> left"), ("{n} <b>kun</b> qoldi", "{n} <b>kun</b> qoldi"))
UNTRANSLATED = Text("uz", ("Word",), ("Word",))


def remark(**fields: object) -> Remark:
    return Remark(3, 7, "uz", "0" * 16, "“Kun” deb <yozing>", NOW, **fields)  # type: ignore[arg-type]


def test_remarks(snapshot: SnapshotAssertion, t: Texts) -> None:
    assert snapshot == [
        drawn(views.remark(ShownRemark(remark(), WHO, TEXT), t)),
        drawn(views.remark(ShownRemark(remark(decided_at=NOW, corrected=True), None, None), t)),
        drawn(views.remark(ShownRemark(remark(decided_at=NOW), WHO, UNTRANSLATED), t)),
        drawn(views.thanks(t)),
        drawn(views.decided(ShownRemark(remark(decided_at=NOW, corrected=True), WHO, TEXT), t)),
        drawn(views.decided(ShownRemark(remark(decided_at=NOW), WHO, UNTRANSLATED), t)),
    ]


def test_corrections(snapshot: SnapshotAssertion, t: Texts) -> None:
    assert snapshot == [
        drawn(views.preview(TEXT, ("{n} <b>kun</b>",) * 2, t)),
        drawn(views.listed([], 0, 0, 0, t)),
        drawn(views.listed([(5, TEXT), (6, UNTRANSLATED)], 14, 1, 2, t)),
    ]
