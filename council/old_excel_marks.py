"""What an old Excel file (XLS, BIFF8) says of cells beyond their values: errors, and dates that show only a month.

The records are those of [MS-XLS], the container that of [MS-CFB]. What is broken says nothing here: whether the file can be
read is found out by whoever reads its values.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress

from council.tables import Marks, shows_month

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_FORMULA, _END, _BOUNDSHEET, _MULRK, _XF, _NUMBER, _BOOLERR, _RK, _FORMAT = (
    0x06, 0x0A, 0x85, 0xBD, 0xE0, 0x203, 0x205, 0x27E, 0x41E,
)  # fmt: skip
_MONTH_YEAR = 17
"""The number of the built-in format for a month and a year."""


def of_xls(content: bytes) -> dict[str, Marks]:
    """By the sheets' names."""
    with suppress(struct.error, IndexError, UnicodeDecodeError):
        return _of_workbook(_stream(content))
    return {}


def _stream(content: bytes) -> bytes:
    """The stream of the workbook, "" if it is not there, or too short to lie in sectors of its own."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if not 9 <= shift <= 16:
        return b""
    size = 1 << shift

    def sector(n: int) -> bytes:
        return content[(n + 1) * size : (n + 2) * size]

    tables = [n for n in struct.unpack_from("<109I", content, 76) if n < len(content) // size]
    following = [n for at in tables for n in struct.unpack(f"<{size // 4}I", sector(at).ljust(size, b"\xff"))]

    def chain(n: int) -> bytes:
        parts: list[bytes] = []
        while n < len(following) and len(parts) <= len(content) // size:
            parts.append(sector(n))
            n = following[n]
        return b"".join(parts)

    folder = chain(struct.unpack_from("<I", content, 48)[0])
    for at in range(0, len(folder) - 127, 128):
        start, length = struct.unpack_from("<II", folder, at + 116)
        if folder[at : at + 18] == "Workbook\0".encode("utf-16-le") and length >= 4096:
            return chain(start)[:length]
    return b""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and data from here to the end of this part of the stream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length


def _text(data: bytes, length: int, wide: int) -> str:
    return data[: length * 2].decode("utf-16-le") if wide & 1 else data[:length].decode("latin-1")


def _of_workbook(stream: bytes) -> dict[str, Marks]:
    sheets: dict[str, int] = {}
    months, styles = {_MONTH_YEAR}, list[int]()
    for kind, data in _records(stream, 0):
        if kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", data)
            months |= {number} if shows_month(_text(data[5:], length, wide)) else set()
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _BOUNDSHEET:
            place, _, length, wide = struct.unpack_from("<IHBB", data)
            sheets[_text(data[8:], length, wide)] = place
    shown = {at for at, number in enumerate(styles) if number in months}
    return {name: _of_sheet(stream, place, shown) for name, place in sheets.items()}


def _of_sheet(stream: bytes, at: int, shown: set[int]) -> Marks:
    marks = Marks()
    for kind, data in _records(stream, at):
        if kind in {_NUMBER, _RK, _FORMULA, _BOOLERR}:
            row, column, style = struct.unpack_from("<HHH", data)
            if style in shown:
                marks.months.add((row, column))
            if kind == _BOOLERR and data[7] == 1:
                marks.errors[row, column] = _ERRORS.get(data[6], "#N/A")
            elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
                marks.errors[row, column] = _ERRORS.get(data[8], "#N/A")
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            shows = (struct.unpack_from("<H", data, 4 + n * 6)[0] in shown for n in range((len(data) - 6) // 6))
            marks.months.update((row, first + n) for n, month in enumerate(shows) if month)
    return marks
