"""Secrets from files of their own, as container platforms and systemd hand them over: `BOT_TOKEN_FILE` names a file with
the value of `BOT_TOKEN`, and so for every setting that is secret."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SUFFIX = "_FILE"

MOST_BYTES = 64 * 1024
"""A larger file is no secret of ours, but a mistake."""


class Unusable(str):
    """A mistake with a secret's file in one line, in place of the secret. The field's validator raises it, so that it is
    printed with all other mistakes."""

    __slots__ = ()


class SecretFiles(PydanticBaseSettingsSource):
    """Reads the files that `variables` name: all variables, names in small letters."""

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:  # noqa: ARG002 - its signature
        """The secret in the file that is named for this field, or what is wrong; None if none is named."""
        file = self._variables.get(f"{field_name}{SUFFIX}".lower())
        if not file:
            return None, field_name, False
        name = field_name.upper()
        if self._variables.get(field_name):
            return Unusable(f"{name} and {name}{SUFFIX} are both given: remove one of them"), field_name, False
        return read_secret(f"{name}{SUFFIX}", Path(file)), field_name, False

    def __call__(self) -> dict[str, object]:
        """The values of those fields for which a file is named."""
        secrets = {name: field for name, field in self.settings_cls.model_fields.items() if is_secret(field)}
        found = {name: self.get_field_value(field, name)[0] for name, field in secrets.items()}
        return {name: value for name, value in found.items() if value is not None}


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting is one that may be read from a file of its own."""
    return field.annotation is SecretStr


def read_secret(variable: str, file: Path) -> str:
    """A file's text without the line end that editors add; an `Unusable` that names the variable if there is none."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return Unusable(f"{variable}: {file} cannot be read: {type(error).__name__}")
    if len(content) > MOST_BYTES:
        return Unusable(f"{variable}: {file} is too large for a secret")
    return text if text.strip() else Unusable(f"{variable}: {file} is empty")


def named_files(settings: type[BaseSettings], env_file: Path | None = Path(".env")) -> dict[str, Path]:
    """The files that are named for secrets in the environment or `.env`, by variable."""
    variables = {name.lower(): value for name, value in {**(dotenv_values(env_file) if env_file else {}), **os.environ}.items()}
    names = [f"{name}{SUFFIX}" for name, field in settings.model_fields.items() if is_secret(field)]
    return {name.upper(): Path(file) for name in names if (file := variables.get(name.lower()))}
