"""Texts behind escapes and inside blobs: what is one is found, what is none stays."""

import base64
import gzip
import json
import zlib

import pytest

from app.reports.disguise import MAX_BYTES, folded, layers, packed, texts_of, unescaped

ESCAPED = {
    "percent": ("In%C3%A8s%20Durand", "Inès Durand"),
    "json": ("In\\u00e8s", "Inès"),
    "python bytes": ("In\\xc3\\xa8s", "Inès"),
    "latin-1 byte": ("A\\x42C", "ABC"),
    "octal": ("In\\303\\250s", "Inès"),
    "entities": ("&#73;n&egrave;s &amp; co", "Inès & co"),
    "quoted-printable": ("In=C3=A8s", "Inès"),
    "slashes": ('{\\"a\\": \\"b\\"}', '{"a": "b"}'),
    "utf-16 as bytes": (repr("l’hôte".encode("utf-16-le"))[2:-1], "l’hôte"),
    "a line break in JSON": ('"Cordialement,\\nInès"', '"Cordialement,\nInès"'),
}


@pytest.mark.parametrize("name", ESCAPED)
def test_an_escape_is_undone(name: str) -> None:
    hidden, plain = ESCAPED[name]
    assert unescaped(hidden) == plain


@pytest.mark.parametrize(
    "text",
    [r"C:\new\table", r"C:\xampp", r"D:\2026\x", "uid=1000", "a=20 b=40", "100 %", "50%25x"[:3], "AT&T", "x&y=z"],
)
def test_what_is_no_escape_stays(text: str) -> None:
    assert unescaped(text) == text


BLOBS = {
    "base64": base64.b64encode(b"Ines Durand was here").decode(),
    "base64 without its end": base64.b64encode(b"Ines Durand was here").decode().rstrip("="),
    "hexadecimal": b"Ines Durand was here".hex(),
    "bytes apart": b"Ines Durand was here".hex(" "),
    "gzip": base64.b64encode(gzip.compress(b"Ines Durand was here")).decode(),
    "zlib": base64.b64encode(zlib.compress(b"Ines Durand was here")).decode(),
    "utf-16": base64.b64encode("Ines Durand was here".encode("utf-16-le")).decode(),
}


@pytest.mark.parametrize("name", BLOBS)
def test_a_blob_gives_its_text(name: str) -> None:
    assert any("Ines Durand was here" in text for text in texts_of(BLOBS[name]))


def test_punycode_gives_its_name() -> None:
    assert list(texts_of("inès-durand.fr".encode("idna").decode())) == ["inès-durand.fr"]


@pytest.mark.parametrize("word", ["interface", "HOSTNAME", "connection", "NetworkManager", "deadbeef", "internet"])
def test_a_word_holds_no_text(word: str) -> None:
    assert list(texts_of(word)) == []


def test_disguises_inside_disguises_are_found_to_a_depth() -> None:
    text = "Inès Durand"
    for _ in range(2):
        text = json.dumps(base64.b64encode(text.encode()).decode())
    assert any("ines durand" in folded(layer) for layer in layers(text))


def test_an_archive_that_unpacks_to_far_too_much_is_cut() -> None:
    bomb = gzip.compress(bytes(MAX_BYTES * 4))
    assert [len(raw) for raw in packed(bomb)] == [MAX_BYTES]
    assert list(packed(bomb[:20] + b"x")) in ([b""], [])


def test_folding_forgets_case_accents_and_unseen_marks() -> None:
    assert folded("I\u200bNÈS") == folded("inès") == "ines"
