"""An HTTPS server that plays every domain's settings pages, and a listener that must never be called.

`with AutoconfigServer(folder, "autoconfig.example.test") as server: server.put(host, path, body)`. It remembers
what was asked; a page can redirect, drip or be too large.
By hand: `python -m tests.peers.autoconfig --port 8443 autoconfig.example.test imap.example.test`.
"""

import argparse
import socket
import ssl
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.peers.certificates import issue
from tests.peers.ports import HOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer; with `location` it sends on, with `drip` it sends a byte each so many seconds."""

    status: int = 200
    body: bytes = b""
    location: str = ""
    drip: float = 0


class AutoconfigServer:
    """Pages by (host, path without query); a context manager. `port` listens on loopback, TLS for all `names`."""

    def __init__(self, folder: Path, *names: str, port: int = 0) -> None:
        self.certificate = issue(folder, *names)
        self.pages: dict[tuple[str, str], Page] = {}
        self.asked: list[tuple[str, str, bytes]] = []
        self.stopping = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, b"")

            def do_POST(self) -> None:
                outer.answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer((HOST, port), Handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate.chain, self.certificate.key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def put(self, host: str, path: str, page: Page) -> None:
        """Answer `path` of `host` with this page from now on."""
        self.pages[host, path] = page

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer one request from the pages; 404 without one."""
        host = (handler.headers.get("Host") or "").partition(":")[0]
        path = handler.path.partition("?")[0]
        self.asked.append((host, handler.path, body))
        page = self.pages.get((host, path), Page(status=404))
        handler.send_response(page.status)
        handler.send_header("Content-Length", str(len(page.body)))
        if page.location:
            handler.send_header("Location", page.location)
        handler.end_headers()
        self._write(handler, page)

    def _write(self, handler: BaseHTTPRequestHandler, page: Page) -> None:
        try:
            for start in range(0, len(page.body), 1 if page.drip else len(page.body) or 1):
                handler.wfile.write(page.body[start : start + 1] if page.drip else page.body)
                handler.wfile.flush()
                if page.drip and self.stopping.wait(page.drip):
                    return
        except OSError:
            return


class Canary:
    """A listener that must not be called: it counts who does. A context manager."""

    def __init__(self, host: str = HOST) -> None:
        self._sock = socket.create_server((host, 0))
        self.host = host
        self.port = int(self._sock.getsockname()[1])
        self.hits = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sock.close()

    def _count(self) -> None:
        while True:
            try:
                client, _address = self._sock.accept()
            except OSError:
                return
            self.hits += 1
            client.close()


def main() -> None:
    """Serve one autoconfig page for the first name until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("names", nargs="+", help="the page's host, then the IMAP server that it names")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        AutoconfigServer(Path(folder), *arguments.names, port=arguments.port) as server,
    ):
        server.put(
            arguments.names[0], "/mail/config-v1.1.xml", Page(body=config(arguments.names[-1]).encode())
        )
        print(f"https on {HOST}:{server.port}, authority {server.certificate.authority}", flush=True)
        while True:
            time.sleep(3600)


def config(
    imap: str, *, smtp: str = "", port: int = 993, socket_type: str = "SSL", name: str = "Example"
) -> str:
    """A config-v1.1.xml that names these servers."""
    outgoing = (
        f'<outgoingServer type="smtp"><hostname>{smtp}</hostname><port>465</port><socketType>SSL</socketType>'
        f"<username>%EMAILADDRESS%</username></outgoingServer>"
        if smtp
        else ""
    )
    return (
        f'<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><displayShortName>{name}'
        f'</displayShortName><incomingServer type="imap"><hostname>{imap}</hostname><port>{port}</port>'
        f"<socketType>{socket_type}</socketType><username>%EMAILADDRESS%</username></incomingServer>"
        f"{outgoing}</emailProvider></clientConfig>"
    )


if __name__ == "__main__":
    main()
