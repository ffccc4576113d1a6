"""What kind of file somebody handed in: by its name and by its content, which must agree. Opens nothing.

Office files are looked at by the directory of their archive: macros, and archives that would burst, are
refused. Not here: keeping the file (evidence).
"""

import io
import unicodedata
import zipfile

import filetype

from tracker.docket.words import Faults

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": ("application/pdf", "application/pdf"),
    "png": ("image/png", "image/png"),
    "jpg": ("image/jpeg", "image/jpeg"),
    "jpeg": ("image/jpeg", "image/jpeg"),
    "tif": ("image/tiff", "image/tiff"),
    "tiff": ("image/tiff", "image/tiff"),
    "docx": (OFFICE + "wordprocessingml.document", "word/"),
    "xlsx": (OFFICE + "spreadsheetml.sheet", "xl/"),
    "pptx": (OFFICE + "presentationml.presentation", "ppt/"),
}
"""By the end of a name: the type it is handed out as, and what its content must be (of an office file, the
folder in its archive)."""
HEAD = 8192
NAME_LENGTH = 200
BURST = 200 * 2**20
MEMBERS = 5_000

EMPTY = "This file is empty."
TOO_BIG = "This file is larger than %(most)s MB."
NOT_TAKEN = "Files of this kind are not taken. Taken are: %(words)s."
OTHER_CONTENT = "The content of this file is not what its name says (%(name)s)."
MACROS = "This file holds macros. Save it without them."
BURSTING = "This file would become too large when opened."
NO_NAME = "The name of this file cannot be kept. Give it another one."


def read_upload(
    name: str, content: bytes, limit: int, faults: Faults, field: str = "file"
) -> tuple[str, str]:
    """The name to keep and the type of a file; every fault at its field."""
    kept = clean_name(name)
    ending = kept.rpartition(".")[2].lower() if "." in kept else ""
    if not kept:
        faults.add(field, NO_NAME)
    elif not content:
        faults.add(field, EMPTY)
    elif len(content) > limit:
        faults.add(field, TOO_BIG, most=limit // 2**20)
    elif ending not in KINDS:
        faults.add(field, NOT_TAKEN, words=", ".join(sorted(KINDS)))
    else:
        media, expected = KINDS[ending]
        if expected.endswith("/"):
            check_archive(content, expected, ending, faults, field)
        elif filetype.guess_mime(content[:HEAD]) != expected:
            faults.add(field, OTHER_CONTENT, name=ending)
        return kept, media
    return kept, ""


def clean_name(name: str) -> str:
    """The last part of a name as a browser sent it, without what no name has."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if each.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > NAME_LENGTH and dot:
        return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return plain[:NAME_LENGTH]


def check_archive(content: bytes, folder: str, ending: str, faults: Faults, field: str) -> None:
    """An office file, by the directory of its archive alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        faults.add(field, OTHER_CONTENT, name=ending)
        return
    names = [each.filename for each in members]
    if "[Content_Types].xml" not in names or not any(each.startswith(folder) for each in names):
        faults.add(field, OTHER_CONTENT, name=ending)
    elif any("vbaproject" in each.lower() or "macrosheets" in each.lower() for each in names):
        faults.add(field, MACROS)
    elif len(members) > MEMBERS or sum(each.file_size for each in members) > BURST:
        faults.add(field, BURSTING)
