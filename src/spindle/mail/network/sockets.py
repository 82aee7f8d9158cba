"""A TCP connection to an address that was checked: the name is looked up once and never again."""

import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

from spindle.mail.network.errors import NetworkError, PortRefused, Refused, TimedOut, Unreachable
from spindle.mail.network.policy import Policy
from spindle.mail.network.resolving import CheckedAddress, Resolver, resolve


@dataclass(frozen=True, slots=True)
class Connection:
    """An open socket, where it leads, and how long that took (DNS included)."""

    sock: socket.socket
    address: CheckedAddress
    port: int
    milliseconds: int


def connect_checked(
    host: str, port: int, *, policy: Policy, resolver: Resolver, timeout: float = 10.0
) -> Connection:
    """Opens a connection to the first permitted address that answers; the socket keeps `timeout`.

    Raises PortRefused, NameNotFound, PrivateAddressRefused, Refused, TimedOut or Unreachable, all NetworkError.
    """
    if not policy.permits_port(port):
        raise PortRefused(host, port)
    started = time.monotonic()
    addresses = resolve(host, policy, resolver, timeout=timeout)
    left = timeout - (time.monotonic() - started)
    checked, sock = connect_to(addresses, port, timeout=max(left, 0.1))
    sock.settimeout(timeout)
    return Connection(sock, checked, port, round((time.monotonic() - started) * 1000))


def connect_to(
    addresses: list[CheckedAddress], port: int, *, timeout: float
) -> tuple[CheckedAddress, socket.socket]:
    """The first of these addresses that accepts, each with a fair share of the time that is left.

    Raises the error of the last address.
    """
    deadline = time.monotonic() + timeout
    last: NetworkError = Unreachable(addresses[0].host, port)
    for tried, checked in enumerate(addresses):
        share = (deadline - time.monotonic()) / (len(addresses) - tried)
        try:
            with socket_errors(checked.host, port):
                return checked, _open(checked, port, timeout=max(share, 0.1))
        except NetworkError as error:
            last = error
    raise last


@contextlib.contextmanager
def socket_errors(host: str, port: int) -> Iterator[None]:
    """Turns what the operating system says of a socket into a NetworkError that names the server."""
    try:
        yield
    except ConnectionRefusedError as error:
        raise Refused(host, port) from error
    except TimeoutError as error:
        raise TimedOut(host, port) from error
    except OSError as error:
        raise Unreachable(host, port, error.strerror or "") from error


def _open(checked: CheckedAddress, port: int, *, timeout: float) -> socket.socket:
    sock = socket.socket(checked.family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.connect((str(checked.address), port))
    except OSError:
        sock.close()
        raise
    return sock
