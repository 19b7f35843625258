"""The rules of prose notice what they are for: a sentence of each kind, wrong and right."""

from collections.abc import Callable

import pytest

from tests.catalogue import prose

WRONG: dict[str, tuple[Callable[[str], object], str, str]] = {
    "21 words": (prose.too_long, " ".join(["word"] * 21) + ".", " ".join(["word"] * 20) + "."),
    "a colon makes no new sentence": (prose.too_long, "a b c d e f g h i j k: " + "l " * 11, "a b c d. " + "l " * 17),
    "jargon": (lambda t: prose.jargon(t, "en", labels=True), "Set the proxy.", "Set “Proxy” to off."),
    "blame": (lambda t: prose.jargon(t, "en", labels=True), "Just restart it.", "Restart it."),
    "jargon in French": (lambda t: prose.jargon(t, "fr", labels=True), "La passerelle dort.", "La box dort."),
    "an acronym": (lambda t: prose.shouting(t, "en"), "Ask for a new DHCP address.", "Ask for “DHCP” on the VPN."),
    "an acronym with an s": (lambda t: prose.shouting(t, "en"), "Check the SSIDs.", "Check the VPNs."),
    "an acronym in French": (lambda t: prose.shouting(t, "fr"), "Ouvrez le IT.", "Ouvrez le VPN, en CPL."),
    "English in French": (prose.english, "Ouvrez les settings du laptop.", "Ouvrez les réglages de la box."),
    "English after an apostrophe": (prose.english, "Fermez l’app.", "Fermez l’appli."),
    "English on a button is fine": (prose.english, "Choisissez update.", "Choisissez «\u00a0Update\u00a0»."),
    "an article before a hole": (lambda t: prose.held(t, "en"), "Open the {vpn}.", "Open {vpn}."),
    "a preposition before a hole": (lambda t: prose.held(t, "fr"), "L’adresse de {vpn}.", "L’adresse ({vpn})."),
    "a straight apostrophe": (lambda t: prose.typos(t, "en"), "Don't.", "Don’t."),
    "no space before a colon": (lambda t: prose.typos(t, "fr"), "Note: rien.", "Note\u00a0: rien."),
}


@pytest.mark.parametrize(("rule", "wrong", "right"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_notices_the_wrong_sentence_only(rule: Callable[[str], object], wrong: str, right: str) -> None:
    assert rule(wrong)
    assert not rule(right)


def test_an_order_in_french_is_polite() -> None:
    assert prose.orders("Redémarrez la box.")
    assert not prose.orders("Redémarrer la box.")
    assert not prose.orders("«\u00a0Vérifiez\u00a0»")
