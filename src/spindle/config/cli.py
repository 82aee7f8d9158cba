"""The command line: `spindle …`."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. `spindle django …` passes on to Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spindle.config.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["django"]:
        return _django(given[1:])
    import django

    django.setup()
    options = _parser().parse_args(given)
    code: int = options.run(options)
    return code


def _parser() -> argparse.ArgumentParser:
    from spindle.config.commands import running

    parser = argparse.ArgumentParser(prog="spindle", description="A communications-first CRM.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running.add(commands)
    return parser


def _django(arguments: list[str]) -> int:
    """Django's commands ask every database; an empty company of the moment answers for the companies."""
    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from spindle.organisations.creation import scratch_company

    with tempfile.TemporaryDirectory() as folder, scratch_company(Path(folder)):
        execute_from_command_line(["spindle django", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
