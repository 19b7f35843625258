"""Keys of a made-up IT, a code, and a report sealed to them."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pyrage

from app.reports.draft import Draft
from app.reports.seal import Sealed, seal
from diagnostics.model.site import Report
from tests.unit.app.reports.test_draft_report import made


@dataclass(frozen=True)
class FixedCode:
    """As much of a code as sealing needs."""

    bare: str = "6X71YCNQ6"


@dataclass(frozen=True)
class Pair:
    """A key pair of one person of IT."""

    secret: str
    public: str

    @staticmethod
    def new() -> "Pair":
        identity = pyrage.x25519.Identity.generate()
        return Pair(str(identity), str(identity.to_public()))


CODE = FixedCode()
FIRST, SECOND, STRANGER = Pair.new(), Pair.new(), Pair.new()
TO_BOTH = Report(recipients=(FIRST.public, SECOND.public))


def sealed(draft: Draft | None = None) -> Sealed:
    return seal(made() if draft is None else draft, CODE, TO_BOTH)


def sealed_by_hand(packed: bytes) -> bytes:
    """What somebody seals who knows a public key and has no laptop of ours."""
    data: bytes = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(FIRST.public)])
    return data


def zipped(members: Mapping[str, bytes], *, comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of anybody's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = comment
    return packed.getvalue()
