"""Questions at the prompt, answered by typing or from a pipe. What was answered is kept, so that one can leave and go on."""

import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

Read = Callable[[str], object]
"""What a typed text means. Raises `ValueError` with what is wrong about it."""


class Left(Exception):  # noqa: N818 - not a fault
    """The person has left: by Ctrl-C, Ctrl-D, or because the piped answers have ended."""


class Answers:
    """Answers that are kept in a file of their user only, until all is done."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, str] = {}
        if file.exists():
            try:
                kept = json.loads(file.read_text(encoding="utf-8"))
                self._kept = {str(key): str(value) for key, value in kept.items()}
            except (OSError, ValueError, AttributeError):
                say(f"{file} cannot be read, so all is asked anew.")

    def get(self, key: str) -> str:
        """What was answered, as it was typed; "" for nothing."""
        return self._kept.get(key, "")

    def keep(self, key: str, typed: str) -> None:
        """Keep an answer at once."""
        self._kept[key] = typed
        write_private(self._file, json.dumps(self._kept, ensure_ascii=False, indent=1))

    def forget(self) -> None:
        """All is done: remove the file."""
        self._file.unlink(missing_ok=True)


def write_private(file: Path, text: str) -> None:
    """Write a file that only its user may read, whole or not at all."""
    beside = file.with_name(f"{file.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    beside.replace(file)


def say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


def ask(question: str, *, default: str = "", hidden: bool = False, secret: bool = False) -> str:
    """What is typed, or the default if nothing is. `hidden`: it does not show on a terminal; `secret`: nor does the default.
    Raises `Left`."""
    secret = secret or hidden
    shown = f"{question} [{'keep the present one' if secret else default}]: " if default else f"{question}: "
    try:
        if hidden and sys.stdin.isatty():
            typed = getpass.getpass(shown)
        else:
            print(shown, end="", flush=True)
            typed = sys.stdin.readline()
            if not typed.endswith("\n") and not typed:
                raise Left
            if not sys.stdin.isatty():
                print("(not shown)" if secret and typed.strip() else typed.strip(), flush=True)
    except (KeyboardInterrupt, EOFError, UnicodeDecodeError):
        raise Left from None
    return typed.strip() or default


def ask_until(question: str, read: Read, *, default: str = "", hidden: bool = False, secret: bool = False) -> tuple[str, object]:
    """Ask until the answer can be read; what was typed, and what it means. Raises `Left`."""
    while True:
        typed = ask(question, default=default, hidden=hidden, secret=secret)
        try:
            return typed, read(typed)
        except ValueError as error:
            say(f"  {error}")


def ask_checked(
    question: str, check: Callable[[str], str], *, default: str = "", hidden: bool = False, secret: bool = False
) -> str:
    """Ask until `check` accepts the answer: it gives a word on it, or raises `ValueError`. What was typed. Raises `Left`."""
    typed, word = ask_until(question, check, default=default, hidden=hidden, secret=secret)
    if word:
        say(f"  {word}")
    return typed


def agree(question: str, *, default: bool = False) -> bool:
    """Yes or no. Raises `Left`."""
    words = {"y": True, "yes": True, "n": False, "no": False, "": default}

    def read(typed: str) -> bool:
        if typed.lower() not in words:
            message = "Please answer y or n."
            raise ValueError(message)
        return words[typed.lower()]

    return bool(ask_until(f"{question} ({'Y/n' if default else 'y/N'})", read)[1])
