"""Packages of a lock into an environment, by pip and against the lock's digests."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.setup.words import Trouble, say

PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+)( ;.*?)?(?: \\)?$", re.MULTILINE)
UNREACHED = re.compile(
    r"name resolution|Name or service not known|Connection refused|Network is unreachable|timed out|NewConnectionError"
    r"|from versions: none|getaddrinfo failed|No route to host|ProxyError|nodename nor servname",
    re.IGNORECASE,
)
# Prints the installed packages of the environment that runs it, as name==version.
LIST_INSTALLED = "import importlib.metadata as m\nfor d in m.distributions(): print(f'{d.name}=={d.version}')"


def install(python: Path, lock: Path, *, log: Path) -> None:
    """Bring the environment of `python` to `lock`; nothing is fetched when it has all of it already.

    What pip says goes to `log`. Raises Trouble.
    """
    if _has_all(python, lock):
        return
    _ensure_pip(python)
    total = len(PINNED.findall(lock.read_text()))
    say(f"Installing {total} packages that Spindle stands on, once; about a minute …")
    with log.open("w") as written:
        code = _run_pip(python, lock, written=written.write, total=total)
    if code:
        raise Trouble(_sentence(log))


def _has_all(python: Path, lock: Path) -> bool:
    """Tell whether each pinned package is there; one with a condition need not be, but never in another version."""
    printed = subprocess.check_output([python, "-c", LIST_INSTALLED], text=True)
    pairs = (line.partition("==") for line in printed.splitlines())
    installed = {_plain(name): version for name, _, version in pairs}
    return all(
        installed.get(_plain(name), version if condition else "") == version
        for name, version, condition in PINNED.findall(lock.read_text())
    )


def _plain(name: str) -> str:
    """Two spellings of one package's name come out the same (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _ensure_pip(python: Path) -> None:
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return
    if subprocess.run([python, "-m", "ensurepip"], capture_output=True, check=False).returncode:
        package = f"python3.{sys.version_info.minor}-venv"
        raise Trouble(f"{python} has no pip. On Debian and Ubuntu: apt install {package}")


def _run_pip(python: Path, lock: Path, *, written: Callable[[str], object], total: int) -> int:
    command = [str(python), "-m", "pip", "install", "--require-hashes", "--requirement", str(lock)]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    found = 0
    for line in process.stdout:
        written(line)
        if line.startswith(("Collecting", "Requirement already")):
            found += 1
            if found % 20 == 0:
                say(f"  {found} of {total} found …")
        elif line.startswith("Installing collected"):
            say("  all found; putting them in place …")
    return process.wait()


def _sentence(log: Path) -> str:
    """What pip's own words mean for a person."""
    text = log.read_text()
    if UNREACHED.search(text):
        return "PyPI, where Python's packages come from, cannot be reached from here. Check the network and start again."
    if "No space left on device" in text:
        return "The disk is full: Spindle's packages take about 400 MB."
    if "DO NOT MATCH THE HASHES" in text:
        return (
            f"A package is not the one that was checked, so nothing was installed. All that pip said: {log}"
        )
    errors = [line.removeprefix("ERROR: ") for line in text.splitlines() if line.startswith("ERROR:")]
    return f"The packages could not be installed: {(errors or ['pip stopped'])[0]}. All that pip said: {log}"
