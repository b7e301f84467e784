"""Which words a reader gets: broken and missing translations, second languages, other letters, corrected texts."""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.people import Person
from council.translations import Correction, text_key
from handlers.common.dates import city
from handlers.common.po_files import FILE, flaws, read
from handlers.common.texts import LOCALES, SOURCE, Catalogs

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def entry(message: str, said: str) -> str:
    return f'msgid "{message}"\nmsgstr "{said}"\n\n'


BROKEN = (
    HEAD + entry("Open {title}", "Ouvrir {titre}") + entry("<b>Yes</b>", "<b>Oui") + entry("No", "Non")
    + 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} jour"\nmsgstr[1] ""\n'
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of languages: English, and three whose catalogs are empty."""
    for language in (SOURCE, "fr", "de", "uz"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "lexicon.toml").write_bytes((LOCALES / SOURCE / "lexicon.toml").read_bytes())
        if language != SOURCE:
            say(tmp_path, language)
    (tmp_path / "uz" / "Cyrl.toml").write_bytes((LOCALES / "uz" / "Cyrl.toml").read_bytes())
    return tmp_path


def say(folder: Path, language: str, **said: str) -> None:
    (folder / language / FILE).write_text(HEAD + "".join(entry(*each) for each in said.items()))


def test_a_broken_translation_is_said_in_english_and_logged_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "fr" / FILE).write_text(BROKEN)
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            t = Catalogs(["fr"], folder).texts("fr")
            assert (t("Open {title}", title="<x>"), t("<b>Yes</b>"), t("No")) == ("Open &lt;x&gt;", "<b>Yes</b>", "Non")
            assert (t.plural("{n} day", "{n} days", 1), t.plural("{n} day", "{n} days", 2)) == ("1 day", "2 days")
    assert len(caplog.records) == 3
    assert [re.match(r"fr/majlis.po:(\d+): ", flaw) is not None for flaw in flaws(folder / "fr" / FILE, "fr")] == [True] * 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'msgid ""\nmsgstr ""\n\nmsgid "x"\nnonsense\n', r"fr/majlis.po:5: "),
        ("msgid \"Да\"\n".encode("cp1251"), r"fr/majlis.po: "),
        (HEAD.replace("(n != 1)", "import os").encode(), r"fr/majlis.po: Plural-Forms"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_said_in_english(
    folder: Path, content: bytes, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "fr" / FILE).write_bytes(content)
    assert Catalogs(["fr"], folder).texts("fr")("No") == "No"
    assert len(caplog.records) == 1
    [flaw] = flaws(folder / "fr" / FILE, "fr")
    assert re.match(told, flaw)


def test_what_is_not_translated_is_said_in_the_second_language_then_in_the_councils_first(folder: Path) -> None:
    say(folder, "uz", A="uz")
    say(folder, "de", A="de", B="de")
    say(folder, "fr", A="fr", B="fr", C="fr")
    catalogs = Catalogs(["fr", "uz", "de"], folder)
    for second, told in [("", "uz fr fr D"), ("de", "uz de fr D"), (SOURCE, "uz B C D"), ("xx", "uz fr fr D")]:
        t = catalogs.texts("uz", second)
        assert " ".join(t(letter) for letter in "ABCD") == told, second
        assert t.language == "uz"


def test_who_reads_english_is_not_told_in_the_councils_first(folder: Path) -> None:
    say(folder, "fr", A="fr")
    assert Catalogs(["fr", SOURCE], folder).texts(SOURCE)("A") == "A"


def test_a_language_that_the_council_gave_up_is_the_second_one_or_the_first(folder: Path) -> None:
    catalogs = Catalogs(["fr", "de"], folder)
    assert [catalogs.texts(*each).language for each in (("uz",), ("uz", "de"), (SOURCE,))] == ["fr", "de", SOURCE]


def test_a_plural_from_another_language_follows_that_ones_rule(folder: Path) -> None:
    (folder / "fr" / FILE).write_text(
        HEAD.replace("(n != 1)", "(n > 1)")
        + 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} jour"\nmsgstr[1] "{n} jours"\n'
    )
    t = Catalogs(["fr", "uz"], folder).texts("uz")
    assert [t.plural("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]


def test_a_corrected_text_is_said_at_once_and_taken_back_at_once(folder: Path) -> None:
    say(folder, "fr", A="fr")
    catalogs = Catalogs(["fr", SOURCE], folder)
    said = [("fr", "", "A", ["mieux"]), ("fr", "", "{n} day", ["{n} jour", "{n} jours"]), (SOURCE, "x", "A", ["a"])]
    catalogs.correct(Correction(1, language, "", context, message, forms, NOW) for language, context, message, forms in said)
    t = catalogs.texts("fr")
    assert (t("A"), t.plural("{n} day", "{n} days", 5), t.within("x", "A")) == ("mieux", "5 jours", "a")
    assert catalogs.texts(SOURCE).within("x", "A") == "a"
    catalogs.correct([])
    assert (catalogs.texts("fr")("A"), catalogs.texts("fr")("B")) == ("fr", "B")


# -- other letters


def test_a_reader_chooses_the_letters(folder: Path) -> None:
    (folder / "uz" / FILE).write_text(HEAD + entry("<b>{name}</b>", "Soʻz: <b>{name}</b>, /help"))
    say(folder, "fr", Other="Autre")
    catalogs = Catalogs(["fr", "uz"], folder)
    t = catalogs.texts("uz", script="Cyrl")
    assert t("<b>{name}</b>", name="Ali Expert") == "Сўз: <b>Ali Expert</b>, /help", "a name stays as its owner writes it"
    assert t("Other") == "Autre", "another language keeps its letters"
    assert (str(t.locale), t.language) == ("uz_Cyrl", "uz")
    assert city("Asia/Tashkent", t) == "Тошкент"
    assert catalogs.texts("uz")("<b>{name}</b>", name="x") == "Soʻz: <b>x</b>, /help"
    assert catalogs.texts("fr", script="Cyrl")("Other") == "Autre"
    assert list(catalogs.scripts("fr")) == []


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("oʻgʻil qishloq hamma gʻoʻza", "ўғил қишлоқ ҳамма ғўза"),
        ("o‘g‘il O'zbekiston", "ўғил Ўзбекистон"),
        ("maʼlumot eʼlon sheʼr aʼzo eʼtiroz", "маълумот эълон шеър аъзо эътироз"),
        ("eski ekran kerak Elektron poeziya", "эски экран керак Электрон поэзия"),
        ("yer Yevropa qayerda keyin", "ер Европа қаерда кейин"),
        ("yoz yoʻl yoʻq ixtiyoriy bayonnoma", "ёз йўл йўқ ихтиёрий баённома"),
        ("yangi yubor iyul", "янги юбор июл"),
        ("konstitutsiya pozitsiya politsiya", "конституция позиция полиция"),
        ("muddatsiz etsangiz Tashkilotsiz", "муддатсиз этсангиз Ташкилотсиз"),
        ("shahar Chorshanba ochish", "шаҳар Чоршанба очиш"),
        ("Obyekt obyektlar rayonda OAV", "Объект объектлар районда ОАВ"),
        ("PDF yoki roster.xlsx", "PDF ёки roster.xlsx"),
        ("“not sent” qatori; Buyruq: python -m bot audit verify", "“not sent” қатори; Буйруқ: python -m bot audit verify"),
        ("EC va B guruhi; U keldi", "EC ва B гуруҳи; У келди"),
        ("https://example.org/yoz x@example.org @kengash #yangilik /help", None),
        ("<code>yoz</code> {name} &lt; <a href='yoz'>", None),
    ],
)
def test_uzbek_in_cyrillic_letters(latin: str, cyrillic: str | None) -> None:
    assert Catalogs(["uz"]).scripts("uz")["Cyrl"].write(latin) == (cyrillic or latin)


def test_every_text_in_other_letters_can_be_filled_in() -> None:
    write, places = Catalogs(["uz"]).scripts("uz")["Cyrl"].write, re.compile(r"\{\w*\}|</?[a-z][^<>]*>|&\w+;|(?<!\w)/[a-z]+|\n")
    looked = 0
    for forms in list(read("uz", LOCALES).forms.values())[::6]:  # each takes a millisecond
        for form in forms:
            looked += 1
            assert places.findall(write(form)) == places.findall(form), form
    assert looked > 400


def test_a_person_reads_as_they_chose(folder: Path) -> None:
    say(folder, "uz", A="olma")
    catalogs = Catalogs(["fr", "uz", "de"], folder)
    reader = Person(1, None, "", "", "", "uz", "UTC", second_language="de", script="Cyrl")
    assert catalogs.of(reader)("A") == "олма"
    assert catalogs.of(None).language == "fr"


# -- names from right to left


@pytest.mark.parametrize("name", ["محمد", "דוד", "Ali محمد"])
def test_a_name_from_right_to_left_stays_in_its_place(name: str) -> None:
    t = Catalogs([SOURCE]).texts(SOURCE)
    said = t("{who}, {n} of {of}", who=name, n=3, of=5)
    assert said == f"\u2068{name}\u2069, 3 of 5"
    assert t("{who}!", who=said) == f"{said}!", "isolated once"
    assert t.plural("{who}: {n}", "{who}: {n}", 2, who=f"<{name}>") == f"\u2068&lt;{name}&gt;\u2069: 2"
    assert t("{link}", link=f"https://example.org/{name}") == f"https://example.org/{name}"


@pytest.mark.parametrize("name", ["Oʻtkir", "Ёлкин", "Қанат", "王", "😀", ""])
def test_other_names_are_as_they_are(name: str) -> None:
    assert Catalogs([SOURCE]).texts(SOURCE)("{who}, 3", who=name) == f"{name}, 3"


# -- what the heads of catalogs say, and corrections of an earlier program


def test_a_draft_says_so_in_its_head(folder: Path) -> None:
    (folder / "fr" / FILE).write_text("# French. A draft: made by a program.\n" + HEAD + entry("No", "Non"))
    catalogs = Catalogs(["fr", "de", SOURCE], folder)
    assert catalogs.drafts() == ["fr"]
    assert [choice for choice, _ in catalogs.choices()] == ["fr", "de", SOURCE]


def test_a_correction_that_does_not_fit_any_more_is_left_out(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "fr" / FILE).write_text(HEAD + entry("{n} left", "{n} de reste") + entry("No", "Non"))
    catalogs = Catalogs(["fr"], folder)
    said = [("{n} left", ["{m} restent"]), ("No", ["Non, non"]), ("Said no more", ["{x}"])]
    catalogs.correct(Correction(1, "fr", text_key("", message), "", message, forms, NOW) for message, forms in said)
    t = catalogs.texts("fr")
    assert (t("{n} left", n=2), t("No")) == ("2 de reste", "Non, non")
    assert len(caplog.records) == 1
