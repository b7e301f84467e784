"""Readers say which texts of the bot are wrong, and the secretariat corrects them for everybody."""

import pytest

from bot.corrections import TextCorrections
from council.errors import Forbidden, Stale, TooLong
from council.translations import MOST_REMARKS, OtherPlaceholders
from handlers.common.texts import Catalogs
from handlers.translations import actions
from storage import translations
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.translations import HOME, KEY, catalogs


async def look(at_work: CouncilAtWork) -> bool:
    """What the program does within seconds."""
    return await TextCorrections(at_work.store, catalogs(at_work)).look()


@pytest.fixture
async def reader(at_work: CouncilAtWork) -> Someone:
    return await at_work.seated("Expert, Kazakhstan, group B", ["B"], language="ru")


def said(at_work: CouncilAtWork, language: str = "ru") -> str:
    return str(catalogs(at_work).texts(language)(HOME))


async def test_a_text_is_remarked_on_and_corrected_for_everybody(
    at_work: CouncilAtWork, secretary: Someone, reader: Someone
) -> None:
    was = said(at_work)
    await reader.say("/help")
    await reader.press("Ошибка в тексте")
    await reader.say(f"Региональный экспертный совет\n\n{was}\n/home")  # the message that it is a part of, forwarded
    if await reader.has("Какой из них"):
        await reader.press(was[:60])
    await reader.sees("Что в нём не так")
    await reader.say("Лучше: вас ничего не ждёт")
    await reader.sees("Спасибо, замечание передано")

    card = await secretary.sees("A reader reports a mistake", ever=True)
    assert HOME in card.text
    assert was in card.text
    assert "Лучше: вас ничего не ждёт" in card.text
    await secretary.say("/tasks")
    await secretary.sees("1 reader's remark")
    await secretary.press("Correct the text", on=card)
    assert was in (await secretary.sees("What should it say?")).text
    await secretary.say("Вас ничего не ждёт.")
    assert "within seconds" in (await secretary.sees("The corrected text")).text
    await secretary.press("Correct it")
    await secretary.sees("Corrected:")

    assert catalogs(at_work).outdated
    assert await look(at_work)
    assert (said(at_work), said(at_work, "en")) == ("Вас ничего не ждёт.", HOME)
    await at_work.wait(hours=12)  # quiet hours
    assert "Вас ничего не ждёт." in (await reader.sees("Ваше замечание к тексту", ever=True)).text
    [card] = await secretary.has("A reader reports a mistake")
    assert card.labels == []
    assert {"text remarked on", "text corrected"} <= set(await at_work.entries())

    await secretary.say("/texts")
    await secretary.sees("1 text is corrected.")
    await secretary.press("Take back 1")
    await secretary.sees("No text is corrected.")
    await look(at_work)
    assert said(at_work) == was


async def test_a_text_is_left_as_it_is(at_work: CouncilAtWork, secretary: Someone, reader: Someone) -> None:
    await reader.does(actions.remark, catalogs(at_work), KEY, "Плохо")
    await secretary.press("Leave it as it is", on=await secretary.sees("A reader reports", ever=True))
    await at_work.wait(hours=12)
    assert "без изменений" in (await reader.sees("Ваше замечание к тексту", ever=True)).text
    assert (await secretary.has("A reader reports"))[0].labels == []


