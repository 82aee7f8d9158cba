"""`bin/serve`: set up, look whether it can serve where it is asked to, then become `spindle serve`."""

import argparse
import errno
import os
import socket
import tempfile
from pathlib import Path
from typing import NoReturn

from tools.setup.debian import DOVECOT, ensure
from tools.setup.environment import ROOT, prepare
from tools.setup.words import Trouble, say

DEFAULT_PORT = 8484


def main(words: list[str]) -> NoReturn:
    """Serve, or raise Trouble that says why not."""
    asked = _parser().parse_args(words)
    data = asked.data.expanduser().resolve()
    _check_folder(data)
    _check_port(asked.host, asked.port)
    environment = prepare("run")
    if asked.demo:
        _try_for_a_mail_server()
    os.environ["SPINDLE_DATA"] = str(data)
    where = ["--host", asked.host, "--port", str(asked.port)]
    if asked.demo:
        environment.become("tools.demo", where)
    environment.become("spindle.config.cli", ["serve", *where])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/serve", description="Start Spindle here; Ctrl-C ends it.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; default: this machine only")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        default=Path(os.environ.get("SPINDLE_DATA", ROOT / ".data")),
        help="where everything is kept; default: .data beside the program, or SPINDLE_DATA",
    )
    parser.add_argument("--demo", action="store_true", help="add a living example company")
    return parser


def _check_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        reason = f"The folder {data} cannot be written to: {error.strerror}."
        raise Trouble(f"{reason} Choose another: bin/serve --data FOLDER") from error


def _check_port(host: str, port: int) -> None:
    problem = _why_not(host, port)
    if problem is None:
        return
    if problem == errno.EADDRINUSE:
        free = next(other for other in (*range(port + 1, port + 100), 0) if _why_not(host, other) is None)
        raise Trouble(f"Port {port} is taken by another program. Choose another: bin/serve --port {free}")
    if problem == errno.EACCES:
        raise Trouble(f"Port {port} is not open to this user. Choose one above 1023: bin/serve --port 8484")
    raise Trouble(f"Spindle cannot listen on {host}, port {port}: {os.strerror(problem)}.")


def _why_not(host: str, port: int) -> int | None:
    """The system's number for why nothing can listen there, or None when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OverflowError:
        return errno.EINVAL
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno
    return None


def _try_for_a_mail_server() -> None:
    try:
        ensure(DOVECOT)
    except Trouble:
        say("The example company comes without a mail server of its own, for Dovecot is not on this machine.")
