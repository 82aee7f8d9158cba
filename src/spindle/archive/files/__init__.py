"""Files that came with entries, looked into: pages of a PDF to show, and text to be found by search.

What a stranger wrote is opened in a child process alone (`confined`), which has neither files nor network, little memory
and little time.
"""

from spindle.archive.files.kinds import is_pdf

__all__ = ["is_pdf"]
