"""`python -m benchmarks [NAME…] [--size N] [--rounds N] [--json FILE]`."""

import argparse
import json
import platform
import sys
from pathlib import Path

from benchmarks.report import Report
from benchmarks.running import NAMES, measured


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were named, or all, one after the other."""
    options = _parser().parse_args(arguments)
    reports: dict[str, Report] = {}
    for name in options.names or NAMES:
        reports[name] = measured(name, size=options.size, rounds=options.rounds)
        print(reports[name].text(), end="\n\n", flush=True)
    if options.json:
        data = {"machine": platform.platform(), **{name: report.data() for name, report in reports.items()}}
        options.json.write_text(json.dumps(data, indent=1))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure Spindle beside a baseline, in the same run."
    )
    parser.add_argument(
        "names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=f"{', '.join(NAMES)}; default: all"
    )
    parser.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="messages (sync, pages, million), tries (live, idle), companies, or seconds (members)",
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each is measured")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
