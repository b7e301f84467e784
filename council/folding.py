"""How words are compared: without regard to case, spaces, and what nobody sees."""

import re
import unicodedata

from council import look_alikes, text_rules

_APOSTROPHES = re.compile("['`´‘’‛ʹʻʼʽ′＇]")
_JOINTS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text as it is compared, without regard to case, spaces and Unicode composition."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(look_alikes.SAME).split())


def bare(text: str) -> str:
    """The folded words of a text, without punctuation."""
    return " ".join(_JOINTS.sub(" ", fold(text)).split())


def name_key(name: str) -> str:
    """A person's name as names are compared: folded, without what nobody sees and without apostrophes, its words in
    alphabetical order and those with a hyphen taken apart, and Cyrillic and Greek letters as the Latin ones of the same
    shape, so that what looks alike is alike."""
    words = bare(_APOSTROPHES.sub("", text_rules.visible(name))).translate(look_alikes.ALIKE).split()
    return " ".join(sorted(words)) or fold(name)
