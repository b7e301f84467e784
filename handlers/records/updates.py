"""Records' updates: the register, the page of one record, and asking for files."""

from council.authority import Action, anywhere
from council.communiques import ADOPTED
from council.errors import Forbidden, Stale
from handlers.common.navigation import Open, Thing
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.records import actions
from handlers.records.presses import GetFile, GetRegister, ShowOpinions
from handlers.records.views import page as views
from storage import records


async def register(visit: Visit) -> None:
    """/records: what has closed."""
    groups = anywhere(visit.actor, Action.SEE_ROUND)
    if groups == ():
        raise Forbidden(Action.SEE_ROUND, "register")
    found = await records.listed(visit.tx, groups, visit.council.committee)
    visit.say(views.register(found, visit.council, whole=visit.actor.is_secretariat, zone=visit.zone, t=visit.t))


async def show(visit: Visit, round_id: int) -> None:
    """One record. Only the secretariat tells of it in the channels, and only of what was adopted."""
    kept, edition = await actions.visible_record(visit.work, round_id)
    page = views.page(kept, edition, visit.zone, visit.t)
    tells = visit.actor.is_secretariat and kept.record.outcome == ADOPTED
    way = [button(visit.t("Tell it in the channels"), Open(Thing.TELL_RECORD, round_id))] if tells else []
    visit.say(page.with_rows(way))


async def show_opinions(visit: Visit, press: ShowOpinions) -> None:
    """Minority opinions, as far as the reader's edition of the record has them."""
    kept, edition = await actions.visible_record(visit.work, press.round)
    found = views.opinions(kept, edition, visit.zone, visit.t)
    if not found:
        raise Stale
    visit.say(*found)


async def get_file(visit: Visit, press: GetFile) -> None:
    await actions.request_record(visit.work, press.round, press.form, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def get_register(visit: Visit, press: GetRegister) -> None:
    await actions.request_register(visit.work, press.form, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


PRESSES = (pressed(ShowOpinions, show_opinions), pressed(GetFile, get_file), pressed(GetRegister, get_register))
