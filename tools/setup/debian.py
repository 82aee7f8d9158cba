"""Programs that come from the system: fetched from Debian where we may, else named so that a person can."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.setup.words import Trouble, say


def _path() -> str:
    """Daemons lie where a person's PATH does not look, those of PostgreSQL in a folder of their version."""
    servers = [str(folder) for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin", *servers])


@dataclass(frozen=True, slots=True)
class Program:
    """A program by the name of its file and of the Debian package (or packages) that carries it, and what for."""

    file: str
    package: str
    purpose: str

    def is_here(self) -> bool:
        """Tell whether it can be found."""
        return shutil.which(self.file, path=_path()) is not None


DOVECOT = Program("dovecot", "dovecot-imapd", "a real mail server")
POSTGRESQL = Program("initdb", "postgresql", "a real database server")
CHROMIUM = Program("chromium", "chromium", "a browser")
CADDY = Program("caddy", "caddy", "a proxy in front")
MBSYNC = Program("mbsync", "isync", "the program to compare with")
NOTMUCH = Program("notmuch", "notmuch python3-notmuch2", "a search to compare with")


def ensure(*programs: Program) -> None:
    """Have each program here, installing what is missing. Raises Trouble that names what is left."""
    missing = [program for program in programs if not program.is_here()]
    if not missing:
        return
    apt = _apt()
    packages = [name for program in missing for name in program.package.split()]
    if apt:
        say(f"Installing from Debian: {', '.join(f'{m.package} ({m.purpose})' for m in missing)} …")
        _run([*apt, "update", "--quiet=2"])
        _run([*apt, "install", "--yes", "--quiet=2", "--no-install-recommends", *packages])
    left = [program for program in programs if not program.is_here()]
    if left:
        needs = " and ".join(f"{program.purpose} ({program.file})" for program in left)
        raise Trouble(f"This needs {needs}. On Debian and Ubuntu: sudo apt install {' '.join(packages)}")


def _apt() -> list[str]:
    """apt-get with the right to install, or nothing where we do not have it."""
    found = shutil.which("apt-get")
    if found is None:
        return []
    command = ["env", "DEBIAN_FRONTEND=noninteractive", found]
    if os.geteuid() == 0:
        return command
    may = shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0
    return ["sudo", "-n", *command] if may else []


def _run(command: list[str]) -> None:
    """Run apt-get, whose words are shown only when it fails; the caller sees what is still missing."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        say((done.stdout + done.stderr).strip()[-2000:])
