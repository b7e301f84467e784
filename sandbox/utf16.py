"""Telegram counts text in UTF-16 code units: letters of the basic plane are one, emoji are two."""


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity of that offset and length covers, in UTF-16 code units."""
    return text.encode("utf-16-le", "surrogatepass")[offset * 2 : (offset + length) * 2].decode(
        "utf-16-le", "replace"
    )
