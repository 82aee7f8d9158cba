"""The command line: `spindle [--data FOLDER] COMMAND …`.

Exit codes: 0 when it did what was asked, 1 with a sentence on standard error when it could not, 2 for a command that
is not understood, 130 after Ctrl+C.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code. `spindle django …` passes on to Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spindle.config.settings")
    if arguments is None:
        # What this process writes is its owner's alone, whatever folder it was given.
        os.umask(0o077)
    given = _use_data_folder(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["django"]:
        return _django(given[1:])
    import django

    django.setup()
    return _run(parser().parse_args(given))


def _use_data_folder(arguments: Sequence[str]) -> list[str]:
    """Take `--data FOLDER` out, wherever it stands: settings read it when they load."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, prog="spindle")
    first.add_argument("--data")
    found, rest = first.parse_known_args(arguments)
    if found.data is not None:
        os.environ["SPINDLE_DATA"] = str(Path(found.data).expanduser().absolute())
    return rest


def _run(options: argparse.Namespace) -> int:
    from django.db import DatabaseError

    from spindle.config.backup.errors import BackupRefused
    from spindle.config.commands.talking import Stop
    from spindle.organisations.keys import KeyRefused
    from spindle.organisations.models import Unavailable
    from spindle.organisations.recovery import CodeRefused

    try:
        code: int = options.run(options)
    except (Stop, BackupRefused, KeyRefused, CodeRefused, Unavailable) as refusal:
        return _refuse(str(refusal))
    except DatabaseError as error:
        return _refuse(f"The data cannot be used as it is ({error}). `spindle org migrate` may help.")
    except OSError as error:
        return _refuse(f"{error.filename or 'The system says'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        return 130
    return code


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


def parser() -> argparse.ArgumentParser:
    """All that can be typed; what is chosen stands in `run` of the answer."""
    from spindle.config.commands import keys, members, organisations, running

    whole = argparse.ArgumentParser(
        prog="spindle",
        description="A communications-first CRM.",
        epilog="Everywhere: --data FOLDER, where everything of this installation is kept (else SPINDLE_DATA, else .data here).",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for module in (running, organisations, keys, members):
        module.add(commands)
    return whole


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
