"""Runs the command line: `python -m bot`. Its commands are in `bot/cli/`."""

import gc

if __name__ == "__main__":
    gc.disable()  # nothing that is imported is garbage, and looking for it would take an eighth of the start
    from bot.cli.main import cli

    gc.enable()
    cli()
