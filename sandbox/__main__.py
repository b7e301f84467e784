"""`python -m sandbox --port 8081`: runs the sandbox by itself until Ctrl+C."""

import argparse
import asyncio
import contextlib
import signal

from sandbox.server import Server


async def _serve(port: int, token: str | None) -> None:
    async with Server(port, token) as server:
        print(f"Chat page   {server.url}/", flush=True)
        print(f"Bot API     {server.url}/bot<token>/<method>", flush=True)
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # not every platform supports signal handlers on a loop
                loop.add_signal_handler(name, stopped.set)
        await stopped.wait()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local stand-in for Telegram.")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port (default: 8081)")
    parser.add_argument("--token", help="let in only this bot token (default: any)")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, options.token))
    except OSError as error:
        parser.exit(1, f"cannot listen on port {options.port}: {error.strerror}\n")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
