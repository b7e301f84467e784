"""Errors: to the bot in Telegram's words, to the control API's caller in the sandbox's own."""


class RefusedError(Exception):
    """A Bot API method was refused; `description` is Telegram's full text, including its prefix."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, object]:
        """The JSON body of the error."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> RefusedError:
    """400: the request can never succeed as it is."""
    return RefusedError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusedError:
    """403: the chat is closed to the bot."""
    return RefusedError(403, f"Forbidden: {words}")


def not_found() -> RefusedError:
    """404: an unknown method or token."""
    return RefusedError(404, "Not Found")


def too_many(retry_after: int) -> RefusedError:
    """429: no requests for `retry_after` seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def migrated(new_id: int) -> RefusedError:
    """400: the group became the supergroup `new_id`."""
    return RefusedError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)


class MisuseError(Exception):
    """The control API's caller asked for something impossible; `status` is 400 or 404."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
