"""What a text says behind its disguises: percent signs, escapes, entities, base64, hexadecimal digits, archives.

Two kinds. An escape changes single characters of a text that stays readable (RFC 3986 percent signs, JSON and Python
escapes, HTML entities, quoted-printable of RFC 2045, NULs of UTF-16). A blob is one token that holds a whole text
(base64 of RFC 4648, hexadecimal digits, punycode of RFC 3492), packed (gzip, zlib, zip) or not.
"""

import base64
import binascii
import codecs
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

MOST_SINGLE_DIGITS = 7  # side by side in a table
DEEPEST = 3  # disguises inside disguises that are looked into
MAX_BYTES = 4 * 1024 * 1024  # of what one archive unpacks to; a report has 2 MiB
MAX_MEMBERS = 64  # of an archive inside a text
SHOWABLE = 0.85  # share of printable characters above which bytes count as text
SHORTEST_BLOB = 5  # bytes; less holds no name
HEX_NAME = 8  # digits of a name of four letters
FEWEST_FOREIGN = 3  # letters
SHORTEST_OTHER = 12  # bytes that are not UTF-8 from which on they may be a cut text or Latin-1

_ESCAPE = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})|u\{([0-9A-Fa-f]{1,6})\})")
_FOLDER = re.compile(r"(?<![\\0-9A-Fa-f])[A-Za-z0-9]+\Z|[A-Za-z]{5,}\Z")
_WIDE = re.compile(r"(?:(?:\\x[0-9A-Fa-f]{2}|\\[\\'\"ntr]|[^\\\x80-\U0010ffff])(?:\\x00|\\x0[1-9a-f]|\\x20| )){3,}")
"""UTF-16 shown byte by byte: what is no letter stands as \\x.., and every second byte is nearly always nought."""

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_OCTAL = re.compile(r"(?:\\[23][0-7]{2}){2,}|\\0(?:40|11)")  # as systemd, dig and git write what is not ASCII
_BREAK = re.compile(r"(?<=[,.;:!?)\]}\"])\\+[nrt](?=[A-ZÀ-Ü\"\\\s])")  # elsewhere it is a folder of a path
_BYTES = re.compile(r"(?:\\+x[0-9A-Fa-f]{2})+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_QUOTED = re.compile(r"(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)+|=3D|(?<=\w)=20(?=[A-Za-z])|(?:=[0-9A-Fa-f]{2}){3,}")
_SOFT = re.compile(r"(?<=[\w=,.;:-])(?<!==)=[ \t]*\r?\n")  # the end of a line that is none (RFC 2045, 6.7)
_TAIL = re.compile(r"[A-Za-z0-9+/_-]{8,}=?\Z")
LONGEST_TAIL = 4000  # characters of base64 before its end
_NEEDLESS = re.compile(
    r"(?:%[2-7][0-9A-Fa-f]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+){3,}"
    r"|(?:=[2-7][0-9A-Fa-f]|=[C-Fc-f][0-9A-Fa-f](?:=[89ABab][0-9A-Fa-f])+){3,}"
    r"|(?:&#(?:\d{2,6}|[xX][0-9A-Fa-f]{2,5});){3,}|(?:\\+u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{2,6}\})){3,}"
)
_SINGLES = re.compile(
    r"(?<![^\W_])[^\s\ue000-\uf8ff](?:-[^\s\ue000-\uf8ff]){4,79}(?![^\W_])"
    r"|(?<![^\W_])(?!\.)[^\s\ue000-\uf8ff](?: [^\s\ue000-\uf8ff]){4,47}(?![^\W_])"
)
_TOLD = re.compile(
    r"(?:pass\w*|pin|code|id|mdp|otp|key|token|num\w*|t[ée]l\w*|phone|badge)[ ]?[:=][ ]?\Z", re.IGNORECASE
)
FEWEST_NEEDLESS = 3  # letters or digits in such a run
_APART = re.compile(r"(?<!\S)[^\s\ue000-\uf8ff](?: {1,40}[^\s\ue000-\uf8ff]){5,}(?!\S)")
"""Letters with a blank between: UTF-16 read byte by byte, or somebody who spells; words stand further apart."""
_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?([^?\s]+)\?=")  # RFC 2047
_SLASHED = re.compile(r"\\+(?=[/\"'])")
_BASE64 = re.compile(r"(?<![\w+/-])(?<!==)[A-Za-z0-9+/_-]{6,}(?:={1,2}(?![+=])|(?![\w+/=-])(?<=[\w+/-]{8}))")
_BASE64_INSIDE = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9A-Fa-f]{2}){4,}(?![0-9A-Za-z])")
_HEX_APART = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{2}(?:(?:[ :,-]|, ?0x|\\x| 0x)[0-9A-Fa-f]{2}){3,}(?![0-9A-Za-z])")
_PUNYCODE = re.compile(r"(?<![\w.-])(?:[\w-]+\.)*xn--[a-z0-9-]+(?:\.[\w-]+)*", re.IGNORECASE)
_TOKENS = (_BASE64_INSIDE, _HEX, _HEX_APART, _PUNYCODE, _WORD)
_UNSEEN = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)  # accents apart, marks without width
_PRINTABLE = bytes([9, 10, 13, *range(0x20, 0x7F)])
_LATIN = bytes(range(0xA0, 0x100))
BLOBS = (_BASE64, _HEX, _HEX_APART, _PUNYCODE)
"""Patterns of whole tokens in which a text may lie."""


