"""An OAuth 2.0 token introspection address (RFC 7662), which Dovecot asks whether a token is good."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.peers.ports import HOST


class Introspection:
    """Answers for the tokens in `tokens` (token → user); taking one out revokes it."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where Dovecot posts the token."""
        return f"http://{HOST}:{self._server.server_port}/introspect"

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        tokens = self.tokens

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                user = tokens.get(parse_qs(body).get("token", [""])[0])
                answer = {"active": "true", "username": user} if user else {"active": "false"}
                data = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, _format: str, *args: object) -> None:
                """Keep the test's output quiet."""

        return Handler
