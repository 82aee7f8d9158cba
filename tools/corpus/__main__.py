"""`python -m tools.corpus FOLDER… [--json FILE]`; exit code 1 if anything was lost, altered or could not be shown."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.peers.dovecot import Dovecot
from tests.peers.mailbox import new_mailbox
from tests.peers.ports import wait_until
from tools.corpus.files import files_below
from tools.corpus.installation import Worker, fresh_data_folder, signed_in_browser
from tools.corpus.outcome import FAULTS, Outcome, totals, write_json
from tools.corpus.server import Deliverer, Reader

# Seconds.
STARTING = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the files in, print a line each and the totals."""
    options = _parser().parse_args(arguments)
    missing = [root for root in options.folders if not root.exists()]
    if missing:
        print(f"There is no {missing[0]}.", file=sys.stderr)
        return 2
    # A name that the terminal's encoding lacks must not stop the rest.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    outcomes: list[Outcome] = []
    try:
        complaints = _run(options.folders, outcomes, patience=options.patience)
    finally:
        if options.json:
            write_json(options.json, outcomes)
    if complaints:
        print(f"The worker complained:\n{complaints}", file=sys.stderr)
    return 1 if complaints or any(one.outcome in FAULTS for one in outcomes) else 0


def _run(roots: Sequence[Path], outcomes: list[Outcome], *, patience: float) -> str:
    """Fills `outcomes`; returns what the worker complained of."""

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        print(outcome.line(), flush=True)

    with fresh_data_folder() as data, Dovecot() as server:
        from tools.corpus.company import found_company
        from tools.corpus.intake import Intake

        mailbox = new_mailbox(server)
        company = found_company(mailbox)
        worker = Worker(data)
        try:
            wait_until(company.is_watched, seconds=STARTING, what="the worker's first look at the mailbox")
            began = time.monotonic()
            with Deliverer(mailbox) as deliverer, Reader(mailbox) as reader:
                browser = signed_in_browser(company.identity_id)
                Intake(company, worker, browser, deliverer, reader, tell, patience).take(files_below(roots))
        finally:
            complaints = worker.stop()
        print(totals(outcomes, seconds=time.monotonic() - began, memory=worker.peak), flush=True)
        return complaints


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/corpus", description="Take every file below the folders in through the real way."
    )
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the outcomes there too")
    parser.add_argument(
        "--patience",
        metavar="SECONDS",
        type=float,
        default=90.0,
        help="when nothing arrives for so long, what is on its way counts as lost; default: %(default)s",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
