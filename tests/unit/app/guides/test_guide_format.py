"""A guide is taken as it is meant, or refused with the file, the line, the key and the way to mend it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.format import MAX_STEPS, GuideError, read_guide
from app.guides.model import Answer, Words
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
verb = "settings.open"
page = "network"
link = "https://help.example.org/cable"
text.en = "Turn it on."
text.fr = "Activez-le."
measure = ["internet.addresses"]
reasons = ["isp", "wifi.weak_signal"]
on_fail = "stop"
"""

TREE = """\
schema = 1
id = "calls"
cause = "healthy"
version = 1
title.en = "Calls"
title.fr = "Appels"
minutes = 2
owner = "user"
stop.en = "Tell {it_name}."
stop.fr = "Prévenez {it_name}."

[[steps]]
id = "ask"
who = "you"
minutes = 1
text.en = "What do you hear?"
text.fr = "Qu’entendez-vous ?"

[[steps.answers]]
id = "nothing"
en = "Nothing"
fr = "Rien"
go = "renew"

[[steps.answers]]
id = "echo"
en = "An echo"
fr = "Un écho"
go = "stop"

[[steps.answers]]
id = "other"
en = "Something else"
fr = "Autre chose"

[[steps]]
id = "again"
who = "app"
minutes = 1
verb = "vpn.reconnect"
on = "Head office"
text.en = "We connect the VPN again."
text.fr = "Nous reconnectons le VPN."
by_hand.en = "Connect the VPN again."
by_hand.fr = "Reconnectez le VPN."
check = ["link.adapters"]
on_better = "last"
on_fail = "renew"

[[steps]]
id = "renew"
who = "app"
minutes = 1
verb = "dhcp.renew"
text.en = "We ask for a new address."
text.fr = "Nous demandons une nouvelle adresse."
check = ["link.adapters"]

[[steps]]
id = "last"
who = "it"
minutes = 1
text.en = "Tell {it_name}."
text.fr = "Prévenez {it_name}."
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
    assert (settings.verb, settings.page, settings.on_fail) == ("settings.open", "network", "stop")
    assert (settings.measure, settings.reasons) == (("internet.addresses",), ("isp", "wifi.weak_signal"))
    assert [step.id for step in guide.for_system("darwin")] == ["plug"]
    assert [step.id for step in guide.for_system("linux", "isp")] == ["plug", "settings"]
    assert guide.step("plug") is plug
    with pytest.raises(KeyError):
        guide.step("nothing")


def test_what_a_step_asks_does_and_leads_to() -> None:
    ask, again, renew, last = read_guide("calls.toml", TREE.encode(), CHECKS).steps
    assert [(answer.id, answer.go) for answer in ask.answers] == [
        ("nothing", "renew"),
        ("echo", "stop"),
        ("other", "next"),
    ]
    assert ask.answers[1] == Answer(id="echo", words=Words("An echo", "Un écho"), go="stop")
    assert (again.verb, again.on, again.on_better, again.on_fail) == ("vpn.reconnect", "Head office", "last", "renew")
    assert again.words("linux").en == "We connect the VPN again."
    assert again.words("linux", by_hand=True).fr == "Reconnectez le VPN."
    assert renew.words("linux", by_hand=True) == renew.text
    assert (last.on_better, last.on_fail, last.answers) == ("next", "next", ())


def test_a_file_with_the_mark_of_an_editor_is_read() -> None:
    assert read_guide("cable.toml", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), CHECKS).id == "cable"


@pytest.mark.parametrize(
    "text",
    ["<b>rm -rf /</b>", "<script>alert(1)</script>", "$(reboot) `reboot` ; reboot", "../../etc/passwd", "a \\ % & ' b"],
)
def test_a_text_is_plain_text_and_kept_as_it_stands(text: str) -> None:
    """Nothing is taken out and nothing is escaped: whoever shows it shows plain text."""
    quoted = text.replace("\\", "\\\\")
    step = read_guide("cable.toml", GOOD.replace("Push it in.", quoted).encode(), CHECKS).steps[0]
    assert step.text.en == text


def test_a_verb_of_a_newer_version_becomes_a_step_for_the_person() -> None:
    text = GOOD.replace('verb = "settings.open"\npage = "network"', 'verb = "reset_winsock"\npage = "moon"')
    step = read_guide("cable.toml", text.replace('who = "you"', 'who = "app"').encode(), CHECKS).steps[1]
    assert (step.verb, step.page, step.who, step.unknown_verb) == ("none", None, "you", "reset_winsock")


def test_where_the_verb_is_not_known_the_words_for_the_hand_are_shown() -> None:
    text = TREE.replace('"vpn.reconnect"', '"vpn.warm_up"')
    step = read_guide("calls.toml", text.encode(), CHECKS).steps[1]
    assert (step.verb, step.on, step.who, step.unknown_verb) == ("none", None, "you", "vpn.warm_up")
    assert step.words("linux").en == "Connect the VPN again."


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
    ("page not said", 'page = "network"\n', "", 27, "settings.open"),
    ("page without settings", 'verb = "settings.open"\n', "", 32, "means nothing"),
    ("page of another verb", '"settings.open"', '"captive.open_portal"', 33, "means nothing"),
    ("arguments", '"settings.open"', '"dns.flush --all"', 32, "not an id"),
    ("command", '"settings.open"', '"; rm -rf /"', 32, "not an id"),
    ("done by the app", '"settings.open"\npage = "network"', '"dhcp.renew"', 29, 'who = "app"'),
    ("name of a VPN for a page", 'page = "network"', 'page = "network"\non = "Head office"', 34, "acts on a VPN"),
    ("back to an earlier step", '"stop"', '"plug"', 39, "stands before this one"),
    ("on and on", '"stop"', '"settings"', 39, "leads to itself"),
    ("on to nowhere", '"stop"', '"sotp"', 39, "Did you mean 'stop'?"),
    ("a step called stop", 'id = "settings"', 'id = "stop"', 28, "another meaning"),
    ("empty text", "Push it in.", "", 18, "empty"),
    ("empty id", 'id = "cable"', 'id = ""', 2, "empty"),
    ("empty verb", 'verb = "settings.open"', 'verb = ""', 32, "empty"),
    ("user in a link", "https://help.example.org/", "https://bank.example@help.example.org/", 34, "https://"),
    ("quote in a link", "/cable", '/cable\\"', 34, "https://"),
    ("endless list", 'it_needs = ["adapter"]', "it_needs = [" + '"a", ' * 60 + "]", 10, "more than 50"),
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
    ("stays in quotes", "settle_s = 5", 'settle_s = 5\nstays = "yes"', 24, "true or false"),
    ("stays as a number", "settle_s = 5", "settle_s = 5\nstays = 1", 24, "true or false"),
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


BAD_TREE = [
    ("itself", 'go = "renew"', 'go = "ask"', 23, "steps[1].answers[1].go: the step 'ask' leads to itself"),
    ("nowhere", 'go = "renew"', 'go = "renw"', 23, "Did you mean 'renew'?"),
    ("nowhere at all", 'go = "renew"', 'go = "42"', 23, "the id of a later step: again, renew, last."),
    ("back", 'on_fail = "renew"', 'on_fail = "ask"', 48, "steps[2].on_fail: the step 'ask' stands before this one"),
    ("back when better", 'on_better = "last"', 'on_better = "ask"', 47, "stands before this one"),
    ("no id", 'go = "renew"', 'go = "../renew"', 23, "not an id"),
    ("second answer", 'go = "stop"', 'go = "halt"', 29, "steps[1].answers[2].go"),
    ("two of one name", 'id = "other"', 'id = "echo"', 32, "the answer 'echo' exists twice"),
    ("no French", 'fr = "Autre chose"\n', "", 31, "'fr' is missing"),
    ("no id at all", 'id = "other"\n', "", 31, "'id' is missing"),
    ("unknown key", 'go = "stop"', 'goto = "stop"', 29, "Did you mean 'go'?"),
    ("unknown hole", 'en = "Nothing"', 'en = "{nothing}"', 21, "does not exist"),
    ("long answer", 'en = "Nothing"', 'en = "' + "Nothing " * 16 + '!"', 21, "longer than 120"),
    ("two lines", 'en = "Nothing"', 'en = "No\\nthing"', 21, "line breaks"),
    ("seven answers", "[[steps.answers]]",
     '[[steps.answers]]\nid = "x"\nen = "x"\nfr = "x"\n' * 5 + "[[steps.answers]]", 19,
     "not 1 to 6 tables"),
    ("answers that are texts", TREE[TREE.index("[[steps.answers]]") : TREE.index('[[steps]]\nid = "again"')],
     'answers = ["yes", "no"]\n', 19, "Write each one under [[steps.answers]]"),
    ("asks IT", 'who = "you"', 'who = "it"', 14, 'who = "you"'),
    ("asks and acts", "[[steps.answers]]", 'verb = "dns.flush"\n[[steps.answers]]', 19, "'verb' means nothing"),
    ("asks and looks once", "[[steps.answers]]", 'measure = ["link.adapters"]\n[[steps.answers]]', 19, "'measure'"),
    ("asks and knows better", "[[steps.answers]]", 'on_fail = "last"\n[[steps.answers]]', 19, "each answer says"),
    ("VPN of a verb without", '"vpn.reconnect"', '"dns.flush"', 41, "acts on a VPN"),
    ("long name of a VPN", "Head office", "x" * 65, 41, "longer than 64"),
    ("VPN on two lines", "Head office", "Head\\u2028office", 41, "line breaks"),
    ("French by hand is missing", 'by_hand.fr = "Reconnectez le VPN."\n', "", 44, "'fr' is missing"),
    ("deep answers", 'go = "stop"', 'go = [["stop"]]', None, "more than 5 levels deep"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line", "says"), [row[1:] for row in BAD_TREE], ids=[row[0] for row in BAD_TREE]
)
def test_a_bad_question_or_way_is_refused_in_one_line(before: str, after: str, line: int | None, says: str) -> None:
    assert before in TREE
    with pytest.raises(GuideError) as refused:
        read(TREE.replace(before, after, 1))
    message = str(refused.value)
    assert refused.value.line == line, message
    assert says in message
    assert message.endswith((".", "?"))


def test_the_mistake_of_the_file_never_breaks_the_line_that_tells_it() -> None:
    for key in ('"a\\nb"', '"\u202eevil"', '"' + "k" * 3000 + '"', '"<b>"'):
        with pytest.raises(GuideError) as refused:
            read_guide("a\nb\u202e.toml", (GOOD + f"{key} = 1\n").encode(), CHECKS)
        said = str(refused.value)
        assert said.isprintable()
        assert len(said) < 600


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
        (b"a = " + b"[" * 3900, "TOML"),
        (b"a." * 3900 + b"a = 1", "longer than"),
        (b"\n".join([b"a." * 900 + b"a%d = 1" % number for number in range(30)]), "levels"),
        (b"[" + b"a." * 1900 + b"a]", "levels"),
        (b"schema = 1\na.b.c.d.e.f = 1", "levels"),
        (GOOD.replace('id = "plug"', 'id = "s"').encode() + b'[[steps]]\nid = "x"\n' * MAX_STEPS, "15"),
    ],
    ids=["huge", "not text", "zeros", "empty", "bottomless", "long", "long keys", "long header", "deep", "endless"],
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
