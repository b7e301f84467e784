"""A server of an older interface: what it does not know, it refuses."""

from sandbox.errors import bad_request, not_found
from sandbox.model import Json
from sandbox.params import Params

NEWER = frozenset({"sendRichMessage", "sendRichMessageDraft", "answerChatJoinRequestQuery"})
"""Methods that it does not know."""


def check(method: str, params: Params) -> None:
    """Raises RefusedError for a method, a message or a button of a newer interface."""
    if method in NEWER:
        raise not_found()
    if params.has("rich_message"):
        raise bad_request("message text is empty")
    rows = (params.mapping("reply_markup") or {}).get("inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        for button in row if isinstance(row, list) else []:
            if isinstance(button, dict):
                _check_button(button)


def _check_button(button: Json) -> None:
    if "style" in button:
        raise bad_request("BUTTON_TYPE_INVALID")
    if "copy_text" in button and not {"url", "callback_data"} & button.keys():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
