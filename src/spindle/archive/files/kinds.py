"""Which files can be looked into, by the type and the name that they came with; the child looks at the bytes."""

from typing import Protocol

# How the child reads a file: the names of its readers.
PDF, OFFICE, TEXT, HTML = "pdf", "office", "text", "html"
_BY_TYPE = {
    "application/pdf": PDF,
    "application/x-pdf": PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": OFFICE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": OFFICE,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": OFFICE,
    "application/vnd.ms-word.document.macroenabled.12": OFFICE,
    "application/vnd.ms-excel.sheet.macroenabled.12": OFFICE,
    "application/vnd.oasis.opendocument.text": OFFICE,
    "application/vnd.oasis.opendocument.spreadsheet": OFFICE,
    "application/vnd.oasis.opendocument.presentation": OFFICE,
    "text/plain": TEXT,
    "text/csv": TEXT,
    "text/markdown": TEXT,
    "text/html": HTML,
}
_BY_ENDING = {
    "pdf": PDF,
    **dict.fromkeys(("docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods", "odp"), OFFICE),
    **dict.fromkeys(("txt", "csv", "md"), TEXT),
    **dict.fromkeys(("htm", "html"), HTML),
}


class Named(Protocol):
    """A file as its sender called it."""

    @property
    def name(self) -> str:
        """With its ending."""

    @property
    def content_type(self) -> str:
        """In lower case."""


def reader_of(file: Named) -> str:
    """The reader for this file; "" when there is none. An ending says more than `application/octet-stream`."""
    return _BY_TYPE.get(file.content_type) or _BY_ENDING.get(file.name.rpartition(".")[2].lower(), "")


def is_pdf(file: Named) -> bool:
    """Whether its pages can be shown."""
    return reader_of(file) == PDF
