"""Tasks of the secretariat about the texts of this bot."""

from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_WAYS, Task
from handlers.translations.presses import ShowRemark
from handlers.translations.reads import text_of
from handlers.translations.views import line
from storage import translations


async def remarks(visit: Visit) -> Task | None:
    """What readers find wrong in the texts."""
    found, t = await translations.open_remarks(visit.tx), visit.t
    if not found:
        return None
    told = t.plural("{n} reader's remark about a text of this bot.", "{n} readers' remarks about texts of this bot.", len(found))
    named = [(one.id, text_of(visit.catalogs, one.language, one.key)) for one in found[:MOST_WAYS]]
    ways = [button(t("Text: {text}", text=line(text.now) if text else "…"), ShowRemark(id_)) for id_, text in named]
    return Task(told, len(found), ways=ways)


TASKS = (remarks,)
