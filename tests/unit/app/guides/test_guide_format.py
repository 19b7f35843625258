"""A guide is taken as it is meant, or refused with the file, the line, the key and the way to mend it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.format import MAX_STEPS, GuideError, read_guide
from app.guides.source import MAX_BYTES

CHECKS = ("link.adapters", "internet.addresses")
GOOD = """\
schema = 1
id = "cable"
cause = "link.unplugged"
version = 3
title.en = "The cable"
title.fr = "Le câble"
minutes = 2
owner = "user"
keep_working = ["hotspot"]
it_needs = ["adapter"]
stop.en = "Then tell {it_name}."
stop.fr = "Puis prévenez {it_name}."

[[steps]]
id = "plug"
who = "you"
minutes = 1
text.en = "Push it in."
text.fr = "Enfoncez-le."
text_windows.en = "Push it in, on Windows."
text_windows.fr = "Enfoncez-le, sous Windows."
check = ["link.adapters"]
settle_s = 5
undo.en = "Pull it out."
undo.fr = "Retirez-le."

[[steps]]
id = "settings"
who = "you"
minutes = 1
only_on = ["windows", "linux"]
verb = "open_settings_page"
page = "network"
link = "https://help.example.org/cable"
text.en = "Turn it on."
text.fr = "Activez-le."
measure = ["internet.addresses"]
reasons = ["isp", "wifi.weak_signal"]
on_fail = "stop"
"""


def read(text: str) -> object:
    return read_guide("cable.toml", text.encode(), CHECKS)


def test_a_good_guide_is_read_whole() -> None:
    guide = read_guide("cable.toml", GOOD.encode(), CHECKS)
    plug, settings = guide.steps
    assert (guide.id, guide.cause, guide.version, guide.minutes) == ("cable", "link.unplugged", 3, 2)
    assert guide.title.of("fr") == "Le câble"
    assert plug.words("windows").en == "Push it in, on Windows."
    assert plug.words("linux").en == "Push it in."
    assert (plug.verb, plug.check, plug.settle_s) == ("none", ("link.adapters",), 5)
    assert (settings.verb, settings.page, settings.on_fail) == ("open_settings_page", "network", "stop")
    assert (settings.measure, settings.reasons) == (("internet.addresses",), ("isp", "wifi.weak_signal"))
    assert [step.id for step in guide.for_system("darwin")] == ["plug"]
    assert [step.id for step in guide.for_system("linux", "isp")] == ["plug", "settings"]
    assert guide.step("plug") is plug
    with pytest.raises(KeyError):
        guide.step("nothing")


def test_a_verb_of_a_newer_version_becomes_a_step_for_the_person() -> None:
    text = GOOD.replace('verb = "open_settings_page"\npage = "network"', 'verb = "reset_winsock"\npage = "moon"')
    step = read_guide("cable.toml", text.replace('who = "you"', 'who = "app"').encode(), CHECKS).steps[1]
    assert (step.verb, step.page, step.who, step.unknown_verb) == ("none", None, "you", "reset_winsock")


BAD = [
    ("unknown key", 'owner = "user"', 'onwer = "user"', 8, "owner"),
    ("missing key", "minutes = 2\n", "", None, "minutes"),
    ("wrong type", "version = 3", 'version = "3"', 4, "whole number"),
    ("true is no number", "version = 3", "version = true", 4, "whole number"),
    ("newer schema", "schema = 1", "schema = 2", 1, "schema 1"),
    ("not an id", 'id = "plug"', 'id = "Plug it!"', 15, "small letters"),
    ("two steps of one name", 'id = "settings"', 'id = "plug"', 28, "exists twice"),
    ("unknown check", 'check = ["link.adapters"]', 'check = ["link.adapter"]', 22, "link.adapters"),
    ("unknown way to work", '["hotspot"]', '["hot-spot"]', 9, "hotspot"),
    ("unknown page", 'page = "network"', 'page = "netwrok"', 33, "network"),
    ("page not said", 'page = "network"\n', "", 27, "open_settings_page"),
    ("link that runs something", "https://help.example.org/cable", "file:///bin/sh", 34, "https://"),
    ("link that is not sealed", "https://", "http://", 34, "https://"),
    ("one language only", 'text.fr = "Enfoncez-le."\n', "", 18, "fr"),
    ("third language", 'title.fr = "Le câble"', 'title.fr = "Le câble"\ntitle.de = "Das Kabel"', 7, "de"),
    ("different holes", "Puis prévenez {it_name}.", "Puis prévenez.", 11, "different"),
    ("hole that nobody fills", "Push it in.", "Push {it} in.", 18, "does not exist"),
    ("lone brace", "Push it in.", "Push it in}.", 18, "does not exist"),
    ("hidden character", "Push it in.", "Push \u202eit in.", 18, "invisible"),
    ("reason that is no id", '"isp", ', '"The provider", ', 38, "small letters"),
    (
        "unknown measurement",
        'measure = ["internet.addresses"]',
        'measure = ["internet.adress"]',
        37,
        "internet.addresses",
    ),
    ("two lines", "Push it in.", "Push it\\nin.", 18, "line breaks"),
    ("endless text", "Push it in.", "Push it in. " * 30, 18, "longer than"),
    ("too patient", "settle_s = 5", "settle_s = 5000", 23, "settle_s"),
    ("steps are no list", "[[steps]]", "[steps]", 27, "TOML"),
    ("step is a number", GOOD[GOOD.index("[[steps]]") :], "steps = [1, 2]", 14, "tables"),
    ("list of numbers", 'it_needs = ["adapter"]', "it_needs = [1]", 10, "list of texts"),
    ("not TOML", "minutes = 2", "minutes = = 2", 7, "TOML"),
]


@pytest.mark.parametrize(("before", "after", "line", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_guide_is_refused_in_one_line(before: str, after: str, line: int | None, says: str) -> None:
    assert before in GOOD
    with pytest.raises(GuideError) as refused:
        read(GOOD.replace(before, after, 1))
    message = str(refused.value)
    assert refused.value.line == line, message
    assert message.startswith("cable.toml" + (f", line {line}" if line else ""))
    assert says in message
    assert "\n" not in message
    assert message.endswith((".", "?"))


def test_the_second_of_two_equal_keys_is_found_by_its_own_line() -> None:
    text = GOOD.replace('text.en = "Turn it on."', 'text.en = "Turn {it} on."')
    with pytest.raises(GuideError) as refused:
        read(text)
    assert (refused.value.line, refused.value.key) == (35, "steps[2].text")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x" * (MAX_BYTES + 1), "larger than"),
        (b"\xff\xfe rubbish", "UTF-8"),
        (b"\x00\x01\x02", "TOML"),
        (b"", "missing"),
        (b"a = " + b"[" * 5000, "TOML"),
        (b"schema = 1\na.b.c.d.e.f = 1", "levels"),
        (GOOD.replace('id = "plug"', 'id = "s"').encode() + b'[[steps]]\nid = "x"\n' * MAX_STEPS, "15"),
    ],
    ids=["huge", "not text", "zeros", "empty", "bottomless", "deep", "endless"],
)
def test_rubbish_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(GuideError, match=says):
        read_guide("g.toml", data, CHECKS)


@given(st.binary(max_size=400), st.integers(0, len(GOOD)))
def test_whatever_stands_in_a_file_only_a_guide_error_comes_out(noise: bytes, at: int) -> None:
    data = GOOD.encode()
    try:
        said = read_guide("g.toml", data[:at] + noise + data[at:], CHECKS).id
    except GuideError as error:
        said = str(error)
    assert said
    assert "\n" not in said
