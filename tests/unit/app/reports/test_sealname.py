"""The name of a sealed report: there and back, and every name that is none."""

import pytest

from app.reports.sealname import SealName

ID, CODE, HASH = "0123456789abcdef", "6X71YCNQ6", "a" * 64
GOOD = f"{ID}-{CODE}-{HASH}.age"


def test_there_and_back() -> None:
    name = SealName.parse(GOOD)
    assert name == SealName(ID, CODE, HASH)
    assert str(name) == GOOD


BAD = {
    "nothing": "",
    "another ending": GOOD.replace(".age", ".json"),
    "a folder before it": f"../{GOOD}",
    "upper case id": GOOD.replace("abcdef", "ABCDEF"),
    "lower case code": GOOD.replace(CODE, CODE.lower()),
    "a letter that Crockford leaves out": GOOD.replace(CODE, "6X71YCNQU"),
    "hyphens in the code": GOOD.replace(CODE, "6X7-1YC-NQ6"),
    "short hash": GOOD.replace("a" * 64, "a" * 63),
    "a line end behind it": f"{GOOD}\n",
    "a browser's second copy": GOOD.replace(".age", " (1).age"),
    "still being written": f".{GOOD}.unfinished",
    "digits of another script": GOOD.replace("0123", "٠١٢٣"),
}


@pytest.mark.parametrize("name", BAD.values(), ids=BAD.keys())
def test_what_is_no_such_name(name: str) -> None:
    assert SealName.parse(name) is None


def test_it_knows_its_own_bytes_only() -> None:
    name = SealName.of(ID, CODE, b"sealed")
    assert SealName.parse(str(name)) == name
    assert name.matches(b"sealed")
    assert not name.matches(b"sealed ")


@pytest.mark.parametrize(("report_id", "code"), [("xyz", CODE), (ID, "6X7-1YC-NQ6"), ("../" + ID, CODE)])
def test_a_name_that_could_not_be_read_back_is_never_made(report_id: str, code: str) -> None:
    with pytest.raises(ValueError, match="not a report id and a code"):
        SealName.of(report_id, code, b"")
