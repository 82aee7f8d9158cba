"""What a back-up says of its company before the content: enough to refuse it early, and to make the company's row."""

import json
from dataclasses import asdict, dataclass

Migration = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """manifest.json. Times are ISO 8601 in UTC; `head` is the digest of the head that belongs to it."""

    head: str
    version: str
    slug: str
    name: str
    language: str
    time_zone: str
    edition: str
    created_at: str
    taken_at: str
    migrations: tuple[Migration, ...]

    def to_json(self) -> str:
        """As text for the back-up."""
        return json.dumps(asdict(self))


def read_manifest(text: str) -> Manifest:
    """What `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
    told = json.loads(text)
    migrations = tuple((str(app), str(name)) for app, name in told.pop("migrations"))
    return Manifest(migrations=migrations, **told)
