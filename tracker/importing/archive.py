"""Judges a file before it is unpacked: from its first bytes, the archive's directory, its sheets' markup.

Refused are archives that would not fit, macros, formulas, encryption, and whatever is not what its name says.
Not here: reading cells (tables).
"""

import io
import re
import zipfile
from collections.abc import Iterator

from tracker.errors import Refused

MOST_BYTES = 50 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_RATIO = 100
SMALL = 64 * 1024
"""Members below this size may be packed as tightly as they like: a sheet of blanks is."""
PORTION = 1 << 20

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
PARTS = ("[content_types].xml", "xl/workbook.xml")
ACTIVE = re.compile(r"vbaproject|macrosheets/|activex/|embeddings/|externallinks/|\.(?:bin|exe|dll|js|vbs)$")
HARMLESS = re.compile(r"(?:printersettings/[^/]+|styles|sharedstrings)\.bin$")

EMPTY = "The file is empty. Choose the workbook or CSV file again."
WRONG_NAME = "Only files that end in .xlsx or .csv are read. Save the table as an Excel workbook or as CSV."
NOT_WORKBOOK = "The file ends in .xlsx and is no Excel workbook. Open it and save it as .xlsx again."
ENCRYPTED = (
    "The workbook is protected by a password or in the old Excel format. Save it as .xlsx without one."
)
NOT_CSV = "The file ends in .csv and is no text. Save the table as CSV again."
TOO_LARGE = "Unpacked, the workbook would be larger than %(most)s MB. Leave out what is not needed."
TOO_MANY = "The workbook holds more than %(most)s parts. Copy the table into a new workbook."
TOO_TIGHT = "A part of the workbook is packed more than %(most)s times. Copy the table into a new workbook."
BAD_PARTS = "The workbook is damaged: its parts overlap, are named twice or lead outside. Save it again."
MACROS = "The workbook holds macros or embedded objects. Save it as a workbook without macros (.xlsx)."
FORMULAS = "The sheet %(sheet)s holds formulas. Copy its cells and paste them as values, then save."
ENTITIES = "The workbook declares entities of its own, which Excel never writes. Save it again from Excel."


def judge(name: str, content: bytes) -> str:
    """``xlsx`` or ``csv``. Raises Refused for what may not be read."""
    ending = name.lower().rpartition(".")[2]
    if ending not in ("xlsx", "csv"):
        raise refuse(WRONG_NAME)
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise refuse(EMPTY)
    if ending == "csv":
        if content.startswith((ZIP, OLE, PDF)) or (b"\x00" in content and not is_utf16(content)):
            raise refuse(NOT_CSV)
        return "csv"
    if content.startswith(OLE):
        raise refuse(ENCRYPTED)
    if not content.startswith(ZIP):
        raise refuse(NOT_WORKBOOK)
    judge_archive(content)
    return "xlsx"


def is_utf16(content: bytes) -> bool:
    """Whether a text says that it is UTF-16; the reader of texts refuses it by name."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff"))


def judge_archive(content: bytes) -> None:
    """The directory first, then the markup of the sheets. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            judge_directory(members, len(content))
            judge_names([each.filename for each in members])
            judge_markup(archive, members)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as error:
        raise refuse(NOT_WORKBOOK) from error
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise refuse(NOT_WORKBOOK) from error  # whatever the unpacker meets in made-up bytes


def judge_directory(members: list[zipfile.ZipInfo], size: int) -> None:
    """What the directory says of sizes, places and encryption; nothing is unpacked."""
    if len(members) > MOST_ENTRIES:
        raise refuse(TOO_MANY, most=MOST_ENTRIES)
    if any(each.flag_bits & 0x41 for each in members):
        raise refuse(ENCRYPTED)
    if sum(each.file_size for each in members) > MOST_BYTES:
        raise refuse(TOO_LARGE, most=MOST_BYTES // 2**20)
    for each in members:
        if each.file_size > SMALL and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise refuse(TOO_TIGHT, most=MOST_RATIO)
        if (each.external_attr >> 16) & 0o170000 == 0o120000:
            raise refuse(BAD_PARTS)
    if overlap(members, size):
        raise refuse(BAD_PARTS)


def overlap(members: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether two parts share bytes, or one lies beyond the file."""
    end = 0
    for each in sorted(members, key=lambda member: member.header_offset):
        if each.header_offset < end:
            return True
        end = (
            each.header_offset + 30 + len(each.orig_filename.encode("utf-8", "replace")) + each.compress_size
        )
    return end > size


def judge_names(names: list[str]) -> None:
    """What the parts are called."""
    lower = [each.lower().replace("\\", "/") for each in names]
    if len(set(lower)) < len(lower) or any(each.startswith("/") or ".." in each.split("/") for each in lower):
        raise refuse(BAD_PARTS)
    if any(ACTIVE.search(each) and not HARMLESS.search(each) for each in lower):
        raise refuse(MACROS)
    if not set(PARTS) <= set(lower):
        raise refuse(NOT_WORKBOOK)


def judge_markup(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Formulas and entities in the markup. No member gives more bytes than the directory says."""
    for member in members:
        name = member.filename
        if not name.lower().endswith((".xml", ".rels")):
            continue
        for portion in portions(archive, member):
            if DOCTYPE.search(portion):
                raise refuse(ENTITIES)
            if SHEET.fullmatch(name) and FORMULA.search(portion):
                raise refuse(FORMULAS, sheet=name.rpartition("/")[2].removesuffix(".xml"))
        if name.lower() == PARTS[0] and b"macroEnabled" in archive.read(member):
            raise refuse(MACROS)


def portions(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes in portions that overlap a little, so that nothing hides at a seam."""
    last = b""
    with archive.open(member) as file:
        while portion := file.read(PORTION):
            yield last + portion
            last = portion[-32:]


def refuse(message: str, **values: object) -> Refused:
    """A refusal of the whole file."""
    from tracker.errors import Fault

    return Refused([Fault("file", message, **values)])
