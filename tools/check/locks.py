"""The locks and the table of dependencies agree with `pyproject.toml`."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.check.report import Report
from tools.setup.packages import PINNED


def check_locks(root: Path) -> Report:
    """Every package asked for is pinned as asked, `develop` holds `run` unchanged, and the table names each."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    run, develop = _pins(root / "requirements/run.txt"), _pins(root / "requirements/develop.txt")
    groups = project["dependency-groups"]
    table = (root / "docs/dependencies.md").read_text()
    asked_to_run = _asked(project["project"]["dependencies"] + groups["build"])
    asked = asked_to_run + _asked(groups["test"] + groups["check"])
    return Report(
        [
            *(f"run.txt does not pin {need} as asked" for need in asked_to_run if not _is_met(need, run)),
            *(f"develop.txt does not pin {need} as asked" for need in asked if not _is_met(need, develop)),
            *(f"{name} is {pin} in run.txt only" for name, pin in run.items() if develop.get(name) != pin),
            *(f"dependencies.md does not name {it.name}" for it in asked if not _is_named(it.name, table)),
        ]
    )


def _pins(lock: Path) -> dict[str, Version]:
    pinned = PINNED.findall(lock.read_text())
    return {canonicalize_name(name): Version(version) for name, version, _ in pinned}


def _asked(lines: list[str]) -> list[Requirement]:
    return [Requirement(line) for line in lines]


def _is_met(need: Requirement, pins: dict[str, Version]) -> bool:
    pin = pins.get(canonicalize_name(need.name))
    return pin is not None and need.specifier.contains(pin, prereleases=True)


def _is_named(name: str, table: str) -> bool:
    return re.search(rf"^\| `?{re.escape(name)}`?[ ,|]", table, re.MULTILINE | re.IGNORECASE) is not None
