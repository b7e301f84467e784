"""The network's updates: read one, call one action, show one view."""

from council.network import IntroductionState, NotListed
from handlers.common.places import country
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.network import actions, views
from handlers.network.forms import ASK, JOIN, SEARCH
from handlers.network.presses import Answer, AskFor, Network, Step, TakeBack
from storage import network


async def home(visit: Visit) -> None:
    """/network: whether one can be found, and the way to find others."""
    others = await actions.list_entries(visit.work)
    own = await actions.find_own(visit.work)
    asked = await network.asked_by(visit.tx, visit.person.id)
    waiting = [one for one in asked if one.state is IntroductionState.OPEN]
    visit.say(views.home(own, len(others), waiting, visit.council, visit.t))


async def step(visit: Visit, press: Network) -> None:
    match press.step:
        case Step.JOIN:
            await actions.find_own(visit.work)
            await forms.begin(visit, JOIN)
        case Step.LEAVE:
            await actions.leave(visit.work)
            visit.show(views.left(visit.t))
        case Step.SEARCH:
            found = await actions.list_entries(visit.work)
            names = sorted({name for entry in found if (name := country(entry.country, visit.t))})
            await forms.begin(visit, SEARCH, {"countries": names[:60]})


async def ask_for(visit: Visit, press: AskFor) -> None:
    """Ask to be introduced: first what one would like to talk about."""
    await actions.visible_entry(visit.work, press.entry)
    if await actions.find_own(visit.work) is None:
        raise NotListed
    await forms.begin(visit, ASK, {"entry": press.entry})


async def answer(visit: Visit, press: Answer) -> None:
    found = await actions.answer(visit.work, press.introduction, agree=press.agree == 1)
    left = await network.introduction(visit.tx, found.id)
    visit.toast(visit.t("You will both be told now.") if press.agree == 1 else visit.t("Declined."))
    if left is not None:
        visit.show(views.request(left, None, visit.council, visit.t))


async def take_back(visit: Visit, press: TakeBack) -> None:
    await actions.take_back(visit.work, press.introduction)
    visit.show(views.taken_back(visit.t))


PRESSES = (pressed(Network, step), pressed(AskFor, ask_for), pressed(Answer, answer), pressed(TakeBack, take_back))
