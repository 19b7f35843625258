"""Why there is no page, in one sentence."""

from diagnostics import phrase
from diagnostics.wording import Wording


class FleetError(Exception):
    """Nothing was written. `str()` is the English sentence, `sentence("fr")` the French one."""

    def __init__(self, kind: str, **args: str) -> None:
        """`kind` is a key of the wording's table "fleet"; `args` fill its holes."""
        super().__init__(kind)
        self.kind = kind
        self._args = {name: phrase.one_line(value) for name, value in args.items()}

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """One line."""
        return Wording.load(lang).text(f"fleet.{self.kind}", self._args)
