"""What `python -m bot setup` writes: `.env` and the council's file."""

import re
from pathlib import Path

from bot.cli.asking import write_private
from bot.council_file import load_council
from bot.settings import Mistakes

ENV, EXAMPLE = Path(".env"), Path(__file__).parents[2] / ".env.example"


def write_env(values: dict[str, str]) -> None:
    """Put these values into `.env`; its other lines stay. A new one begins as a copy of `.env.example`."""
    text = (
        ENV.read_text(encoding="utf-8-sig") if ENV.exists() else EXAMPLE.read_text(encoding="utf-8") if EXAMPLE.exists() else ""
    )
    for name, value in values.items():
        text, done = re.subn(rf"^{name}=.*$", f"{name}={value}", text, count=1, flags=re.MULTILINE)
        if not done:
            text = f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{name}={value}\n"
    write_private(ENV, text)


def write_council(file: Path, text: str) -> None:
    """Write the council's file, once it is known to load. An earlier one is kept beside it."""
    new = file.with_name(f"{file.name}.new")
    write_private(new, text)
    try:
        load_council(new)
    except Mistakes as mistakes:
        raise AssertionError(mistakes.lines) from None  # each answer was checked
    if file.exists():
        file.replace(file.with_name(f"{file.name}.bak"))
    new.chmod(0o644)  # it holds no secret, and the bot may run as another user
    new.replace(file)


def quoted(text: str) -> str:
    """A string of TOML."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def council_text(
    names: dict[str, str], short: dict[str, str], zone: str, languages: list[str], groups: list[tuple[str, dict[str, str]]],
    channel: str, contact: str, decisions: dict[str, str],
) -> str:  # fmt: skip
    lines = [
        "# The council that this bot serves. council.toml of the repository shows, with a word on each, what else can be set."
    ]
    lines += ["", *(f"name.{code} = {quoted(name)}" for code, name in names.items())]
    lines += [f"short_name.{code} = {quoted(name)}" for code, name in short.items()]
    lines += ["", f"zone = {quoted(zone)}", f"languages = [{', '.join(map(quoted, languages))}]"]
    if contact:
        lines.append(f"contact = {quoted(contact)}")
    for code, told in groups:
        lines += ["", "[[groups]]", f"code = {quoted(code)}", *(f"name.{lang} = {quoted(name)}" for lang, name in told.items())]
    lines += ["", "[decisions]", *(f"{name} = {value}" for name, value in decisions.items())]
    if channel:
        lines += ["", "[news]", f"channel = {quoted(channel) if channel.startswith('@') else channel}"]
    return "\n".join([*lines, ""])
