"""Kinds of files, told by what is in them: what lies about itself is refused, and no archive is unpacked."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from django.core.exceptions import ValidationError

from community.core import filetypes
from community.core.models import SiteSettings

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def zipped(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(ZipInfo(first[0]), first[1], ZIP_STORED)
        for name in names:
            archive.writestr(name, b"x" * 100)
    return out.getvalue()


def open_document(kind: str, *names: str) -> bytes:
    return zipped("content.xml", *names, first=("mimetype", f"application/vnd.oasis.opendocument.{kind}".encode()))


def office(folder: str, *names: str) -> bytes:
    return zipped("[Content_Types].xml", f"{folder}/document.xml", *names)


def bomb() -> bytes:
    """A gigabyte of zeros in a megabyte, as its table of contents tells it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, archive.open("zeros", "w") as file:
        for _ in range(64):
            file.write(b"\0" * 1_000_000)
    return out.getvalue()


TRACK = b'<?xml version="1.0"?>\n<gpx version="1.1"><trk/></gpx>'
SOLID = b"solid part\nfacet normal 0 0 1\nendfacet\nendsolid part\n"
BINARY_SOLID = b"\0" * 80 + struct.pack("<I", 2) + b"\1" * 100

ARE_FINE = [
    ("a.pdf", PDF),
    ("A.PDF", PDF),
    ("a.txt", "Grüße\n".encode()),
    ("a.txt", "Grüße\r\n".encode("cp1252")),
    ("a.txt", "Grüße".encode("utf-16")),
    ("a.md", b"# <script>alert(1)</script> is text here"),
    ("a.csv", b"a;b\n1;2\n"),
    ("a.zip", zipped("a.txt", "b/c.txt")),
    ("a.zip", zipped()),
    ("a.odt", open_document("text")),
    ("a.ods", open_document("spreadsheet")),
    ("a.odp", open_document("presentation")),
    ("a.docx", office("word")),
    ("a.xlsx", office("xl")),
    ("a.pptx", office("ppt")),
    ("a.gpx", TRACK),
    ("a.gpx", b"\xef\xbb\xbf<gpx>"),
    ("a.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    ("a.stl", SOLID),
    ("a.stl", BINARY_SOLID),
]

PAGE = b"<html><script>alert(1)</script></html>"
ARE_REFUSED = {
    "no ending": ("pdf", PDF),
    "an unknown ending": ("a.exe", b"MZ"),
    "a page": ("a.html", PAGE),
    "a drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "a drawing called a track": ("a.gpx", b"<svg xmlns='http://www.w3.org/2000/svg'><gpx/></svg>"),
    "two endings": ("a.pdf.exe", PDF),
    "an ending behind a blank": ("a.pdf ", PDF),
    "nothing": ("a.txt", b""),
    "a page called a document": ("a.pdf", PAGE),
    "a page before a document": ("a.pdf", PAGE + PDF),
    "a document with a page behind it": ("a.pdf", PDF + PAGE * 60),
    "a picture called a text": ("a.txt", b"GIF89a\x01\0\x01\0\0\0"),
    "a program called a text": ("a.txt", b"MZ\x90\0\x03\0\0\0"),
    "an archive called a document": ("a.docx", zipped("a.txt")),
    "a sheet called a document": ("a.docx", office("xl")),
    "a document with macros": ("a.docx", office("word", "word/vbaProject.bin")),
    "a sheet with macros": ("a.ods", open_document("spreadsheet", "Basic/Standard/Module1.xml")),
    "a text document called a sheet": ("a.ods", open_document("text")),
    "an archive behind a program": ("a.zip", b"MZ" + zipped("a.txt")),
    "an archive behind an archive": ("a.zip", zipped("good.txt") + zipped("a.txt")),
    "an archive before a page": ("a.zip", zipped("a.txt") + PAGE),
    "half an archive": ("a.zip", zipped("a.txt")[:-10]),
    "an archive with too many entries": ("a.zip", zipped(*map(str, range(filetypes.MOST_ENTRIES + 1)))),
    "an archive that lies about its table": ("a.zip", b"PK\x05\x06" + b"\0" * 4 + b"\xff" * 12 + b"\0\0"),
    "a track with entities": ("a.gpx", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><gpx>&a;</gpx>'),
    "a track with entities inside": ("a.gpx", TRACK + b'<!ENTITY a "b">'),
    "no calendar": ("a.ics", b"X\nBEGIN:VCALENDAR"),
    "a solid of another length": ("a.stl", BINARY_SOLID + b"\1"),
}  # fmt: skip
ALL = sorted(filetypes.KINDS)


def test_what_is_what_it_says_is_taken() -> None:
    for name, raw in ARE_FINE:
        assert filetypes.check(name, raw, allowed=ALL) == name.rsplit(".")[1].lower(), name


def test_what_is_something_else_is_refused_with_a_sentence() -> None:
    for case, (name, raw) in ARE_REFUSED.items():
        with pytest.raises(ValidationError) as refusal:
            filetypes.check(name, raw, allowed=ALL)
            pytest.fail(f"{case} was taken")
        assert len(refusal.value.messages[0]) > 15, case


def test_only_what_the_site_allows_is_taken() -> None:
    assert filetypes.check("a.pdf", PDF, allowed=["pdf"]) == "pdf"
    with pytest.raises(ValidationError, match="pictures and: csv"):
        filetypes.check("a.pdf", PDF, allowed=["csv"])


def test_an_archive_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bomb()
    for way in ("read", "open", "extract", "extractall", "testzip"):
        monkeypatch.setattr(ZipFile, way, lambda *args, **kwargs: pytest.fail("it was unpacked"))

    assert filetypes.check("a.zip", raw, allowed=ALL) == "zip"


@pytest.mark.parametrize(
    ("kinds", "fine"), [("pdf txt", True), ("", True), ("pdf exe", False), ("PDF", False), ("svg html", False)]
)
def test_the_settings_take_only_kinds_that_can_be_told(kinds: str, fine: bool) -> None:
    site = SiteSettings(pk=1, file_types=kinds)

    if fine:
        site.clean_fields()
    else:
        with pytest.raises(ValidationError) as refusal:
            site.clean_fields()
        assert list(refusal.value.message_dict) == ["file_types"]
