"""Private keys: closed to others, behind a passphrase, ed25519 and nothing else."""

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.desk.publish import keyring as module
from app.desk.publish.error import PublishError
from app.desk.publish.keyring import Keyring

PHRASE = "three longish words"
REAL_N = module.SCRYPT_N


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth of a second for each guess is for thieves; one test below uses the real number."""
    monkeypatch.setattr(module, "SCRYPT_N", 2**10)


class Person:
    """Answers with these, one after another."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def __call__(self, name: str, new: bool) -> str | None:
        self.asked.append((name, new))
        return self.answers.pop(0) if self.answers else None


def ring(folder: Path, *answers: str | None) -> Keyring:
    return Keyring(folder, [folder], Person(*answers))


@pytest.mark.parametrize("rounds", [2**10, REAL_N])
def test_a_key_is_locked_closed_and_opened_again(tmp_path: Path, rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SCRYPT_N", rounds)
    made = ring(tmp_path, PHRASE).make("alice-guides", locked=True)
    path = tmp_path / "alice-guides.pem"
    assert path.read_bytes().startswith(b"# unstuck key, scrypt %d 8 1 " % rounds)
    assert path.stat().st_mode & 0o777 == 0o600
    assert PHRASE.encode() not in path.read_bytes()
    assert ring(tmp_path, PHRASE).signer("alice-guides").public_key.keyid == made.keyid
    assert ring(tmp_path).public("alice-guides").keyid == made.keyid


def test_the_passphrase_itself_does_not_open_the_pem_without_the_slow_stretch(tmp_path: Path) -> None:
    ring(tmp_path, PHRASE).make("a", locked=True)
    data = (tmp_path / "a.pem").read_bytes()
    with pytest.raises(ValueError, match=r".+"):
        load_pem_private_key(data[data.index(b"-----") :], PHRASE.encode())
    rounds, salt = int(data.split()[4]), bytes.fromhex(data.split()[7].decode())
    stretched = hashlib.scrypt(PHRASE.encode(), salt=salt, n=rounds, r=8, p=1, maxmem=2**28, dklen=32)
    import base64

    assert load_pem_private_key(data, base64.b64encode(stretched))


def test_a_wrong_passphrase_is_asked_again_and_a_right_one_is_remembered(tmp_path: Path) -> None:
    for name in ("a", "b"):
        ring(tmp_path, PHRASE).make(name, locked=True)
    person = Person("not the right one", PHRASE)
    keys = Keyring(tmp_path, [tmp_path], person)
    keys.signer("a")
    keys.signer("b")
    assert person.asked == [("a", False), ("a", False)]


REFUSED = {
    "wrong": (("wrong one, really",) * 3, "does not open this key"),
    "nobody": ((), "nobody can be asked"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_without_the_passphrase_nothing(tmp_path: Path, case: str) -> None:
    ring(tmp_path, PHRASE).make("a", locked=True)
    answers, sentence = REFUSED[case]
    with pytest.raises(PublishError, match=sentence):
        ring(tmp_path, *answers).signer("a")


@pytest.mark.parametrize("phrase", ["short", None])
def test_no_key_is_made_with_a_poor_passphrase(tmp_path: Path, phrase: str | None) -> None:
    with pytest.raises(PublishError):
        ring(tmp_path, phrase).make("a", locked=True)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    ring(tmp_path).make("a", locked=False)
    (tmp_path / "a.pem").chmod(0o640)
    with pytest.raises(PublishError, match="chmod 600"):
        ring(tmp_path).signer("a")


def test_a_key_under_another_name_is_noticed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        ring(tmp_path).make(name, locked=False)
    (tmp_path / "a.pem").write_bytes((tmp_path / "b.pem").read_bytes())
    with pytest.raises(PublishError, match="does not belong"):
        ring(tmp_path).signer("a")


def test_other_schemes_are_refused(tmp_path: Path) -> None:
    ring(tmp_path).make("a", locked=False)
    other = generate_private_key(SECP256R1())
    private = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "a.pem").write_bytes(private)
    with pytest.raises(PublishError, match="not an ed25519 key"):
        ring(tmp_path).signer("a")
    (tmp_path / "a.pub").write_bytes(public)
    with pytest.raises(PublishError, match="no public ed25519 key"):
        ring(tmp_path).public("a")


@pytest.mark.parametrize("data", [b"", b"\x00" * 99, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told(tmp_path: Path, data: bytes) -> None:
    ring(tmp_path).make("a", locked=False)
    (tmp_path / "a.pem").write_bytes(data)
    with pytest.raises(PublishError, match="no private key that can be read"):
        ring(tmp_path).signer("a")


@pytest.mark.parametrize("name", ["../a", "A", "", "a/b", "-", "x" * 60])
def test_names_that_are_no_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError, match="cannot be a name"):
        ring(tmp_path).make(name, locked=False)
    with pytest.raises(PublishError, match="cannot be a name"):
        ring(tmp_path).public(name)


def test_no_key_is_ever_replaced(tmp_path: Path) -> None:
    ring(tmp_path).make("a", locked=False)
    before = (tmp_path / "a.pem").read_bytes()
    with pytest.raises(PublishError, match="already there"):
        ring(tmp_path).make("a", locked=False)
    assert (tmp_path / "a.pem").read_bytes() == before


@pytest.mark.parametrize("rounds", ["3", "0", "99999999999", "1048576"])
def test_numbers_that_nobody_of_us_wrote_cost_nothing(tmp_path: Path, rounds: str) -> None:
    ring(tmp_path, PHRASE).make("a", locked=True)
    path = tmp_path / "a.pem"
    whole = path.read_bytes()
    assert whole.count(b"scrypt 1024 ") == 1
    path.write_bytes(whole.replace(b"scrypt 1024 ", f"scrypt {rounds} ".encode()))
    with pytest.raises(PublishError, match="does not open"):
        ring(tmp_path, PHRASE).signer("a")


def test_an_accent_typed_in_two_ways_is_one_passphrase(tmp_path: Path) -> None:
    ring(tmp_path, "cl\u00e9 de la porte").make("a", locked=True)
    assert ring(tmp_path, "cle\u0301 de la porte").signer("a")
