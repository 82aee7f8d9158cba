"""`spindle org backup | restore | verify`."""

import argparse
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from spindle.config.backup.errors import CodeNeeded
from spindle.config.backup.restoring import refuse_existing, restore
from spindle.config.backup.taking import SUFFIX, back_up
from spindle.config.backup.unpacking import head_of
from spindle.config.backup.verifying import Verified, verify, verify_backup
from spindle.config.commands.parsing import Commands
from spindle.config.commands.talking import (
    Stop,
    ask_recovery_code,
    check_installation,
    check_user,
    company,
    say,
)
from spindle.config.moving import move
from spindle.organisations import control, keys
from spindle.organisations.creation import ensure_ready
from spindle.organisations.engine import installed_engine


def add(verbs: Commands) -> None:
    """Add backup, restore and verify to `spindle org`."""
    backup = verbs.add_parser("backup", help="write a company to one encrypted file, while it is in use")
    backup.add_argument("slug", metavar="SLUG", help="the company's short name")
    backup.add_argument("file", metavar="FILE", type=Path, help=f"NAME{SUFFIX}, or a folder")
    backup.set_defaults(run=_backup)

    back = verbs.add_parser("restore", help="a company from a back-up, of this or another installation")
    back.add_argument("file", metavar="FILE", type=Path)
    back.add_argument("--as-new", action="store_true", help="beside the company that is here already")
    _add_code(back)
    back.set_defaults(run=_restore)

    check = verbs.add_parser("verify", help="read a company, or a back-up, and say whether it is whole")
    check.add_argument("what", metavar="SLUG|FILE", help="a company's short name, or a back-up")
    _add_code(check)
    check.set_defaults(run=_verify)


def _add_code(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--code-file",
        metavar="FILE",
        type=Path,
        help="the recovery code of the installation that took the back-up; else it is asked for, if it is needed",
    )


def _backup(options: argparse.Namespace) -> int:
    check_installation()
    taken = back_up(company(options.slug), options.file.absolute())
    say(f"Wrote {taken.path} ({_megabytes(taken.size)}).")
    say("To read it elsewhere the recovery code is needed: spindle key show-recovery.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    check_user()
    if not options.as_new and control.exists():
        with head_of(options.file) as (head, _rest):
            refuse_existing(head.slug)
    code = _code(options, options.file)
    ensure_ready()
    organisation = restore(options.file, code=code, as_new=options.as_new)
    if organisation.engine != installed_engine():
        move(organisation, installed_engine(), say)
    say(f"Restored {organisation.name}. Its short name is {organisation.slug}.")
    say("Its members sign in as before. Sending and fetching mail stand still until an administrator")
    say("says on Home that they may go on: first make sure that no other installation still does it.")
    return 0


def _verify(options: argparse.Namespace) -> int:
    file = Path(options.what)
    if file.is_file():
        code = _code(options, file)
        found, name = verify_backup(file, code=code), str(file)
    else:
        check_installation()
        organisation = company(options.what)
        found, name = verify(organisation.handle()), organisation.name
    _report(found, name)
    return 0


def _report(found: Verified, name: str) -> None:
    for fault in found.faults:
        say(fault)
    if found.faults:
        raise Stop(f"{name} is damaged. Restore it from a back-up that `spindle org verify` finds whole.")
    say(
        f"{name} is whole: {found.entries} messages, {found.blobs} blobs, {found.lines} lines of the journal."
    )
    if found.orphans:
        say(f"{found.orphans} of the blobs belong to no message; they do no harm and are swept.")


def _code(options: argparse.Namespace, file: Path) -> str | None:
    """The recovery code where the back-up needs it; those of this installation open without. Raises `BackupRefused`."""
    with head_of(file) as (head, _rest):
        if options.code_file:
            return ask_recovery_code(options.code_file)
        if not keys.is_file() or keys.key_file(settings.SPINDLE_DATA).exists():
            with suppress(CodeNeeded):
                head.data_key(None)
                return None
    say("This back-up was taken by another installation.")
    return ask_recovery_code(None)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
