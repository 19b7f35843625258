"""The page that reads codes without any server: one file that IT opens from a folder or puts behind `report.page`.

`python -m app.desk.decodepage` writes `resources/desk/decode.html` again after a change of a sentence or a cause; a
test says when that is due.
"""

import json
import tomllib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.reports.code import FAMILIES
from app.reports.code.evidence import CERTAINTIES
from app.reports.code.words import listed
from diagnostics.faults.number import NUMBERS
from diagnostics.wording import LANGUAGES, Wording

FILE, TEMPLATE, HOLE = "decode.html", "template.html", "@DATA@"


def page() -> str:
    """The whole page: the template with the words, the causes and the sentences of both languages."""
    data = {
        "version": version("unstuck"),
        "numbers": NUMBERS,
        "families": FAMILIES,
        "certainties": CERTAINTIES,
        "words": {lang: listed(lang) for lang in LANGUAGES},
        "says": {lang: _says(lang) for lang in LANGUAGES},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return files("resources.desk").joinpath(TEMPLATE).read_text("utf-8").replace(HOLE, text)


def _says(lang: str) -> dict[str, Any]:
    say = Wording.load(lang)
    tables = tomllib.loads(files("resources.wording").joinpath(f"{lang}.toml").read_text("utf-8"))
    causes = {id: say.cause(id) for id in NUMBERS}
    return {
        "code": tables["code"],
        "page": tables["code_page"],
        "certainty": tables["certainty"],
        "causes": {id: (text.title, text.says, text.next) for id, text in causes.items()},
    }


if __name__ == "__main__":
    Path(str(files("resources.desk").joinpath(FILE))).write_text(page(), "utf-8", newline="\n")
