"""What many get is made and uploaded once; what people sent is read apart."""

import asyncio

import pytest
from markupsafe import Markup

from bot.delivery.workshop import Workshop
from handlers.common.view import View
from handlers.framework.deliveries import Paper, Workshop as Assembles


async def _nothing(_file_id: str) -> bytes | None:
    return None


def paper(once: str, made: list[str]) -> Paper:
    async def assemble(_workshop: Assembles) -> bytes:
        made.append(once)
        await asyncio.sleep(0)
        if once == "broken":
            raise ValueError("broken")
        return once.encode()

    return Paper("book.pdf", View(Markup("Book")), assemble=assemble, once=once)


async def test_the_others_wait_for_the_upload_and_get_its_id() -> None:
    workshop, made = Workshop(_nothing), list[str]()
    assert await workshop.content(paper("a", made)) == ("", b"a")
    others = [asyncio.create_task(workshop.content(paper("a", made))) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in others)
    assert await workshop.content(paper("b", made)) == ("", b"b")
    workshop.uploaded("a", "id-a")
    assert await asyncio.gather(*others) == [("id-a", None)] * 3
    assert await workshop.content(paper("a", made)) == ("id-a", None)
    assert made == ["a", "b"]


async def test_when_an_upload_fails_one_of_those_who_wait_makes_the_next() -> None:
    workshop, made = Workshop(_nothing), list[str]()
    await workshop.content(paper("a", made))
    others = [asyncio.create_task(workshop.content(paper("a", made))) for _ in range(3)]
    await asyncio.sleep(0)
    workshop.uploaded("a", "")
    done, waiting = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == [("", b"a")]
    assert len(waiting) == 2
    workshop.uploaded("a", "id-a")
    assert await asyncio.gather(*waiting) == [("id-a", None)] * 2
    assert made == ["a", "a"]
    workshop.uploaded("a", "")  # Telegram does not know it any more
    assert await workshop.content(paper("a", made)) == ("", b"a")


async def test_what_cannot_be_made_holds_nobody_up() -> None:
    workshop, made = Workshop(_nothing), list[str]()
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            await workshop.content(paper("broken", made))
    assert await workshop.content(paper("", made)) == ("", b"")
    assert await workshop.content(paper("", made)) == ("", b"")
    assert await workshop.apart(lambda: 2 + 2) == 4
