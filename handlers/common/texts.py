"""Translations: message catalogs, and values escaped where they enter a message."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from babel import Locale
from markupsafe import Markup

from council.errors import Refused
from council.lexicon import Lexicon
from council.people import Person
from council.translations import Correction, Forms, check, text_key
from handlers.common import lexicons, po_files
from handlers.common.po_files import Key, Layer
from handlers.common.scripts import Script, scripts_of

LOCALES = Path(__file__).parent.parent / "locales"

SOURCE = "en"
"""The language of the messages in the code."""

# Plain "en" would put the month before the day.
_LOCALE_OF = {"en": "en_GB"}


def plain(text: str) -> str:
    """A text for places without markup: a button, a file, a picture. Markup is unescaped."""
    return str(text.unescape()) if isinstance(text, Markup) else text


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _END = "\u2068", "\u2069"


def _apart(values: Mapping[str, object]) -> dict[str, object]:
    """The values, each that is written from right to left isolated (Unicode, UAX #9), so that the text around it keeps its order:
    a name before a number would else change places with it."""
    return {
        name: type(value)(f"{_ISOLATE}{value}{_END}") if isinstance(value, str) and _turns(value) else value
        for name, value in values.items()
    }


def _turns(value: str) -> bool:
    return bool(_RIGHT_TO_LEFT.search(value)) and _ISOLATE not in value and not value.startswith("http")


class Texts:
    """Messages for one reader. They may contain Telegram's HTML; inserted values are escaped.

    A message that is not translated into the reader's language is taken from the next of `layers`, else it is in English."""

    def __init__(self, language: str, layers: Sequence[Layer] = (), spoken: Iterable[str] = (SOURCE,),
                 lexicon: Lexicon | None = None, script: Script | None = None) -> None:  # fmt: skip
        self.language = language
        self.spoken = tuple(spoken)  # all languages of the council: people mix them when typing
        self.lexicon = lexicon or lexicon_of(self.spoken)
        self.script = script
        self._layers = tuple(layers)

    @cached_property
    def locale(self) -> Locale:
        """The locale for dates, numbers and plurals."""
        return Locale(self.language, script=self.script.code) if self.script else self.locale_of(self.language)

    @staticmethod
    def locale_of(language: str) -> Locale:
        """The locale of one of the council's languages."""
        return Locale.parse(_LOCALE_OF.get(language, language))

    def __call__(self, message: str, /, **values: object) -> Markup:
        """The message in this language, with `values` in its `{placeholders}`."""
        return Markup(self._said("", message)).format(**_apart(values))  # noqa: S704 - values are escaped

    def plural(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """The plural form of the message for `n`, which is also the placeholder `{n}`."""
        return Markup(self._said("", one, many, n=n)).format(n=n, **_apart(values))  # noqa: S704

    def within(self, context: str, message: str, /) -> Markup:
        """A message that is ambiguous by itself, disambiguated by its context (pgettext)."""
        return Markup(self._said(context, message))  # noqa: S704

    def named(self, names: Mapping[str, str]) -> str:
        """The name of something that the council names in its languages: in this one, else in the first that it names it in."""
        own = names.get(self.language)
        return self.written(own) if own else next(iter(names.values()))

    def written(self, text: str) -> str:
        """A text in this language that is in no catalog, such as a group's name, in the letters that the reader chose."""
        return self.script.write(text) if self.script else text

    def forms(self, key: Key, source: Forms) -> Forms:
        """What this reader is shown of a text, before anything is filled in: one form, or its plural forms. `source`: the
        English ones."""
        for layer in self._layers:
            if forms := layer.forms.get(key):
                return tuple(map(self.written, forms)) if layer.language == self.language else forms
        return source

    def form_of(self, n: int) -> int:
        """The place of the plural form for a number, in this language."""
        return int(self._layers[0].plural(n)) if self._layers else int(n != 1)

    def _said(self, context: str, *source: str, n: int = 1) -> str:
        for layer in self._layers:
            if forms := layer.forms.get((context, source[0])):
                text = forms[layer.plural(n)] if len(source) > 1 else forms[0]
                return self.written(text) if layer.language == self.language else text
        return source[0 if n == 1 else -1]


class Catalogs:
    """The texts in all languages of a council, each loaded when it is first asked for, and the words that people type."""

    def __init__(self, languages: Iterable[str], folder: Path = LOCALES) -> None:
        self.languages = tuple(languages)
        self.lexicon = lexicon_of(self.languages, folder)
        self._folder, self._texts = folder, dict[tuple[str, str, str], Texts]()
        self._corrected: Mapping[str, Mapping[Key, Forms]] = {}
        self.outdated = False  # whether a correction was written or taken back of which these texts do not know yet

    def texts(self, language: str, second: str = "", script: str = "") -> Texts:
        """The texts in `language`. What is not translated is said in the `second` language, then in the council's first, then
        in English; so is everything, if the council does not have the language. `script`: other letters (ISO 15924)."""
        wanted = language, second, self.languages[0], SOURCE
        chain = [code for code in wanted if code in (*self.languages, SOURCE)]
        chain = chain[: chain.index(SOURCE) + 1]
        key = chain[0], "|".join(chain), script
        if key not in self._texts:
            layers = [layer for code in dict.fromkeys(chain) for layer in self._layers(code)]
            other = scripts_of(chain[0], self._folder).get(script)
            self._texts[key] = Texts(chain[0], layers, self.languages, self.lexicon, other)
        return self._texts[key]

    def of(self, person: Person | None) -> Texts:
        """The texts for a person, as they wish to read; for a chat (None) in the council's first language."""
        if person is None:
            return self.texts(self.languages[0])
        return self.texts(person.language, person.second_language, person.script)

    @cached_property
    def sources(self) -> Mapping[str, tuple[Key, Forms]]:
        """All texts by what they are known by in the database (`text_key`), in English; as far as a catalog has them."""
        named = [code for code in self.languages if (self._folder / code / po_files.FILE).exists()]
        others = po_files.list_languages(self._folder)
        found = {key: forms for code in named or others[:1] for key, forms in po_files.read(code, self._folder).sources.items()}
        return {text_key(*key): (key, forms) for key, forms in found.items()}

    def plurals(self, language: str) -> int:
        """How many plural forms a language has."""
        return po_files.read(language, self._folder).plurals

    def written_in_all(self, key: Key) -> list[str]:
        """All forms of a text in all languages of the council, as the catalogs have them, and in English."""
        forms = [po_files.read(code, self._folder).forms.get(key, ()) for code in self.languages]
        return [form for each in (*forms, self.sources[text_key(*key)][1]) for form in each]

    def _layers(self, language: str) -> list[Layer]:
        written = po_files.read(language, self._folder)
        return [replace(written, forms=self._corrected.get(language, {})), written]

    def load(self) -> None:
        """Read all catalogs, so that nobody waits for them later, and what is wrong in them is logged at once."""
        for language in self.languages:
            self.texts(language)
        len(self.sources)

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Say these texts in place of those of the catalogs from now on. They were checked when they were taken; one that
        does not fit the text of a newer program any more is left out, and logged."""
        found: dict[str, dict[Key, Forms]] = {}
        for one in corrections:
            if refused := self._unfit(one):
                logging.getLogger("texts").error("a corrected text is not used: %s %s %r", one.language, one.subject, refused)
            else:
                found.setdefault(one.language, {})[one.context, one.message] = one.forms
        if found != self._corrected:
            self._corrected = found
            self._texts.clear()

    def unfit(self, corrections: Iterable[Correction]) -> list[Correction]:
        """Those that do not fit their texts any more: they are not said."""
        return [one for one in corrections if self._unfit(one)]

    def _unfit(self, one: Correction) -> Refused | None:
        if one.key not in self.sources:  # a text that this program does not say, or in no catalog
            return None
        try:
            check(self.sources[one.key][1], one.forms, self.plurals(one.language))
        except Refused as refused:
            return refused
        return None

    def closest(self, code: str | None) -> str:
        """The council's language for a Telegram client's code ("ru-RU"); else the council's first."""
        short = (code or "").split("-")[0].lower()
        return short if short in self.languages else self.languages[0]

    def scripts(self, language: str) -> Mapping[str, Script]:
        """The scripts in which a language can be read besides its own, by code."""
        return scripts_of(language, self._folder)

    def choices(self) -> list[tuple[str, str]]:
        """What people choose from: languages, each in its own and in its other letters, with their own names for them."""
        found = list[tuple[str, str]]()
        for language in self.languages:
            found.append((language, self.own_name(language)))
            found += [(f"{language}_{script.code}", script.name) for script in self.scripts(language).values()]
        return found

    def chosen(self, person: Person) -> str:
        """The name of the language in which somebody reads, in its letters."""
        return dict(self.choices()).get(f"{person.language}_{person.script}") or self.own_name(person.language)

    def drafts(self) -> list[str]:
        """The languages whose translation nobody has read yet to whom the language is their own."""
        return [language for language in self.languages if po_files.read(language, self._folder).draft]

    @staticmethod
    def own_name(language: str) -> str:
        """The name of a language in that language."""
        name = Locale.parse(language).get_language_name(language) or language
        return name[0].upper() + name[1:]


def lexicon_of(languages: Iterable[str], folder: Path = LOCALES) -> Lexicon:
    """The words that people of a council type, in its languages and English; read from their files once.

    Raises `handlers.common.lexicons.LexiconError`, and `FileNotFoundError` for a language without the file."""
    return lexicons.lexicon((*languages, SOURCE), folder)


def N_(message: str) -> str:  # noqa: N802 - the usual name for marking a message
    """Mark a message for extraction into the catalogs where it is not translated yet."""
    return message
