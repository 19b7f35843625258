"""The site file, strictly parsed: `load_site`, `parse_site`, `default_site_path`; every trouble is one `SiteError`.

Every key is optional and has the default of `diagnostics.model.site`; nothing unknown is ignored, because a
mistyped key would silently test the wrong thing on every laptop.
"""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from diagnostics.model.site import Site
from diagnostics.site.error import SiteError
from diagnostics.site.line import spans
from diagnostics.site.place import default_site_path, unusable
from diagnostics.site.section import read_site
from diagnostics.site.spot import Document, Spot

__all__ = ["SiteError", "default_site_path", "load_site", "parse_site"]

MAX_BYTES = 256 * 1024  # far more than any organisation needs; bounds time and memory before anything is parsed
MAX_DEPTH = 64  # parts of one dotted key: the library needs memory in the square of it, our keys have three
MAX_DOTS = 2048  # in one line, whatever they mean: bounds the same for keys in quotation marks
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_KEY_CHARS = frozenset("\"'-_ \t")


def load_site(path: Path) -> Site:
    """Read and parse a site file; the path is shown in errors as it was given. SiteError for everything wrong."""
    source = str(path)
    site = parse_site(_decode(_read(path, source), source), source, path.parent)
    for number, service in enumerate(site.service):
        if service.ca is not None:
            _readable(Path(service.ca), source, number, path)
    return site


def parse_site(text: str, source: str, folder: Path) -> Site:
    """Parse the text of a site file; relative paths in it start at `folder`. SiteError for everything wrong."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _too_large(source)
    text = text.removeprefix("\ufeff")
    _refuse_deep_keys(text, source)
    values = _parse(text, source)
    return read_site(Spot(Document(source, folder, spans(text))), values)


def _read(path: Path, source: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or device would block or never end
            if path.is_dir():
                raise IsADirectoryError
            raise SiteError(source, "is not an ordinary file", "name a file that holds the text itself")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unusable(source, error) from None
    except ValueError:  # a NUL inside the name
        raise SiteError(source, "is not a possible name of a file", "check the path behind --site") from None


def _decode(data: bytes, source: str) -> str:
    if len(data) > MAX_BYTES:
        raise _too_large(source)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SiteError(source, "is saved as UTF-16", "save it as UTF-8", line=1)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise SiteError(source, "is not a text file", "name the TOML file that IT wrote", line=line)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise SiteError(source, problem, "save the file as UTF-8 text", line=line) from None


def _refuse_deep_keys(text: str, source: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") <= MAX_DEPTH:
            continue
        parts, before = 0, "."
        if line.count(".") > MAX_DOTS and not line.lstrip().startswith("#"):
            raise SiteError(source, "is too long", "write one item a line", line=number)
        for char in line:
            if char == "." != before:
                parts += 1
            elif not (char.isalnum() or char in _KEY_CHARS):
                parts = 0
            if parts > MAX_DEPTH and not line.lstrip().startswith("#"):
                raise SiteError(source, f"has a key of more than {MAX_DEPTH} parts", "remove this line", line=number)
            before = char


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = int(found.group(1)) if found and found.group(1) else text.rstrip("\n").count("\n") + 1
        message = _PLACE.sub("", str(error)) or "broken"
        message = message[0].lower() + message[1:]
        remedy = "see the TOML rules: key = value, texts in quotation marks, lists in [ ]"
        raise SiteError(source, f"is not TOML here: {message}", remedy, line=line) from None
    except RecursionError:
        raise SiteError(source, "nests lists or tables too deeply", "write lists of plain texts") from None
    except ValueError:  # a number with thousands of digits
        raise SiteError(source, "contains a number that is too long", "remove it") from None


def _readable(ca: Path, source: str, number: int, path: Path) -> None:
    """Extra trust that cannot be read would make every service look forged: say it here, before anything runs."""
    try:
        with ca.open("rb") as file:
            file.read(1)
    except (OSError, ValueError):
        text = path.read_text("utf-8", "replace").removeprefix("\ufeff")
        span = spans(text).get(("service", number, "ca"))
        remedy = "put the certificate there or correct the path (relative to the site file)"
        line = span.first if span else None
        raise SiteError(source, f"cannot read {ca}", remedy, line=line, key="service.ca") from None


def _too_large(source: str) -> SiteError:
    return SiteError(source, f"is larger than {MAX_BYTES // 1024} KiB", "name the site file itself, not an archive")
