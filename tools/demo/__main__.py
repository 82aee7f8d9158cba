"""`python -m tools.demo`: what `bin/serve --demo` becomes. SPINDLE_DATA names the data folder."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

RELATIONS, MESSAGES = 300, 5000
# The demo's own mail server, and nothing else in the network.
LOOPBACK = "127.0.0.0/8"


def main() -> int:
    """Serve the demo; 1 with a sentence when that cannot be."""
    parser = argparse.ArgumentParser(prog="bin/serve --demo")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8484)
    parser.add_argument("--relations", type=int, default=RELATIONS)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "spindle.config.settings"
    os.environ.setdefault("SPINDLE_ALLOW_PRIVATE_SERVERS", LOOPBACK)
    import django

    django.setup()
    for ending in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), _end)
    return _serve(asked)


def _serve(asked: argparse.Namespace) -> int:
    from spindle.accounts.actions import SignUpClosed
    from tools.demo.serving import Busy, demo, say

    data = Path(os.environ["SPINDLE_DATA"])
    try:
        with demo(data, relations=asked.relations, messages=asked.messages) as running:
            say(running.welcome(f"http://{asked.host}:{asked.port}/"))
            running.serve(host=asked.host, port=asked.port)
    except Busy:
        print(f"Another process serves the example company in {data}.", file=sys.stderr)
        return 1
    except SignUpClosed:
        print(
            "This installation takes no new companies (SPINDLE_SIGNUP), so there can be no example.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    """End as after Ctrl+C, so that the mail server ends too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