def unescaped(text: str) -> str:
    """The text with every escape undone once; the same object where there is none."""
    plain = text
    if "%" in plain:
        plain = _PERCENT.sub(_of_percent, plain)
    if "\\x00" in plain:
        plain = _WIDE.sub(_of_wide, plain)
    if "\\" in plain:
        plain = _BYTES.sub(_of_bytes, plain)
        plain = _ESCAPE.sub(_of_escape, plain)
        plain = _OCTAL.sub(_of_octal, plain)
        plain = _SLASHED.sub("", _BREAK.sub("\n", plain))
    if "&" in plain:
        plain = _ENTITY.sub(lambda match: html.unescape(match.group()), plain)
    if "=" in plain:
        plain = _SOFT.sub(_of_soft, plain)
        plain = _QUOTED.sub(_of_quoted, plain)
    if "\0" in plain:
        plain = plain.replace("\0", "")
    return _APART.sub(_of_apart, plain) if " " in plain else plain


def texts_of(token: str) -> Iterator[str]:
    """Every text that one token may hold; none where it holds only bytes."""
    if len(token) == HEX_NAME and _HEX.fullmatch(token) and (name := bytes.fromhex(token)).isalpha():
        yield name.decode("ascii")
    for raw in _bytes_of(token):
        yield from _readable(raw)
        for unpacked in packed(raw):
            yield from _readable(unpacked, always=True)
    if "xn--" in token.lower():
        shown = ".".join(_unicode(label) for label in token.split("."))
        if shown != token:
            yield shown


