"""The language of a person and of a group's chat: what stands there is drawn again in another one."""

import pytest

from council.errors import Forbidden, Stale
from handlers.chats import actions as chat_actions
from handlers.oneself.actions import change
from handlers.translations.actions import remark
from storage import members
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.translations import KEY, catalogs


async def test_cards_follow_their_reader(at_work: CouncilAtWork, secretary: Someone) -> None:
    reader = await at_work.seated("Expert, group B", ["B"])
    await reader.does(remark, catalogs(at_work), KEY, "Why?")
    await secretary.sees("A reader reports", ever=True)
    await secretary.does(change, "language", "ru")
    assert len(await secretary.has("Читатель заметил ошибку")) == 1
    assert not await secretary.has("A reader reports")
    await secretary.say("/home")
    await secretary.sees("Региональный экспертный совет")


async def test_a_groups_chat_has_its_own_language(at_work: CouncilAtWork, secretary: Someone) -> None:
    link = await at_work.chat("B", secretary)
    await secretary.sees("Messages for all of it", chat=link.chat)
    card = await secretary.sees("Linked chat", ever=True)
    assert "English" in card.text
    await secretary.press("Another language", on=card)
    await secretary.press("Русский")
    assert "Russian" in (await secretary.sees("Linked chat")).text
    assert "привязан к группе" in (await secretary.sees("", ever=True, chat=link.chat)).text, "its card is drawn again"
    member = await at_work.seated("Expert, group B", ["B"])
    await member.say("/meetings", chat=link.chat)
    assert "лич" in (await member.sees("", ever=True, chat=link.chat)).text
    assert "chat language set" in await at_work.entries(link.subject)


async def test_who_may_link_a_chat_sets_its_language(at_work: CouncilAtWork, secretary: Someone) -> None:
    link = await at_work.chat("B", secretary)
    other = await at_work.seated("Expert, group D", ["D"])
    with pytest.raises(Forbidden):
        await other.does(chat_actions.set_language, link.id, "ru")
    with pytest.raises(Stale):
        await secretary.does(chat_actions.set_language, link.id, "xx")
    assert (await other.press(data=f"kg:{link.id}:ru")).text


async def test_a_language_its_letters_and_a_second_one_are_chosen(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    for field, value in [("language", "xx"), ("language", ""), ("second_language", "xx"), ("language", "xx_Cyrl")]:
        with pytest.raises(Forbidden):
            await expert.does(change, field, value)
    await expert.does(change, "second_language", "ru")
    await expert.does(change, "language", "ru_Cyrl")
    known = await expert.known()
    assert (known.language, known.second_language, known.script) == ("ru", "ru", ""), "Russian has no other letters"
    async with at_work.store.begin() as tx:
        await members.change(tx, known.id, script="Cyrl")
    await expert.does(change, "language", "en")
    assert (await expert.known()).script == ""
