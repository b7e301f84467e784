"""What the sandbox refuses: to the bot in Telegram's words, to whoever drives it in its own."""


class RefusedError(Exception):
    """A Bot API method was refused; `description` is what Telegram would say, prefix and all."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, object]:
        """The JSON body of the refusal."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> RefusedError:
    """400, for a request that can never succeed as it stands."""
    return RefusedError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusedError:
    """403, for a chat that does not let the bot in."""
    return RefusedError(403, f"Forbidden: {words}")


def not_found() -> RefusedError:
    """404, for a method or a token that Telegram does not know."""
    return RefusedError(404, "Not Found")


def too_many(retry_after: int) -> RefusedError:
    """429, asking for `retry_after` seconds of silence."""
    return RefusedError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def migrated(new_id: int) -> RefusedError:
    """400, for a group that became the supergroup `new_id`."""
    return RefusedError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)


class MisuseError(Exception):
    """Whoever acts as the users asked for something that cannot be: `status` is 400 or 404."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status
