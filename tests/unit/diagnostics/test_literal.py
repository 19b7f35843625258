"""What is an address already, and what is a name or nothing."""

import pytest

from diagnostics.literal import is_literal, literal_address

ADDRESSES = ["192.0.2.1", "2001:db8::1", "fe80::1%eth0", "0.0.0.0"]
OTHERS = [
    "",
    "www.example.org",
    "192.0.2",
    "192.0.2.256",
    "[2001:db8::1]",
    "192.0.2.1:443",
    "192.0.2.0/24",
    "1",
    "a\0b",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_one(text: str) -> None:
    assert is_literal(text)
    assert str(literal_address(text)) == text.lower()


@pytest.mark.parametrize("text", OTHERS)
def test_a_name_or_half_an_address_is_none(text: str) -> None:
    assert not is_literal(text)
    assert literal_address(text) is None
