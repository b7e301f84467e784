"""`python -m sandbox --port 8081`: runs the sandbox by itself until Ctrl+C."""

import argparse
import asyncio
import contextlib
import os
import signal

from sandbox import interface
from sandbox.botapi import TOKEN_FORM
from sandbox.server import HOST, Server
from sandbox.state import BOT_ID, World


async def _serve(options: argparse.Namespace) -> None:
    token: str | None = options.token
    number = int(token.partition(":")[0]) if token else BOT_ID
    world = World(number, options.username, options.name)
    world.pace.on, world.reads_all = options.pace, options.no_privacy
    async with Server(options.port, token, world, options.host) as server:
        print(f"Chat page   {server.url}/", flush=True)
        print(f"Bot API     {server.url}/bot<token>/<method>", flush=True)
        if options.host != HOST:
            print("Whoever reaches this address can act as anybody here.", flush=True)
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # not every platform supports signal handlers on a loop
                loop.add_signal_handler(name, stopped.set)
        await stopped.wait()


def _token(text: str) -> str:
    if not TOKEN_FORM.fullmatch(text):
        raise argparse.ArgumentTypeError("a token is a number, a colon, and letters: 123456:ABC")
    return text


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local stand-in for Telegram.")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port (default: 8081)")
    parser.add_argument("--host", default=HOST, help=f"the address to listen on (default: {HOST}, this machine only)")
    parser.add_argument("--token", type=_token, help="let in only this bot token; its number is the bot's id (default: any)")
    parser.add_argument("--username", default="majlis_sandbox_bot", help="the bot's username")
    parser.add_argument("--name", default="Majlis", help="the bot's name")
    parser.add_argument("--no-privacy", action="store_true", help="the bot hears everything that is said in its groups")
    parser.add_argument("--pace", action="store_true", help="answer 429 to what is sent faster than Telegram takes it")
    parser.add_argument("--data", help="a file with the Bot API as JSON, to compare requests and answers with")
    options = parser.parse_args()
    if options.data:
        os.environ[interface.VARIABLE] = options.data
    try:
        if (held := interface.from_environment()) is not None:
            held.tell = lambda finding: print(f"Differs     {finding}", flush=True)
    except (OSError, ValueError) as error:
        parser.exit(1, f"cannot read the Bot API's data: {error}\n")
    try:
        asyncio.run(_serve(options))
    except OSError as error:
        parser.exit(1, f"cannot listen on {options.host}:{options.port}: {error.strerror}\n")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
