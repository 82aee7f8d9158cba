"""Rules for templates: nothing that the page's policy forbids, and nothing that trusts a text it did not write.

The policy is `script-src 'self'; style-src 'self'` (architecture.md, "Web, worker, live"): a browser drops what breaks
it in silence, so it is found here. `|safe` and its kin would let a customer's text become markup.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.check.files import PROGRAM, ours
from tools.check.report import Report, place

SCRIPTS = (
    (r"<script(?![^>]*\ssrc\s*=)[^>]*>", "an inline script: put it in an element under ui/elements"),
    (r"\shx-on\b", "hx-on runs text as a script"),
    (r"\son[a-z]+\s*=\s*[\"']", "an inline event handler"),
    (r"\b(?:js|javascript):", "js: runs text as a script"),
    (r"\shx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)", "a filter in hx-trigger runs text as a script"),
)
STYLES = (
    (r"<style[\s>]", "an inline style sheet: put it in ui/static"),
    (r"\sstyle\s*=", "an inline style: use a class, or a data attribute that the style sheet reads"),
)
TAGS = (
    (r"\{\{[^}]*\|\s*(?:safe|safeseq)\b", "|safe lets a text become markup: build it with format_html"),
    (r"\{%-?\s*autoescape\s+off", "autoescape off lets a text become markup"),
    (r"\{%[^%]*\|\s*(?:safe|safeseq)\b", "|safe lets a text become markup: build it with format_html"),
)
# A mail is shown in a frame that has a policy of its own, and there styles are allowed.
FRAME = "mail/templates/mail/frame"
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Comments of Django are not sent, so they may name what is forbidden.
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)


def check_templates(root: Path) -> Report:
    """Read every template of ours."""
    paths = [path for path in ours(root, ".html", folders=PROGRAM) if "templates" in path.parts]
    return Report([problem for path in paths for problem in problems_in(path)])


def problems_in(path: Path) -> Iterator[str]:
    """Yield `file:line: sentence` for each broken rule, those of tags first."""
    text = COMMENT.sub(_blank, path.read_text(encoding="utf-8"))
    yield from _broken(TAGS, text, path)
    markup = TAG.sub(_blank, text)
    yield from _broken(SCRIPTS, markup, path)
    if FRAME not in path.as_posix():
        yield from _broken(STYLES, markup, path)


def _broken(rules: tuple[tuple[str, str], ...], text: str, path: Path) -> Iterator[str]:
    for pattern, sentence in rules:
        for found in re.finditer(pattern, text, re.IGNORECASE):
            # A match may begin with the white space before an attribute, which may be the end of the line above.
            start = found.end() - len(found.group().lstrip())
            yield f"{place(path, text.count(chr(10), 0, start) + 1)}: {sentence}"


def _blank(cut: re.Match[str]) -> str:
    """Line breaks only, so that lines keep their numbers."""
    return "\n" * cut.group().count("\n")
