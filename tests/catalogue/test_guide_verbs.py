"""What the app does in a guide: only what can repair the cause, announced, provable, and possible by hand."""

import re

import pytest

from app.guides.library import all_guides
from app.guides.model import Guide, Step, Words
from app.guides.verb import TABLE, changes
from diagnostics.faults import CATALOGUE
from tests.catalogue.mending import MAY_REPAIR, SETTLE_S, UNUSED

GUIDES = all_guides()
DEEDS = [(guide, step) for guide in GUIDES for step in guide.steps if changes(step.verb)]
EACH_DEED = pytest.mark.parametrize(("guide", "step"), DEEDS, ids=[f"{g.id}/{s.id}" for g, s in DEEDS])
READS = {fault.id: set(fault.reads) for fault in CATALOGUE}

DROPS = {"en": re.compile(r"\b(drops?|cut|cuts)\b"), "fr": re.compile(r"\b(se coupe|se couper|sera coupé)\b")}
SIGNS_IN = {"vpn.start_client", "vpn.reconnect", "vpn.restart_service", "wifi.reconnect"}
REFUSED = ("account.", "vpn.auth_failed", "vpn.mfa_pending", "vpn.cert_expired", "vpn.posture_failed", "proxy.auth")
NOT_OURS = ("service.", "firewall.", "tls.", "browser.", "isp.", "link.no_adapter", "link.unplugged")


def test_every_verb_is_used_by_a_guide_or_has_its_reason_not_to_be() -> None:
    used = {step.verb for guide in GUIDES for step in guide.steps} - {"none"}
    assert used | UNUSED.keys() == TABLE.keys()
    assert used & UNUSED.keys() == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_a_guide_names_only_verbs_that_can_repair_its_cause(guide: Guide) -> None:
    named = {step.verb for step in guide.steps} - {"none", "settings.open"}
    assert named <= set(MAY_REPAIR.get(guide.id, "").split())


def test_the_table_of_repairs_speaks_of_guides_and_verbs_that_exist() -> None:
    assert MAY_REPAIR.keys() <= {guide.id for guide in GUIDES}
    assert {verb for verbs in MAY_REPAIR.values() for verb in verbs.split()} <= TABLE.keys()
    assert set(SETTLE_S) == {verb for verb in TABLE if verb not in UNUSED} - {"settings.open", "disk.open_cleanup"}


def test_where_others_are_responsible_the_app_changes_nothing() -> None:
    assert [f"{guide.id}/{step.id}" for guide, step in DEEDS if guide.id.startswith(NOT_OURS)] == []


def test_the_app_never_signs_in_again_where_a_sign_in_was_refused() -> None:
    """Each try with a wrong password counts; two are the limit, and they belong to the person."""
    refused = [(guide, step) for guide, step in DEEDS if guide.id.startswith(REFUSED)]
    assert {step.verb for _, step in refused} & SIGNS_IN == set()
    wifi = next(guide for guide in GUIDES if guide.id == "wifi.not_connected")
    again = [step for step in wifi.for_system("linux", "sign_in") if step.verb in SIGNS_IN]
    assert again == []


@pytest.mark.parametrize("id", ["vpn.auth_failed", "proxy.auth_required", "symptom.password", "symptom.vpn"])
def test_a_password_is_tried_twice_at_most_in_a_whole_guide(id: str) -> None:
    guide = next(guide for guide in GUIDES if guide.id == id)
    typing = [step for step in guide.steps if "Type your password" in step.text.en or "sign in once" in step.text.en]
    assert len(typing) == 1
    assert "No more than two tries in all" in typing[0].text.en
    assert "Pas plus de deux essais en tout" in typing[0].text.fr


@EACH_DEED
def test_what_the_app_does_can_be_done_by_hand(guide: Guide, step: Step) -> None:
    """Where the system refuses, the person reads what to do, or who can, and not the same sentence again."""
    assert step.who == "app"
    assert step.by_hand is not None
    assert step.by_hand != step.text
    assert step.by_hand.en
    assert step.by_hand.fr


@EACH_DEED
def test_it_says_we_and_what_the_person_will_notice(guide: Guide, step: Step) -> None:
    for words in (step.text, *step.text_on.values()):
        assert re.search(r"\bwe\b", words.en, re.IGNORECASE)
        assert re.search(r"\bnous\b", words.fr, re.IGNORECASE)
        if TABLE[step.verb].drops:
            assert announces_a_drop(words), words


@pytest.mark.parametrize("system", ["windows", "linux"])
def test_a_program_is_paused_by_name_and_only_when_the_person_says_so(system: str) -> None:
    pauses = [step for _, step in DEEDS if step.verb == "hog.pause"]
    assert pauses
    assert all("{app}" in step.words(system).of(language) for step in pauses for language in ("en", "fr"))
    assert all(step.who == "app" for step in pauses)  # its button has to be pressed


def announces_a_drop(words: Words) -> bool:
    """Whether both languages say that the connection is cut."""
    return all(pattern.search(words.of(language)) for language, pattern in DROPS.items())


def test_a_sentence_without_a_drop_is_noticed() -> None:
    assert not announces_a_drop(Words("We ask for a new address.", "Nous demandons une adresse."))
    assert announces_a_drop(Words("The connection drops.", "La connexion se coupe."))


@EACH_DEED
def test_what_stays_changed_can_be_put_back_and_says_how(guide: Guide, step: Step) -> None:
    assert (step.undo is not None) == TABLE[step.verb].lasting


@EACH_DEED
def test_a_look_proves_it_within_an_honest_time(guide: Guide, step: Step) -> None:
    """What it could change is among what the cause's own rule reads, or a change would never be called progress."""
    low, high = SETTLE_S[step.verb]
    assert low <= step.settle_s <= high
    assert step.check
    assert not step.measure
    assert set(step.check) & READS[guide.cause]


def test_the_page_of_a_network_may_take_a_person_some_minutes() -> None:
    portal = next(guide for guide in GUIDES if guide.id == "internet.captive_portal").steps[0]
    assert (portal.verb, portal.who) == ("captive.open_portal", "app")
    assert 120 <= portal.settle_s <= SETTLE_S[portal.verb][1]
    assert portal.by_hand is not None


def test_settings_are_changed_after_the_milder_repair() -> None:
    """A new address is asked for before the address's settings are changed; where these are the cause, after it."""
    both = {
        guide.id: [step.verb for step in guide.steps if step.verb in ("dhcp.renew", "ip.use_dhcp")] for guide in GUIDES
    }
    first = {id: verbs[0] for id, verbs in both.items() if len(verbs) == 2}
    assert first.pop("ip.misconfigured") == "ip.use_dhcp"
    assert len(first) >= 4
    assert set(first.values()) == {"dhcp.renew"}
