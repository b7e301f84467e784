"""Shared by tests: what is done and seen of records."""

import io

import aiohttp
import docx
import pypdf

from sandbox.client import User
from sandbox.seen import Message
from tests.flows.world import World


async def file_of(world: World, message: Message) -> bytes:
    document = message.raw["document"]
    assert isinstance(document, dict)
    url = f"{world.sandbox.url}/sandbox/files/{document['file_id']}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def asked(world: World, user: User, button: str, name: str) -> bytes:
    answer = await user.press(button)
    assert answer.text == "It comes in a moment."
    message = await user.expect(lambda m: m.document == name, after=answer.message_id)
    assert message.raw.get("has_protected_content") is True
    return await file_of(world, message)


def words_of_pdf(content: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def words_of_docx(content: bytes) -> str:
    found = docx.Document(io.BytesIO(content))
    parts = [paragraph.text for paragraph in found.paragraphs]
    parts += [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())
