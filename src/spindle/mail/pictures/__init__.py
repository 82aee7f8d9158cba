"""Pictures that a mail only names: fetched by the server on a member's word, so that the sender sees nobody."""

from spindle.mail.pictures.fetching import Fetched, NotAPicture, fetch
from spindle.mail.pictures.kinds import picture_type

__all__ = ["Fetched", "NotAPicture", "fetch", "picture_type"]