async def test_each_plural_form_is_asked_for(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/texts")
    await secretary.press("Correct a text")
    await secretary.press("Russian")
    await secretary.say("{n} meeting to answer")
    for numbers, form in [("1, 21", "{n} встреча"), ("2, 3, 4", "{n} встречи"), ("0, 5, 6", "{n} встреч")]:
        await secretary.sees(f"What should it say for these numbers: {numbers}")
        await secretary.say(form)
    await secretary.press("Correct it")
    await look(at_work)
    t = catalogs(at_work).texts("ru")
    told = [str(t.plural("{n} meeting to answer", "{n} meetings to answer", n)) for n in (1, 2, 5)]
    assert told == ["1 встреча", "2 встречи", "5 встреч"]


async def test_what_would_break_a_text_is_refused_in_words_and_the_form_goes_on(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    await secretary.say("/texts")
    await secretary.press("Correct a text")
    await secretary.press("Russian")
    await secretary.say("qwertyuiop")
    await secretary.sees("I know no text with these words")
    await secretary.say("Stop sending")
    await secretary.sees("Остановить рассылку «{title}»?")
    for wrong, told in [
        ("Остановить «{titel}»?", "{title}"), ("<b>Остановить</b> «{title}»?", "no tags"),
        ("Остановить\n«{title}»?", "one line"), ("Остановить {title.__class__}", "{title}"),
    ]:  # fmt: skip
        await secretary.say(wrong)
        assert told in (await secretary.sees(told)).text
    await secretary.say("Прекратить рассылку «{title}»?")
    await secretary.press("Correct it")
    await look(at_work)
    assert catalogs(at_work).texts("ru")("Stop sending “{title}”?", title="<b>") == "Прекратить рассылку «&lt;b&gt;»?"


async def test_only_the_secretariat_corrects(at_work: CouncilAtWork, secretary: Someone, reader: Someone) -> None:
    for key, form, refusal in [(KEY, "x" * 500, TooLong), (KEY, "{n}", OtherPlaceholders), ("0" * 16, "x", Stale)]:
        with pytest.raises(refusal):
            await secretary.does(actions.correct, catalogs(at_work), "ru", key, [form])
    with pytest.raises(Forbidden):
        await secretary.does(actions.correct, catalogs(at_work), "xx", KEY, ["x"])
    chair = await at_work.seated("Chair", ["B"])
    stranger = await at_work.outsider()
    made = await secretary.does(actions.correct, catalogs(at_work), "ru", KEY, ["x"])
    remark = await stranger.does(actions.remark, catalogs(at_work), KEY, "bad")
    for someone in (reader, chair, stranger):
        with pytest.raises(Forbidden):
            await someone.does(actions.correct, catalogs(at_work), "ru", KEY, ["y"])
        with pytest.raises(Forbidden):
            await someone.does(actions.take_back, catalogs(at_work), made.id)
        with pytest.raises(Forbidden):
            await someone.does(actions.leave, remark.id)
        for data in (f"xr:{remark.id}", f"xc:{remark.id}", "xc:0", "xp:0", f"xt:{made.id}"):
            assert (await someone.press(data=data)).text, data
        await someone.say("/texts")
        assert not await someone.has("Texts of this bot")
        assert not await someone.has("bad")
    await look(at_work)
    assert said(at_work) == "x"


async def test_nobody_floods_the_secretariat(at_work: CouncilAtWork, reader: Someone) -> None:
    for _ in range(MOST_REMARKS):
        await reader.does(actions.remark, catalogs(at_work), KEY, "Плохо")
    await reader.say("/wording")
    await reader.say(said(at_work))
    if await reader.has("Какой из них"):
        await reader.press(said(at_work)[:60])
    await reader.say("Опять плохо")
    await reader.sees(f"{MOST_REMARKS} ваших замечаний")


async def test_a_second_process_finds_what_was_corrected(at_work: CouncilAtWork, secretary: Someone) -> None:
    other = Catalogs(at_work.council.languages)
    reads = TextCorrections(at_work.store, other)
    assert not await reads.look()
    for form in ("один", "два"):
        await secretary.does(actions.correct, catalogs(at_work), "ru", KEY, [form])
    assert (await reads.look(), await reads.look()) == (True, False)
    assert other.texts("ru")(HOME) == "два"
    async with at_work.store.read() as tx:
        [valid] = await translations.valid(tx, "ru")
    await secretary.does(actions.take_back, catalogs(at_work), valid.id)
    assert await reads.look()
    assert other.texts("ru")(HOME) != "два"
