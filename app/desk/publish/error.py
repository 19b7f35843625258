"""Why something is not published, in one sentence: which file, line and key, what is wrong, how to mend it."""

from diagnostics import phrase
from diagnostics.wording import Wording


class PublishError(Exception):
    """Nothing was changed. `str()` is the English sentence, `sentence("fr")` the French one."""

    def __init__(self, kind: str, *, file: object = "", line: int | None = None, key: str = "", **args: str) -> None:
        """`kind` is a key of the wording's table "publish"; `args` fill its holes."""
        self.kind, self.line, self.key, self.args_of = kind, line, key, args
        self.file = phrase.one_line(str(file))
        super().__init__(kind, self.file, line, key)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """One line. Never a passphrase or a part of a key: no caller has one to give."""
        wording = Wording.load(lang)
        text = wording.text(f"publish.{self.kind}", self.args_of)
        if not self.file:
            return text
        parts = [self.file]
        if self.line:
            parts.append(wording.text("publish.at_line", {"n": str(self.line)}))
        if self.key:
            parts.append(phrase.one_line(self.key))
        return wording.text("publish.at", {"where": ", ".join(parts), "what": text})
