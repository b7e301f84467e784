"""Translations: message catalogs, and values escaped where they enter a message."""

from collections.abc import Iterable
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

from council.lexicon import Lexicon
from handlers.common import lexicons

LOCALES = Path(__file__).parent.parent / "locales"

SOURCE = "en"
"""The language of the messages in the code."""

# Plain "en" would put the month before the day.
_LOCALE_OF = {"en": "en_GB"}


def plain(text: str) -> str:
    """A text for places without markup: a button, a file, a picture. Markup is unescaped."""
    return str(text.unescape()) if isinstance(text, Markup) else text


class Texts:
    """Messages in one language. They may contain Telegram's HTML; inserted values are escaped."""

    def __init__(self, language: str, translations: NullTranslations, spoken: Iterable[str] = (SOURCE,),
                 lexicon: Lexicon | None = None) -> None:  # fmt: skip
        self.language = language
        self.spoken = tuple(spoken)  # all languages of the council: people mix them when typing
        self.lexicon = lexicon or lexicon_of(self.spoken)
        self._translations = translations

    @cached_property
    def locale(self) -> Locale:
        """The locale for dates, numbers and plurals."""
        return self.locale_of(self.language)

    @staticmethod
    def locale_of(language: str) -> Locale:
        """The locale of one of the council's languages."""
        return Locale.parse(_LOCALE_OF.get(language, language))

    def __call__(self, message: str, /, **values: object) -> Markup:
        """The message in this language, with `values` in its `{placeholders}`."""
        return Markup(self._translations.gettext(message)).format(**values)  # noqa: S704 - values are escaped

    def plural(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """The plural form of the message for `n`, which is also the placeholder `{n}`."""
        return Markup(self._translations.ngettext(one, many, n)).format(n=n, **values)  # noqa: S704

    def within(self, context: str, message: str, /) -> Markup:
        """A message that is ambiguous by itself, disambiguated by its context (pgettext)."""
        return Markup(self._translations.pgettext(context, message))  # noqa: S704


class Catalogs:
    """The texts in all languages of a council, each loaded when it is first asked for, and the words that people type."""

    def __init__(self, languages: Iterable[str], folder: Path = LOCALES) -> None:
        self.languages = tuple(languages)
        self.lexicon = lexicon_of(self.languages, folder)
        self._folder, self._texts = folder, dict[str, Texts]()

    def texts(self, language: str) -> Texts:
        """The texts in `language`; English if the council does not have it."""
        code = language if language in self.languages else SOURCE
        if code not in self._texts:
            self._texts[code] = Texts(code, _translations(code, self._folder), self.languages, self.lexicon)
        return self._texts[code]

    def closest(self, code: str | None) -> str:
        """The council's language for a Telegram client's code ("ru-RU"); else the council's first."""
        short = (code or "").split("-")[0].lower()
        return short if short in self.languages else self.languages[0]

    @staticmethod
    def own_name(language: str) -> str:
        """The name of a language in that language."""
        name = Locale.parse(language).get_language_name(language) or language
        return name[0].upper() + name[1:]


def lexicon_of(languages: Iterable[str], folder: Path = LOCALES) -> Lexicon:
    """The words that people of a council type, in its languages and English; read from their files once.

    Raises `handlers.common.lexicons.LexiconError`, and `FileNotFoundError` for a language without the file."""
    return lexicons.lexicon((*languages, SOURCE), folder)


@cache
def _translations(language: str, folder: Path) -> NullTranslations:
    file = folder / language / "majlis.po"
    if language == SOURCE and not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def N_(message: str) -> str:  # noqa: N802 - the usual name for marking a message
    """Mark a message for extraction into the catalogs where it is not translated yet."""
    return message
