"""What is wrong with a site file, in one line that says where and how to mend it."""

MAX_SHOWN = 60  # characters of a hostile or very long value that still fit a line of a terminal


class SiteError(Exception):
    """The site file cannot be used. `str()` is one line: file, line, key, what is wrong; how to mend it.

    Raised by `diagnostics.site` only, before anything is measured; the program ends with status 2 or says the
    sentence and goes on with the built-in targets.
    """

    def __init__(self, source: str, problem: str, remedy: str, *, line: int | None = None, key: str = "") -> None:
        self.source = source
        self.line = line  # from 1; None where the trouble is not inside the text
        self.key = key  # "vpn.gateways"; empty for the file as a whole
        self.problem = problem
        self.remedy = remedy
        place = [plain(source, limit=400)]
        if line is not None:
            place.append(f"line {line}")
        if key:
            place.append(plain(key))
        super().__init__(f"{', '.join(place)}: {problem}; {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.source, self.problem, self.remedy, self.line, self.key)


def plain(text: str, *, limit: int = MAX_SHOWN) -> str:
    """Text from outside, fit to stand inside one line: control characters escaped, shortened."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def quoted(text: str) -> str:
    """The same in quotation marks."""
    return f'"{plain(text)}"'


def _rebuild(source: str, problem: str, remedy: str, line: int | None, key: str) -> SiteError:
    return SiteError(source, problem, remedy, line=line, key=key)
