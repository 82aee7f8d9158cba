"""Names of attachments that are safe to show, to save and to send in a header, whatever the sender called them."""

import mimetypes
import re
import unicodedata

LONGEST = 120
_UNSAFE = re.compile(r'[<>:"|?*\\/]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[\w-]{1,15}\Z")
_WITH_EXTENSION = {
    "text/plain": "text.txt",
    "text/html": "page.html",
    "text/calendar": "invite.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "text/csv": "table.csv",
    "image/jpeg": "picture.jpg",
    "image/jpg": "picture.jpg",
    "image/png": "picture.png",
    "image/gif": "picture.gif",
    "application/pdf": "document.pdf",
    "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/rfc822": "message.eml",
    "text/rfc822-headers": "headers.txt",
}


def safe_name(name: str, content_type: str) -> str:
    """`name` without path, control or direction characters, at most 120 long with its extension; one by type if empty."""
    bare = re.split(r"[\\/]", name.strip().rstrip("\ufffd"))[-1] or name
    visible = "".join(
        char for char in bare if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    clean = " ".join(_UNSAFE.sub("_", visible).split()).strip(". ")
    if not clean.strip("_ ."):
        return _by_type(content_type)
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    return _shortened(_with_extension(clean, content_type))


def _with_extension(name: str, content_type: str) -> str:
    """A message opens as a message whatever its name says; a file of a known type without extension gets one."""
    if content_type == "message/rfc822":
        return name if name.lower().endswith(".eml") else f"{name}.eml"
    known = _WITH_EXTENSION.get(content_type, "")
    return name + known[known.rfind(".") :] if known and not _EXTENSION.search(name) else name


def type_of_name(name: str) -> str:
    """The content type that a file's name tells, for a file that came without one."""
    return mimetypes.guess_type(name[-LONGEST:], strict=True)[0] or "application/octet-stream"


def eml_name(subject: str) -> str:
    """The name of a message that came as an attachment."""
    return safe_name(re.sub(r"[\\/]", "_", subject.strip())[:80], "message/rfc822")


def _by_type(content_type: str) -> str:
    known = _WITH_EXTENSION.get(content_type)
    return known or f"attachment{mimetypes.guess_extension(content_type) or '.bin'}"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    found = _EXTENSION.search(name)
    extension = found.group() if found else ""
    return name[: LONGEST - len(extension)].rstrip(". ") + extension
