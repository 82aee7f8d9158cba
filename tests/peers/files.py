"""Small real files for tests: PDF as a program writes it, and office files as zipped XML."""

import io
import zipfile
import zlib
from collections.abc import Mapping

_FONT = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def pdf(*pages: str, content: bytes = b"", trailer: str = "", box: str = "0 0 595 842") -> bytes:
    """A PDF with a line of text on each page; `content` takes the place of what is drawn on all of them."""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, text in enumerate(pages):
        page = f"/Parent 2 0 R /MediaBox [{box}] /Resources {_FONT} /Contents {4 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page {page} >>".encode())
        packed = zlib.compress(content or f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode())
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>".encode()
        objects.append(head + b"\nstream\n" + packed + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    return out + end.encode()


def locked_pdf() -> bytes:
    """A PDF that opens with a password alone (ISO 32000 §7.6)."""
    owner, user = "41" * 32, "42" * 32
    identity = "<00112233445566778899aabbccddeeff>"
    encrypt = f"<< /Filter /Standard /V 1 /R 2 /O <{owner}> /U <{user}> /P -4 >>"
    return pdf("secret", trailer=f"/Encrypt {encrypt} /ID [{identity} {identity}]")


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An office file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A document of Word."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f'<?xml version="1.0"?><w:document {space}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def xlsx(*words: str) -> bytes:
    """A sheet of Excel, its words shared, and a number in a cell of its own."""
    items = "".join(f"<si><t>{word}</t></si>" for word in words)
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(len(words)))
    return zipped(
        {
            "xl/sharedStrings.xml": f"<sst>{items}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><row>{cells}<c><v>4417.5</v></c></row></worksheet>",
        }
    )
