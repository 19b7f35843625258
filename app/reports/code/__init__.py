"""The verdict as nine characters or four words, for somebody who can only speak: `code_of`, `Code`, `decode`."""

from app.reports.code.error import CodeError
from app.reports.code.evidence import FAMILIES, code_of
from app.reports.code.number import Code, spell
from app.reports.code.reading import Meaning, decode

__all__ = ["FAMILIES", "Code", "CodeError", "Meaning", "code_of", "decode", "spell"]
