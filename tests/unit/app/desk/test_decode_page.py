"""The page that reads codes in a browser: it is up to date, asks nobody, and reads what the program reads."""

import json
import random
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from app.desk.decodepage import FILE, page
from app.reports.code import Code, CodeError, decode
from app.reports.code.number import ALPHABET
from app.reports.code.words import listed
from diagnostics.faults.number import NUMBERS
from tests.unit.app.reports.code.test_reading import NO_CODES, SPELLINGS

SEED = 20261126
SHOWN = files("resources.desk").joinpath(FILE).read_text("utf-8")

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")


def script(id: str) -> str:
    found = re.search(rf'<script id="{id}"[^>]*>(.*?)</script>', SHOWN, re.DOTALL)
    assert found
    return found[1]


def test_it_is_what_the_program_would_make_now() -> None:
    assert page() == SHOWN, "write it again: python -m app.desk.decodepage"


def test_it_asks_nobody_and_keeps_nothing() -> None:
    assert re.findall(r"(?:src|href|action)\s*=", SHOWN) == []
    assert re.findall(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|localStorage|cookie|innerHTML|eval\(", SHOWN) == []
    assert "default-src 'none'" in SHOWN
    assert json.loads(script("data"))["numbers"] == list(NUMBERS)


def by_python(text: str, lang: str | None) -> object:
    try:
        found = decode(text, lang)
    except CodeError as error:
        return [error.doubt.value, error.typed, error.n]
    certainty = found.certainty.value if found.certainty else None
    details = {name: list(ids) for name, ids in found.details.items()}
    return [found.cause, certainty, list(found.fine), found.tried, found.tag, found.code.chars, details]


def questions() -> list[tuple[str, str | None]]:
    dice = random.Random(SEED)
    texts: list[tuple[str, str | None]] = [(text, None) for text in SPELLINGS + [text for text, _ in NO_CODES]]
    for _ in range(400):
        code = Code.of(dice.randrange(128), dice.randrange(1 << 16), dice.randrange(1 << 10))
        lang = dice.choice(["en", "fr"])
        words = code.words(lang)
        texts += [(code.chars, None), (" ".join(words), lang), (" ".join(word[:4] for word in words), None)]
        texts += [
            ("".join(dice.choices(ALPHABET + "OILU", k=9)), None),
            (" ".join(dice.choices(listed("fr"), k=4)), "en"),
        ]
        texts.append((f"https://h.org/#{code.bare};p=dns.system,a-b;x=1;t=a:b,C", None))
        texts.append((f"mailto:?subject=U-{code.chars}&body=internet.loss;r%3Disp;p%3Ddns.system", None))
    return texts


@needs_node
def test_it_reads_as_the_program_reads(tmp_path: Path) -> None:
    asked = questions()
    program = (
        script("reading")
        + """
const fs = require("fs");
const [data, asked] = JSON.parse(fs.readFileSync(0, "utf8"));
const answers = asked.map(([text, lang]) => {
  const found = read(text, lang, data);
  if (found.doubt) return [found.doubt, found.typed, found.n];
  return [found.cause, found.certainty, found.fine, found.tried, found.tag, found.chars, found.details];
});
process.stdout.write(JSON.stringify(answers));
"""
    )
    (tmp_path / "read.cjs").write_text(program, "utf-8")
    done = subprocess.run(
        ["node", str(tmp_path / "read.cjs")],
        input=json.dumps([json.loads(script("data")), asked]),
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    answers = json.loads(done.stdout)
    assert len(answers) == len(asked)
    different = [
        (text, lang, theirs, ours)
        for (text, lang), theirs in zip(asked, answers, strict=True)
        if theirs != (ours := by_python(text, lang))
    ]
    assert different == []


@needs_node
def test_the_part_that_shows_it_is_sound(tmp_path: Path) -> None:
    """Run with a page made of thin air: a scanned link fills the answer without a click."""
    program = (
        """
const made = {};
const thing = (id) => (made[id] ??= { id, textContent: "", value: "", options: [{}], rows: [],
  append(...more) { this.rows.push(...more.map((one) => one.textContent ?? one)); },
  replaceChildren() { this.rows = []; }, get lastChild() { return this; }, addEventListener() {} });
globalThis.document = { getElementById: thing, documentElement: {}, createElement: () => thing("new" + Math.random()) };
Object.defineProperty(globalThis, "navigator", { value: { language: "fr-FR" } });
globalThis.location = { hash: "#6X71YCNQ6;p=dns.system" };
globalThis.addEventListener = () => {};
thing("data").textContent = require("fs").readFileSync(0, "utf8");
"""
        + script("reading").replace('"use strict";', "")
        + script("page").replace('"use strict";', "")
        + """
process.stdout.write(JSON.stringify([made.title.textContent, made.trouble.textContent, made.answer.rows]));
"""
    )
    (tmp_path / "show.cjs").write_text(program, "utf-8")
    done = subprocess.run(
        ["node", str(tmp_path / "show.cjs")],
        input=script("data"), capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    title, trouble, rows = json.loads(done.stdout)
    assert (title, trouble) == ("Unstuck\u00a0: lire un code", "")
    assert rows[:3] == ["6X7-1YC-NQ6", "contact génie rentrer fureur", "Ce qui a été trouvé"]
    assert "dns.system" in rows
    assert "Programme VPN absent (vpn.not_installed)" in rows
