"""The main road in each language: somebody joins, comes to a meeting, takes a position, and hears how it ended."""

import shutil
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import app
from council.config import Council
from council.people import Role
from handlers.common.names import group_label
from handlers.common.po_files import FILE, list_languages, read
from handlers.common.texts import LOCALES, SOURCE, Catalogs, plain
from tests.flows import world as worlds

LANGUAGES = (SOURCE, *list_languages(LOCALES))
CHOICES = [choice for choice, _ in Catalogs(LANGUAGES).choices()]
NAME, TITLE, TEXT = "Oʻtkir Ekspert, B", "Schooling of returned children", "Children return to school within thirty days."


INVENTED = "eo"
"""A language that has no folder, but that the locale data knows."""


def _invent(folder: Path) -> None:
    """Copy the folder of languages, with one more: what is translated into Russian, in English with a sign before it."""
    for language in (SOURCE, "ru"):
        shutil.copytree(LOCALES / language, folder / language)
    shutil.copytree(LOCALES / SOURCE, folder / INVENTED)
    catalog = Catalog(locale=INVENTED)
    for (context, message), forms in read("ru", LOCALES).sources.items():
        said = tuple(f"ĉ{form}" for form in forms)
        catalog.add(tuple(forms) if len(forms) > 1 else message, said if len(forms) > 1 else said[0], context=context or None)
    with (folder / INVENTED / FILE).open("wb") as file:
        write_po(file, catalog)


@pytest.mark.parametrize("choice", [*CHOICES, INVENTED])
async def test_the_main_road(tmp_path: Path, council: Council, choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, languages = LOCALES, LANGUAGES
    if choice == INVENTED:
        folder, languages = tmp_path / "locales", (SOURCE, "ru", INVENTED)
        _invent(folder)
        monkeypatch.setattr(app, "Catalogs", partial(Catalogs, folder=folder))
    council, catalogs = replace(council, languages=languages), Catalogs(languages, folder)
    own, (language, _, script) = dict(catalogs.choices())[choice], choice.partition("_")
    t = catalogs.texts(language, script=script)

    def say(message: str, **values: object) -> str:
        return plain(t(message, **values))

    async with worlds.world(tmp_path / "majlis.db", council) as world:
        secretary, group = world.secretary, group_label(council, "B", t)
        await secretary.say("/profile")
        await secretary.press("Language")
        await secretary.press(own)
        await secretary.expect(say("My profile"))

        newcomer = await world.sandbox.person("Stranger", language_code=language)
        await newcomer.say("/start")
        await newcomer.press(own)
        await newcomer.expect(say("What you can do here: /help"))
        await newcomer.say("/help")
        await newcomer.expect(say("What you can do here"))

        expert = await world.member(NAME, ["B"], language=language)
        chair = await world.member("Chair", ["B"], Role.CHAIR, language=language)
        for user in (expert, chair):
            await user.say("/profile")
            await user.press(plain(catalogs.texts(language)("Language")))  # in the language's own letters so far
            await user.press(own)
            assert own in (await user.expect(say("My profile"))).text

        starts = (await world.sandbox.now()).astimezone(ZoneInfo("Asia/Tashkent")) + timedelta(days=8)
        await secretary.say("/meeting")
        await secretary.say(TITLE)
        await secretary.press(group)
        await secretary.press(say("Done"))
        await secretary.say("32.13.2026")
        await secretary.expect("32.13.2026")
        await secretary.say(f"{starts:%d.%m.%Y} 15:00")
        await secretary.say("https://example.org/room")
        await secretary.press(say("Publish"))
        card = await expert.expect(TITLE, after=0)
        assert "15:00" in card.text
        await expert.press(say("I am coming"))

        await chair.say("/recommend")
        await chair.expect(say("What is its title, in one line?"))
        await chair.say("Early schooling")
        await chair.say(TEXT)
        await chair.press(say("Skip"))
        usual = say("As usual: {rule}", rule="").strip()
        rule = await chair.expect(lambda message: any(usual in key.text for row in message.buttons for key in row))
        await chair.press(next(key.text for row in rule.buttons for key in row if usual in key.text))
        until = await chair.expect(say("Until when can people answer? Choose, or type it, for example: 31 December 18:00"))
        await chair.press(until.buttons[0][0].text)
        await chair.press(say("Open the round"))
        await expert.expect("Early schooling", after=0)
        for user in (expert, chair):
            await user.press(say("Support"))
        await world.sandbox.advance(days=9)
        await expert.expect("Early schooling", after=0)
        for user in (expert, chair, secretary, newcomer):
            for message in await user.inbox():
                assert "{" not in message.text, message.text
