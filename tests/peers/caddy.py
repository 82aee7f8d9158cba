"""Caddy with a Caddyfile, on free ports, with a certificate of its own making for localhost."""

import os
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

from tests.peers.ports import free_port, listening, wait_until


class Caddy:
    """`with Caddy(file, folder, web=[…]) as caddy:`; `caddy.url` answers, `caddy.trust` knows its certificate."""

    def __init__(self, config: Path, folder: Path, *, port: int, web: list[int]) -> None:
        self.url = f"https://localhost:{port}"
        self._port = port
        self._root = folder / "caddy/pki/authorities/local/root.crt"
        self._log = (folder / "caddy.log").open("wb")
        command = [shutil.which("caddy") or "caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "CADDY_ADMIN": f"localhost:{free_port()}",
            "SPINDLE_SITE": self.url,
            "SPINDLE_WEB": " ".join(f"127.0.0.1:{one}" for one in web),
            "SPINDLE_HTTP_PORT": str(free_port()),
        }
        self._process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log)

    @property
    def trust(self) -> ssl.SSLContext:
        """For a client that believes this Caddy alone."""
        return ssl.create_default_context(cafile=self._root)

    def __enter__(self) -> "Caddy":
        wait_until(self._has_its_certificate, seconds=30, what="Caddy")
        return self

    def _has_its_certificate(self) -> bool:
        """It is made after the port is open."""
        if not (self._root.exists() and listening(self._port)):
            return False
        try:
            with socket.create_connection(("localhost", self._port), timeout=5) as raw:
                self.trust.wrap_socket(raw, server_hostname="localhost").close()
        except OSError:
            return False
        return True

    def __exit__(self, *_raised: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._log.close()
