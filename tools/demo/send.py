"""`python -m tools.demo.send`: a message of one's own into a mailbox of the demo that runs.

Text, or a whole message as a file; it arrives as any other mail does.
"""

import argparse
import os
import sys
import time
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.demo.maildirs import Maildirs
from tools.demo.playing import BOXES
from tools.demo.state import ZONE, Memory


def main() -> int:
    """Send one; 1 with a sentence when there is no demo with a mail server here."""
    asked = _parser().parse_args()
    state = Memory(asked.data).read()
    if state is None or not state.mail:
        print(f"No example company with a mail server in {asked.data}.", file=sys.stderr)
        return 1
    raw = asked.file.read_bytes() if asked.file else _written(asked)
    Maildirs(Path(state.mail)).drop(asked.to, raw, time.time())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.demo.send", description="Send a message into the demo."
    )
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SPINDLE_DATA", ".data")), metavar="FOLDER"
    )
    parser.add_argument("--to", choices=sorted(BOXES), default="verkoop", help="which mailbox")
    parser.add_argument(
        "--from", dest="sender", default="Anneke van den Berg <anneke@bakkerijvandenberg.example>"
    )
    parser.add_argument("--subject", default="Nog een vraag")
    parser.add_argument("--text", default="Kun je mij straks even bellen?")
    parser.add_argument("--file", type=Path, help="a whole message (.eml) instead")
    return parser


def _written(asked: argparse.Namespace) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = asked.sender, BOXES[asked.to]
    message["Subject"] = asked.subject
    message["Date"] = format_datetime(datetime.now(ZoneInfo(ZONE)))
    message["Message-ID"] = make_msgid(domain="demo.example")
    message.set_content(asked.text)
    return message.as_bytes()


if __name__ == "__main__":
    sys.exit(main())
