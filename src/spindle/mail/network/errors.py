"""What can go wrong between here and a server, before a word of its protocol is spoken."""

# The installation's setting that permits servers in its own network (issue 10 §3: named in the message).
PRIVATE_SERVERS_SETTING = "SPINDLE_ALLOW_PRIVATE_SERVERS"


class NetworkError(Exception):
    """A server could not be reached; `host` and `port` say which."""

    code = "unreachable"

    def __init__(self, host: str, port: int = 0, detail: str = "") -> None:
        super().__init__(host, port, detail)
        self.host = host
        self.port = port
        self.detail = detail

    def __str__(self) -> str:
        where = f"{self.host}:{self.port}" if self.port else self.host
        return f"{self.code}: {where} {self.detail}".strip()


class NameNotFound(NetworkError):
    """DNS knows no address for the name."""

    code = "name_not_found"


class Refused(NetworkError):
    """The machine answers, but nothing listens on that port."""

    code = "refused"


class TimedOut(NetworkError):
    """No answer within the time given."""

    code = "timed_out"


class Unreachable(NetworkError):
    """The network has no way to the address, or the connection broke."""

    code = "unreachable"


class PrivateAddressRefused(NetworkError):
    """The name leads into the installation's own network, which its setting does not permit."""

    code = "private_address"

    def __str__(self) -> str:
        return (
            f"{self.host} leads to {self.detail}, an address inside this installation's own network. "
            f"Its administrator can permit that with {PRIVATE_SERVERS_SETTING}."
        )


class PortRefused(NetworkError):
    """Not a port that mail or HTTPS uses."""

    code = "port_refused"
