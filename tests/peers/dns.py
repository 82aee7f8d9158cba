"""A name server of a test's own over UDP: answers what the test has written down, and counts what was asked.

`with NameServer() as dns: dns.add("mail.example.test", "A", "127.0.0.1")`; then ask 127.0.0.1:dns.port.
A list of lists rebinds: the first answer first, the next one then, the last one for good. `silent` names get no answer.
By hand: `python -m tests.peers.dns --port 5353 mail.example.test A 127.0.0.1`.
"""

import argparse
import socket
import threading
from collections import Counter
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from tests.peers.ports import HOST


class NameServer:
    """A zone in memory; a context manager."""

    def __init__(self, *, port: int = 0) -> None:
        self._answers: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        self._silent: set[str] = set()
        self.asked: Counter[tuple[str, str]] = Counter()
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sock.bind((HOST, port))
        self.port = int(self._sock.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A datagram of no length ends the loop; closing a socket does not wake its reader.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stopper:
            stopper.sendto(b"", (HOST, self.port))
        self._thread.join(5)
        self._sock.close()

    def add(self, name: str, kind: str, *values: str) -> None:
        """`name` has these records of this kind, e.g. ("example.test", "MX", "10 mail.example.test.")."""
        self._answers[name.lower(), kind] = [values]

    def rebind(self, name: str, kind: str, *values: str) -> None:
        """Each question for `name` gets the next of these values; the last one stays."""
        self._answers[name.lower(), kind] = [(value,) for value in values]

    def silence(self, name: str) -> None:
        """Never answer a question for `name`."""
        self._silent.add(name.lower())

    def _serve(self) -> None:
        while True:
            wire, client = self._sock.recvfrom(4096)
            if not wire:
                return
            answer = self._answer(dns.message.from_wire(wire))
            if answer is not None:
                self._sock.sendto(answer.to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked[name, kind] += 1
        if name in self._silent:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if not any(known == name for known, _kind in self._answers):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        values = self._next(name, kind)
        if values:
            answer.answer.append(
                dns.rrset.from_text(question.name, 60, dns.rdataclass.IN, question.rdtype, *values)
            )
        return answer

    def _next(self, name: str, kind: str) -> tuple[str, ...]:
        turns = self._answers.get((name, kind), [()])
        return turns.pop(0) if len(turns) > 1 else turns[0]


def main() -> None:
    """Serve one record until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("record", nargs=3, metavar=("NAME", "KIND", "VALUE"))
    arguments = parser.parse_args()
    with NameServer(port=arguments.port) as server:
        server.add(*arguments.record)
        print(f"listening on {HOST}:{server.port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
