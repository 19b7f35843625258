"""The name of a file of anonymous records."""

import pytest

from app.reports.recordname import RecordName
from app.reports.sealname import SealName

DATA = b'{"schema":"unstuck.verdict/1"}\n'


def test_it_says_what_the_bytes_are_and_no_more() -> None:
    one, two = RecordName.of(DATA), RecordName.of(DATA)
    assert one.matches(DATA)
    assert not one.matches(DATA + b"x")
    assert one.random != two.random
    assert RecordName.parse(str(one)) == one
    assert SealName.parse(str(one)) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "record-0123456789abcdef.jsonl",
        f"record-0123456789abcdef-{'0' * 63}.jsonl",
        f"record-0123456789ABCDEF-{'0' * 64}.jsonl",
        f"../record-0123456789abcdef-{'0' * 64}.jsonl",
        f"record-0123456789abcdef-{'0' * 64}.jsonl\n",
        f"record-0123456789abcdef-{'0' * 64}.jsonl.fresh",
    ],
)
def test_every_other_name_is_none(name: str) -> None:
    assert RecordName.parse(name) is None
