"""Certificates for the peers: an authority of the test's own, so that trust itself can be tested."""

from dataclasses import dataclass
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1", "mail.example.test")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Paths (PEM) of a server's certificate chain, its key, and the authority that a client must trust."""

    chain: Path
    key: Path
    authority: Path


def issue(folder: Path, *names: str) -> Certificate:
    """Write a certificate for `names` (default: the loopback names) into `folder`."""
    authority = trustme.CA()
    leaf = authority.issue_cert(*(names or NAMES))
    certificate = Certificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    leaf.private_key_pem.write_to_path(str(certificate.key))
    certificate.chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    authority.cert_pem.write_to_path(str(certificate.authority))
    return certificate
