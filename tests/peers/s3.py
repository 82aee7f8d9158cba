"""A store that speaks S3 over HTTP, in a process of its own: moto's server, which keeps objects in memory."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from obstore.store import S3Store

from tests.peers.ports import HOST, free_port, listening, wait_until

_KEYS = {"AWS_ACCESS_KEY_ID": "key-of-a-test", "AWS_SECRET_ACCESS_KEY": "secret-of-a-test"}


class S3:
    """The server; each bucket is a test's own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._count = 0

    def bucket(self) -> str:
        """The address of a new bucket, as SPINDLE_BLOBS has it."""
        self._count += 1
        connection = http.client.HTTPConnection(HOST, self.port)
        connection.request("PUT", f"/blobs-{self._count}")
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()
        return f"s3://blobs-{self._count}/spindle?endpoint=http://{HOST}:{self.port}"

    def objects(self, address: str) -> dict[str, bytes]:
        """All that is in a bucket, by name."""
        name = address.removeprefix("s3://").split("/")[0]
        store = S3Store(
            name,
            endpoint=f"http://{HOST}:{self.port}",
            region="us-east-1",
            client_options={"allow_http": True},
        )
        found = [one["path"] for page in obstore.list(store) for one in page]
        return {path: bytes(obstore.get(store, path).bytes()) for path in found}


@contextmanager
def s3_server() -> Iterator[S3]:
    """A server for a while, and the credentials for it."""
    before = {name: os.environ.get(name) for name in _KEYS}
    os.environ.update(_KEYS)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: listening(port), seconds=60, what="the S3 server")
        yield S3(port)
    finally:
        process.terminate()
        process.wait(30)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
