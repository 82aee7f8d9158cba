"""Spindle's own Python environment: made when missing, filled when its lock changed, else left as it is.

It lies in `.venv` or where SPINDLE_VENV says. A stamp beside the packages holds the digest of the lock they came from;
an environment made by hand without a stamp is asked what it has, and is filled only where that is not the lock.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NoReturn

from tools.compile_messages import compile_messages
from tools.setup.assets import build_assets
from tools.setup.packages import install
from tools.setup.words import Trouble, say

ROOT = Path(__file__).resolve().parents[2]
Lock = Literal["run", "develop"]
# develop.txt holds all of run.txt, so an environment filled from it serves as well.
CONTAINS: dict[Lock, tuple[Lock, ...]] = {"run": ("run",), "develop": ("develop", "run")}


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder`."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @cached_property
    def site_packages(self) -> Path:
        """Where its packages lie."""
        question = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(subprocess.check_output([self.python, "-c", question], text=True).strip())

    def stamp(self, lock: Lock) -> Path:
        """The file with the digest of the lock that this environment was filled from."""
        return self.folder / f".spindle-{lock}"

    def become(self, module: str, words: list[str]) -> NoReturn:
        """Turn this process into `python -m module words…` of the environment; what lies in the folder is not imported."""
        command = self._command(module, words)
        if os.name == "nt":
            sys.exit(subprocess.call(command))
        os.execv(command[0], command)

    def run(self, module: str, words: list[str]) -> int:
        """Run `python -m module words…` of the environment and wait for it; returns its exit code."""
        return subprocess.call(self._command(module, words))

    def _command(self, module: str, words: list[str]) -> list[str]:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        sys.stdout.flush()
        return [str(self.python), "-P", "-m", module, *words]


def prepare(lock: Lock) -> Environment:
    """Return an environment in which `spindle` runs: packages of the lock, sources on the path, assets, translations.

    Raises Trouble with a sentence when something is missing that a person must put right.
    """
    environment = Environment(Path(os.environ.get("SPINDLE_VENV") or ROOT / ".venv").resolve())
    _make(environment)
    _fill(environment, lock)
    _put_sources_on_path(environment)
    build_assets(ROOT, environment.python)
    compile_messages(ROOT / "src/spindle/locale")
    return environment


def _make(environment: Environment) -> None:
    if environment.python.exists() and _runs(environment):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        raise Trouble(f"This Python has no venv module. On Debian and Ubuntu: apt install {package}")
    say(f"Making Spindle's own Python environment in {_shown(environment.folder)} …")
    command = [sys.executable, "-m", "venv", "--clear", str(environment.folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Trouble(f"No Python environment could be made in {environment.folder}: {_last_line(made)}")


def _runs(environment: Environment) -> bool:
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([environment.python, "-c", question], stderr=subprocess.DEVNULL) == 0


def _fill(environment: Environment, lock: Lock) -> None:
    if _digest(lock) in _read(environment.stamp(lock)):
        return
    install(environment.python, _path(lock), log=environment.folder / "setup.log")
    for contained in CONTAINS[lock]:
        environment.stamp(contained).write_text(_digest(contained) + "\n")


def _path(lock: Lock) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def _digest(lock: Lock) -> str:
    return hashlib.sha256(_path(lock).read_bytes()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _put_sources_on_path(environment: Environment) -> None:
    pointer, sources = environment.site_packages / "spindle.pth", f"{ROOT / 'src'}\n"
    if _read(pointer) != sources:
        pointer.write_text(sources)


def _shown(folder: Path) -> str:
    return str(folder.relative_to(ROOT)) if folder.is_relative_to(ROOT) else str(folder)


def _last_line(process: subprocess.CompletedProcess[str]) -> str:
    return (process.stderr or process.stdout).strip().rpartition("\n")[2]
