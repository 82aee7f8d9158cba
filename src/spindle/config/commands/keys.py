"""`spindle key show-recovery | recover`: the recovery code, and the master key from it."""

import argparse
from pathlib import Path

from django.conf import settings

from spindle.config.backup.unpacking import head_of
from spindle.config.commands.parsing import Commands
from spindle.config.commands.talking import Stop, ask_recovery_code, check_installation, say
from spindle.organisations import control, keys, recovery


def add(commands: Commands) -> None:
    """Add key and what it can do."""
    key = commands.add_parser("key", help="the recovery code, and the master key from it")
    verbs = key.add_subparsers(required=True, metavar="COMMAND")
    show = verbs.add_parser("show-recovery", help="print the recovery code, to keep on paper away from here")
    show.set_defaults(run=_show)
    recover = verbs.add_parser("recover", help="make a lost master key again from the recovery code")
    recover.add_argument("--code-file", metavar="FILE", type=Path, help="the code; else it is asked for")
    recover.add_argument(
        "--from", dest="backup", metavar="FILE", type=Path,
        help="a back-up of this installation, if recovery.json is lost too",
    )  # fmt: skip
    recover.set_defaults(run=_recover)


def _show(_options: argparse.Namespace) -> int:
    check_installation()
    keys.master()
    say(recovery.show_code())
    return 0


def _recover(options: argparse.Namespace) -> int:
    check_installation()
    path = recovery.recovery_file(settings.SPINDLE_DATA)
    stored = _stored(path, options.backup)
    code = ask_recovery_code(options.code_file)
    _check_opens(recovery.master_key(code, stored))
    if not path.exists():
        path.write_text(stored.to_json(), encoding="utf-8")
    say(f"The master key is in {recovery.recover(code)} again. Start Spindle.")
    return 0


def _stored(path: Path, backup: Path | None) -> recovery.Recovery:
    if path.exists():
        return recovery.Recovery.from_json(path.read_text(encoding="utf-8"))
    if backup is None:
        raise Stop(
            f"{path} is missing. Name a back-up of this installation: spindle key recover --from FILE."
        )
    with head_of(backup) as (head, _rest):
        return head.recovery


def _check_opens(master: bytes) -> None:
    """A key of another installation would only take the place of one that may still be found. Raises `Stop`."""
    if not control.opens_with(master):
        raise Stop(
            f"The code is right, but its key does not open {control.place()}: that is another installation's."
        )
