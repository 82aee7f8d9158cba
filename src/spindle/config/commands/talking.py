"""How the commands talk: sentences, questions on a terminal, and lines from a pipe in a script."""

import getpass
import os
import sys
from pathlib import Path

from django.conf import settings

from spindle.organisations import control
from spindle.organisations.models import Organisation


class Stop(RuntimeError):
    """The command cannot go on; the text says why, for who runs the installation. Its exit code is 1."""


def say(sentence: str) -> None:
    """A line of the command's answer."""
    print(sentence, flush=True)


def say_how_far(done: int, of: int) -> None:
    """A line after each hundred companies of an update."""
    if done % 100 == 0 and of > done:
        say(f"{done} of {of} companies are up to date.")


def ask(question: str) -> str:
    """A line: asked for on a terminal, else the next of the input."""
    if sys.stdin.isatty():
        return input(f"{question} ").strip()
    return sys.stdin.readline().strip()


def ask_hidden(question: str) -> str:
    """The same without showing what is typed."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{question} ")
    return sys.stdin.readline().rstrip("\r\n")


def ask_recovery_code(given: Path | None) -> str:
    """The recovery code from a file, else typed or from the input."""
    code = _read(given) if given else ask("Recovery code:")
    if not code:
        raise Stop(
            "No recovery code was given. Type it, pass it as a line of input, or use --code-file FILE."
        )
    return code


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"The recovery code cannot be read from {path}: {error}.") from error


def check_user() -> None:
    """Files that root makes in another user's data folder could not be read by Spindle afterwards. Raises `Stop`."""
    data = settings.SPINDLE_DATA
    if os.name == "nt" or not data.exists() or os.geteuid() != 0:
        return
    owner = data.stat().st_uid
    if owner != 0:
        import pwd

        known = {entry.pw_uid: entry.pw_name for entry in pwd.getpwall()}
        name = known.get(owner, str(owner))
        raise Stop(f"{data} belongs to the user {name}. Run this as that user: sudo -u {name} spindle …")


def check_installation() -> None:
    """Raises `Stop` where there is no installation, rather than making an empty one."""
    check_user()
    if not control.exists():
        raise Stop(
            f"There is no Spindle in {settings.SPINDLE_DATA}. Name its data folder: spindle --data FOLDER …, or set SPINDLE_DATA."
        )


def company(slug: str) -> Organisation:
    """The company with this short name. Raises `Stop` that names those there are."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Stop(f"There is no company with the short name {slug}. `spindle org list` shows all.")
    return found
