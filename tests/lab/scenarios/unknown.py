"""Something fails, and nothing in the catalogue explains it: the honest answer is "unknown", never "healthy"."""

from tests.lab.authority import PUBLIC
from tests.lab.control import all_of, anchors_open, curl, lookup
from tests.lab.scenario import scenario
from tests.lab.world import Lab


@scenario(
    "unknown-all_known_names_gone",
    "unknown",
    all_of(
        anchors_open,
        lookup("www.wikipedia.org"),
        lookup("www.debian.org"),
        curl("https://www.example.org/", status=200),
    ),
)
def all_known_names_gone(lab: Lab) -> None:
    """The well-known names have vanished for every name server in the world; all others are fine."""
    lab.restart_resolver(missing=("www.wikipedia.org", "www.debian.org"))


@scenario(
    "unknown-test_pages_gone",
    "unknown",
    all_of(
        anchors_open,
        curl("http://detectportal.firefox.com/success.txt", status=404),
        curl("https://www.debian.org/", status=200),
    ),
)
def test_pages_gone(lab: Lab) -> None:
    """Both pages whose text is known say "not found": no sign-in page, and not what it should be either."""
    for name in ("www.msftconnecttest.com", "detectportal.firefox.com"):
        lab.answer_with(name, status=404, plain=True)


@scenario(
    "unknown-one_site_shows_a_foreign_name",
    "unknown",
    all_of(
        anchors_open, curl("https://www.wikipedia.org/", exit_status=60), curl("https://www.debian.org/", status=200)
    ),
)
def one_site_shows_a_foreign_name(lab: Lab) -> None:
    """One public site that nobody here works with shows a certificate made for another name."""
    lab.answer_with("www.wikipedia.org", chain=lab.authority.site("www.wikimedia.test", PUBLIC[0]))


@scenario(
    "unknown-well_known_name_gone",
    "unknown",
    all_of(anchors_open, lookup("www.wikipedia.org"), curl("https://www.debian.org/", status=200)),
)
def well_known_name_gone(lab: Lab) -> None:
    """One well-known name has vanished for every name server in the world; all others are fine."""
    lab.restart_resolver(missing=("www.wikipedia.org",))
