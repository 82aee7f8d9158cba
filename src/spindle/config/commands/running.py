"""`spindle serve | web | worker`: the processes of an installation."""

import argparse
import gc
import signal
import sys
from types import FrameType

from spindle.config.commands.parsing import Commands
from spindle.organisations.creation import ensure_ready

DEFAULT_PORT = 8484


def add(commands: Commands) -> None:
    """Add serve, web and worker."""
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
        command.set_defaults(run=run)
    worker = commands.add_parser("worker", help="fetch mail and do what pages leave to be done")
    worker.set_defaults(run=_worker)


def _serve(options: argparse.Namespace) -> int:
    from spindle.config.serve import serve

    ensure_ready()
    print(f"Spindle is at http://{options.host}:{options.port}/  (stop with Ctrl+C)", flush=True)
    serve(host=options.host, port=options.port)
    return 0


def _web(options: argparse.Namespace) -> int:
    from spindle.config.serve import web

    ensure_ready()
    web(host=options.host, port=options.port)
    return 0


def _work_beside_c() -> None:
    """Fits the interpreter to threads that are mostly in the database, the compressor and the network.

    A thread that comes back from there waits for the one in Python: half a millisecond instead of five.
    """
    sys.setswitchinterval(0.0005)
    gc.freeze()
    gc.set_threshold(20_000, 20)


def _worker(_options: argparse.Namespace) -> int:
    from spindle.archive.files.worker import FileWorker
    from spindle.config.serve import end_with_parent
    from spindle.inbox.bulk_worker import BulkWorker
    from spindle.mail.sync.worker import MailWorker

    worker, bulk, files = MailWorker(), BulkWorker(), FileWorker()

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()
        worker.wake()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with_parent()
    ensure_ready()
    _work_beside_c()
    bulk.start()
    files.start()
    worker.run()
    files.end()
    bulk.end()
    sys.stdout.flush()
    return 0
