"""The HTML of a mail made harmless, and plain text made into HTML, for the mail frame (architecture.md, "Web")."""

from spindle.mail.html.cleaning import CleanHtml, clean
from spindle.mail.html.pictures import Remote
from spindle.mail.html.plain import linked, plain_to_html

__all__ = ["CleanHtml", "Remote", "clean", "linked", "plain_to_html"]
