"""`spindle serve | web | worker | mail`: the processes of an installation."""

import argparse

from spindle.config.commands.parsing import Commands
from spindle.organisations.creation import ensure_ready

DEFAULT_PORT = 8484


def add(commands: Commands) -> None:
    """Add serve, web, worker and mail."""
    for name, run, words in (
        ("serve", _serve, "serve pages and fetch mail: all that an installation needs"),
        ("web", _web, "serve pages only"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"
        )
        command.add_argument(
            "--port", type=int, default=DEFAULT_PORT, help="port to listen on (default: %(default)s)"
        )
        command.add_argument("--socket", type=int, help=argparse.SUPPRESS)
        command.set_defaults(run=run)
    worker = commands.add_parser("worker", help="do what pages leave to be done")
    worker.add_argument("--with-mail", action="store_true", help="and fetch mail, in the same process")
    worker.set_defaults(run=_worker)
    commands.add_parser("mail", help="fetch mail only").set_defaults(run=_mail)


def _serve(options: argparse.Namespace) -> int:
    from spindle.config.serve import serve

    ensure_ready()
    print(f"Spindle is at http://{options.host}:{options.port}/  (stop with Ctrl+C)", flush=True)
    serve(host=options.host, port=options.port)
    return 0


def _web(options: argparse.Namespace) -> int:
    from spindle.config.serve import end_with_parent, web, web_on

    end_with_parent()
    ensure_ready()
    if options.socket is None:
        web(host=options.host, port=options.port)
    else:
        web_on(options.socket)
    return 0


def _worker(options: argparse.Namespace) -> int:
    return _work(mail=options.with_mail, jobs=True)


def _mail(_options: argparse.Namespace) -> int:
    return _work(mail=True, jobs=False)


def _work(*, mail: bool, jobs: bool) -> int:
    from spindle.config.serve import end_with_parent
    from spindle.config.working import work

    end_with_parent()
    ensure_ready()
    return work(mail=mail, jobs=jobs)