def packed(raw: bytes) -> Iterator[bytes]:
    """What gzip, zlib or zip bytes hold, each up to `MAX_BYTES`; names of members included."""
    try:
        if raw[:2] == b"\x1f\x8b":
            yield zlib.decompressobj(31).decompress(raw, MAX_BYTES)
        elif raw[:1] == b"\x78" and int.from_bytes(raw[:2], "big") % 31 == 0:
            yield zlib.decompressobj().decompress(raw, MAX_BYTES)
        elif raw[:4] == b"PK\x03\x04":
            yield from _zipped(raw)
    except (zlib.error, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return  # no archive after all, or one that nobody can open


def layers(text: str, depth: int = DEEPEST) -> Iterator[str]:
    """The text, and every other text that lies in it behind disguises. For searching, not for showing."""
    yield text
    if depth <= 0:
        return
    plain = unescaped(text)
    if plain != text:
        yield from layers(plain, depth - 1)
    tokens = dict.fromkeys(token for pattern in _TOKENS for token in pattern.findall(text))
    for token in tokens:
        for found in texts_of(token):
            yield from layers(found, depth - 1)


def folded(text: str) -> str:
    """For comparing: without case, accents, widths and marks that nobody sees."""
    wide = unicodedata.normalize("NFKD", text.casefold())
    return wide if wide.isascii() else _UNSEEN.sub("", wide)


def _bytes_of(token: str) -> Iterator[bytes]:
    if _HEX.fullmatch(token) or _HEX_APART.fullmatch(token):
        digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", token)
        if len(digits) % 2 == 0:
            yield bytes.fromhex(digits)
    if not _BASE64_INSIDE.fullmatch(token):
        return
    padded = token.rstrip("=").replace("-", "+").replace("_", "/")
    for cut in range(4):  # a token may begin inside a longer one
        piece = padded[cut:]
        piece = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            yield base64.b64decode(piece + "=" * (-len(piece) % 4))
        except (binascii.Error, ValueError):
            continue


def _readable(raw: bytes, *, always: bool = False) -> Iterator[str]:
    """The text that bytes spell, if any; a quick look first, because most tokens hold none."""
    if len(raw) < SHORTEST_BLOB:
        return
    nought = raw.count(0)
    if nought * 3 >= len(raw):
        encoding = "utf-16-le" if raw[1::2].count(0) >= raw[::2].count(0) else "utf-16-be"
        text = raw.decode(encoding, "replace")
    else:
        text = _decoded(raw)
        if not text and always:
            text = raw.decode("utf-8", "replace")
    shown = sum(char.isprintable() or char in "\r\n\t" for char in text) - text.count("\ufffd")
    if text and (always or shown >= SHOWABLE * len(text)):
        yield text.lstrip("\ufeff")


def _decoded(raw: bytes) -> str:
    """UTF-8, or what was cut from it; Latin-1 where nothing is strange but accents; empty for other bytes."""
    strange = len(raw.translate(None, _PRINTABLE))
    if strange * 2 > len(raw):
        return _foreign(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if len(raw) < SHORTEST_OTHER:
            return ""
        if strange * 4 <= len(raw) and not raw.translate(None, _PRINTABLE + _LATIN):
            return raw.decode("latin-1")
        return raw.decode("utf-8", "replace") if strange * 8 <= len(raw) else ""


def _foreign(raw: bytes) -> str:
    """A name in letters that are none of ours; other bytes are practically never UTF-8 for letters alone."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    letters = text.replace(" ", "")
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in letters}
    return text if len(letters) >= FEWEST_FOREIGN and letters.isalpha() and len(scripts) == 1 else ""


def _zipped(raw: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        yield archive.comment
        for member in archive.infolist()[:MAX_MEMBERS]:
            yield member.filename.encode("utf-8", "replace")
            with archive.open(member) as file:
                yield file.read(MAX_BYTES)


def _of_apart(match: re.Match[str]) -> str:
    """The words; numbers in a table are none."""
    text = match.group()
    is_table = all(char.isdigit() or char in " -|" for char in text) and " " * 3 not in text
    if is_table or sum(map(str.isalnum, text)) < SHORTEST_BLOB:
        return text  # a row of small numbers, or dots that lead to a value
    wide = re.sub(r" {2,}", lambda gap: "\0" * max((len(gap.group()) - 1) // 2, 1), text)  # k blanks became 2 k + 1
    return wide.replace(" ", "").replace("\0", " ")


def _of_bytes(match: re.Match[str]) -> str:
    raw = bytes.fromhex(re.sub(r"\\+x", "", match.group()))
    return (
        raw.replace(b"\0", b"").decode("utf-8", "replace")
        if b"\0" in raw or not raw[:1].isascii()
        else raw.decode("latin-1")
    )  # above it no byte is ASCII


def _of_wide(match: re.Match[str]) -> str:
    """The text that the bytes of UTF-16 spell; left as it is where they are none."""
    try:
        raw = match.group().encode("ascii").decode("unicode_escape").encode("latin-1")
    except UnicodeError:
        return match.group()
    if raw.count(0) * 3 < len(raw):
        return match.group()
    return raw[: len(raw) // 2 * 2].decode("utf-16-le", "replace")


def _of_escape(match: re.Match[str]) -> str:
    number = int(next(group for group in match.groups() if group), 16)
    slashes = len(match.group()) - len(match.group().lstrip("\\"))
    if (
        slashes % 2 == 0
        and chr(number).isascii()
        and chr(number).isalnum()
        and _FOLDER.search(match.string, 0, match.start())
    ):
        return "\\" + chr(number)  # a folder or a domain stands before it, with a sign of its own
    return chr(number) if number <= 0x10FFFF else match.group()  # noqa: PLR2004  # the last code point


def _of_percent(match: re.Match[str]) -> str:
    """The characters; what would be none that a person can read was no escape, but part of a password."""
    plain = unquote(match.group())
    return plain if all(char.isprintable() or char in "\r\n\t\0" for char in plain) else match.group()


def _of_octal(match: re.Match[str]) -> str:
    try:
        return bytes(int(part, 8) for part in match.group().split("\\")[1:]).decode("utf-8")
    except UnicodeDecodeError:  # a folder whose name is a number
        return match.group()


def _of_soft(match: re.Match[str]) -> str:
    """Nothing; the end of base64 is no soft end of a line."""
    token = _TAIL.search(match.string, max(match.start() - LONGEST_TAIL, 0), match.start())
    ends = token is not None and any(True for _ in texts_of(token.group().rstrip("=") + "=="))
    return match.group() if ends else ""


def _of_quoted(match: re.Match[str]) -> str:
    plain = bytes.fromhex(match.group().replace("=", "")).decode("utf-8", "replace")
    return plain if all(char.isprintable() or char in "\r\n\t" for char in plain) else match.group()


def needless(text: str) -> list[tuple[int, int]]:
    """Where letters stand in a disguise that letters need nowhere: somebody or something hid a value there.

    Runs of escapes for plain letters, and letters one by one with a blank or a hyphen between.
    """
    found = []
    if "%" in text or "=" in text or "&#" in text or "\\u" in text:
        for match in _NEEDLESS.finditer(text):
            plain = unescaped(match.group())
            if sum(char.isascii() and char.isalnum() for char in plain) >= FEWEST_NEEDLESS or plain.isalpha():
                found.append(match.span())
    for match in _SINGLES.finditer(text):
        run = match.group()
        shown = sum(map(str.isalnum, run[::2]))
        is_table = run[1] == " " and not any(map(str.isalpha, run)) and shown < MOST_SINGLE_DIGITS
        is_table = is_table and not _TOLD.search(text, max(match.start() - 16, 0), match.start())
        if shown * 5 >= len(run[::2]) * 3 and len(set(run[::2])) >= FEWEST_NEEDLESS and not is_table:
            found.append(match.span())
    return sorted(found)


def _unicode(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return codecs.decode(label[4:].encode("ascii"), "punycode")
    except (UnicodeError, ValueError):
        return label
