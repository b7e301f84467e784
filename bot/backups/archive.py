"""A backup as a file: a ZIP archive with the database and a page that says what it holds, encrypted with age where wanted.

Both are formats that other programs read (`unzip`, `age --decrypt`), so that a backup is of use without this one.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pyrage import ssh, x25519

DATABASE, PAGE = "majlis.db", "backup.json"
"""The names in the archive."""

FORMAT = 1

CHUNK = 2**20

_OF_AGE = b"age-encryption.org/"
"""What an encrypted file begins with."""


class Unusable(Exception):  # noqa: N818 - what to tell the operator
    """The file cannot be restored; the message says why."""


NO_BACKUP = "it is no backup of this program"
CUT = "it was cut off, or changed since it was made"


class Page(BaseModel):
    """What a backup says of itself. `made_at`: UTC; `counts`: rows by table; `log`, `records`: the heads of the chains; `holds`:
    whether both held; `sha256`: of the database."""

    format: int = FORMAT
    made_at: datetime
    version: str
    counts: dict[str, int]
    log: str
    records: str
    holds: bool
    sha256: str


def read_recipient(text: str) -> "x25519.Recipient | ssh.Recipient":
    """Somebody to encrypt for: "age1…", or a public key of SSH. Raises `ValueError`."""
    import pyrage

    kind = pyrage.x25519 if text.startswith("age1") else pyrage.ssh
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise ValueError(text) from error


def read_identities(file: Path) -> "list[x25519.Identity | ssh.Identity]":
    """The private keys in a file of age (one a line) or of SSH. Raises `Unusable`."""
    import pyrage

    try:
        content = file.read_bytes()
        if b"PRIVATE KEY-----" in content:
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = [line.strip() for line in content.decode().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Unusable(f"{file} holds no private key of age or SSH") from error
    return found


def hash_of(file: Path) -> str:
    """SHA-256 of a file's content."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def pack(database: Path, page: Page, to: Path, recipients: Sequence[str]) -> None:
    """Write a backup, and read it again to see that it is whole. It has its name only when it is complete, and only its owner may
    read it. What is written beside `database` meanwhile is for the caller to delete. Raises `OSError`, `Unusable`."""
    if to.exists():
        raise Unusable(f"{to} is there already")
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    plain = database.with_name("backup.zip")
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(PAGE, page.model_dump_json(indent=1))
        archive.write(database, DATABASE)
    unpack(plain, database.with_name("read-again.db"), None)
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        with plain.open("rb") as content, os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            if recipients:
                import pyrage

                pyrage.encrypt_io(content, out, [read_recipient(text) for text in recipients])
            else:
                while chunk := content.read(CHUNK):
                    out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def unpack(backup: Path, to: Path, identity: Path | None) -> Page:
    """Write the database of a backup to `to`; what the backup says of it. `identity`: a file with a private key. Raises
    `Unusable`, and `OSError` if there is no room."""
    try:
        with backup.open("rb") as content:
            encrypted = content.read(len(_OF_AGE)) == _OF_AGE
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from error
    if not encrypted:
        return _unzip(backup, to)
    if identity is None:
        raise Unusable("it is encrypted: give the file with the private key, --identity FILE")
    plain = to.with_name(f"{to.name}.zip")
    try:
        _decrypt(backup, plain, identity)
        return _unzip(plain, to)
    finally:
        plain.unlink(missing_ok=True)


def _decrypt(backup: Path, to: Path, identity: Path) -> None:
    import pyrage

    keys = read_identities(identity)
    with backup.open("rb") as content, os.fdopen(os.open(to, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
        try:
            pyrage.decrypt_io(content, out, keys)
        except pyrage.DecryptError as error:
            other = "No matching keys" in str(error)
            raise Unusable("it is encrypted for others: no key in that file opens it" if other else CUT) from error
        except OSError as error:
            if error.errno is not None:  # of the disk, not of the content
                raise
            raise Unusable(CUT) from error


def _unzip(backup: Path, to: Path) -> Page:
    try:
        with zipfile.ZipFile(backup) as archive:
            page = Page.model_validate_json(archive.read(PAGE))
            if page.format > FORMAT:
                raise Unusable(f"it was made by a newer program (its form is {page.format}, this program knows up to {FORMAT})")
            with (
                archive.open(DATABASE) as content,
                os.fdopen(os.open(to, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out,
            ):
                while chunk := content.read(CHUNK):
                    out.write(chunk)
    except (KeyError, ValidationError) as error:
        raise Unusable(NO_BACKUP) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        with backup.open("rb") as content:
            raise Unusable(CUT if content.read(2) == b"PK" else NO_BACKUP) from error
    if hash_of(to) != page.sha256:
        raise Unusable(CUT)
    return page
