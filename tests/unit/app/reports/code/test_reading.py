"""What people type, say or scan: every way of writing a code is read, and everything else gets one sentence."""

import random

import pytest

from app.reports.code import Code, CodeError, decode
from app.reports.code.error import Doubt
from diagnostics.faults.number import NUMBERS
from diagnostics.model.verdict import Certainty
from diagnostics.wording import LANGUAGES
from tests.catalogue.prose import jargon, too_long, typos

CODE = Code.of(27, 0b1010011100001111, 613)
ZEROS = Code.of(0, 0, 0)  # 000-000-1… : many characters that people write as letters
SEED = 20261124

SPELLINGS = [
    "6X7-1YC-NQ6",
    "6x71ycnq6",
    " 6X7 1YC NQ6 ",
    "6X7–1YC–NQ6",
    "6X7\u20111YC\u2011NQ6",
    "6X7\u00a01YC\u00a0NQ6",
    "6 X 7 1 Y C N Q 6",
    "6X7-IYC-NQ6",
    "6x7-lyc-nq6",
    "\uff16\uff38\uff17\uff11\uff39\uff23\uff2e\uff31\uff16",
    "6X7-1YC-NQ6.",
    "(6X7-1YC-NQ6)",
    "U-6X7-1YC-NQ6",
    "Subject: U-6X7-1YC-NQ6",
    "6X7_1YC_NQ6",
    "6X7-1YC-\nNQ6",
    "\u200b6X71YCNQ6\ufeff",
    "dance ill smile hover",
    "Dance, ILL, Smile, hover.",
    "danc ill smil hove",
    "dance-ill-smile-hover",
    "dance\till\nsmile hover",
    "contact génie rentrer fureur",
    "CONTACT GENIE RENTRER FUREUR",
    "cont geni rent fure",
    "contact ge\u0301nie rentrer fureur",
    "contacts génies rentrez fureurs",
    "dance ill smile hovers9",
    "https://help.example.org/u#6X71YCNQ6",
    "https://help.example.org/u#6X7-1YC-NQ6;p=dns.system",
    "HTTPS://H.ORG/#6x7iycnq6",
    "mailto:it@example.org?subject=U-6X7-1YC-NQ6&body=6X7-1YC-NQ6",
    "MAILTO:?subject=U%2D6X7%2D1YC%2DNQ6",
    "1. dance 2. ill 3. smile 4. hover",
    "1) contact\n2) génie\n3) rentrer\n4) fureur",
    "MAILTO:a@b?SUBJECT=U-6X7-1YC-NQ6",
    "MAILTO:A@B.ORG?BODY=X&SUBJECT=U%2D6X7%2D1YC%2DNQ6",
]

NO_CODES = [
    ("burin beach gestuel grab", Doubt.MIXED_WORDS),
    ("1. dance 2. ill 3. smile", Doubt.HOW_MANY),
    ("", Doubt.NOTHING),
    (" -\u200b- ", Doubt.NOTHING),
    ("6X7-1YC-NQ", Doubt.LENGTH),
    ("6X7-1YC-NQ66", Doubt.LENGTH),
    ("6X7-1YC-NQU", Doubt.LETTER),
    ("6X7-1YC-NÉ6", Doubt.LETTER),
    ("6X7-1YC-N6Q", Doubt.MISTYPED),
    ("000000000", Doubt.MISTYPED),
    ("hello", Doubt.JUNK),
    ("x" * 5000, Doubt.JUNK),
    ("\ufdfa" * 3000, Doubt.JUNK),
    ("9" * 40, Doubt.JUNK),
    ("🙂🙂", Doubt.NOTHING),
    ("dance ill smile", Doubt.HOW_MANY),
    ("dance ill smile hover hover", Doubt.HOW_MANY),
    ("a long story about my VPN that does not work", Doubt.JUNK),
    ("dance ill smile zzzz", Doubt.UNKNOWN_WORD),
    ("dance ill smile abandon", Doubt.WRONG_WORDS),
    ("https://example.org/", Doubt.NO_LINK),
    ("https://example.org/#top", Doubt.NO_LINK),
    ("https://[::#6X7", Doubt.NO_LINK),
    ("https://example.org/#6X71YCNQ7", Doubt.MISTYPED),
    ("mailto:it@example.org", Doubt.NO_LINK),
    ("mailto:?subject=%FF%00", Doubt.NO_LINK),
    ("\x00\x1b[31m", Doubt.LENGTH),
    ("ßßßßßßßßß", Doubt.MISTYPED),
    (Code.of(127, 0, 0).bare, Doubt.NEWER),
    (" ".join(Code.of(127, 0, 0).words("fr")), Doubt.NEWER),
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_way_of_writing_it_is_read(text: str) -> None:
    assert decode(text).code == CODE


@pytest.mark.parametrize(
    ("text", "n"), [("1. dance 2. ill 3. smile", 3), ("1. dance 2. ill 3. smile 4. hover 5. hover", 5)]
)
def test_numbers_before_words_do_not_count_as_words(text: str, n: int) -> None:
    with pytest.raises(CodeError) as caught:
        decode(text)
    assert (caught.value.doubt, caught.value.n) == (Doubt.HOW_MANY, n)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_two_languages_are_called_so(lang: str) -> None:
    with pytest.raises(CodeError) as caught:
        decode("burin beach gestuel grab")
    text = caught.value.sentence(lang)
    assert {"en": "two languages", "fr": "deux langues"}[lang] in text
    assert "burin" not in text
    assert (too_long(text), jargon(text, lang, labels=True), typos(text, lang)) == ([], set(), [])
    with pytest.raises(CodeError) as caught:
        decode("burin beach gestuel zzzz")
    assert "zzzz" in caught.value.sentence(lang)


def test_letters_for_digits() -> None:
    assert "0" in ZEROS.bare
    assert decode(ZEROS.bare.replace("0", "O").replace("1", "l")).code == ZEROS


def test_what_it_says() -> None:
    found = decode("6X7-1YC-NQ6")
    assert (found.cause, found.certainty, found.tried, found.tag) == (NUMBERS[27], Certainty.CONFIRMED, True, 613)
    assert found.fine == ("link", "ip", "dns", "proxy", "tls", "call")
    assert decode(Code.of(0, 0, 0).bare).certainty is None


@pytest.mark.parametrize(("text", "doubt"), NO_CODES, ids=[repr(text[:24]) for text, _ in NO_CODES])
def test_anything_else_gets_one_sentence(text: str, doubt: Doubt) -> None:
    with pytest.raises(CodeError) as caught:
        decode(text)
    assert caught.value.doubt is doubt
    for lang in LANGUAGES:
        sentence = caught.value.sentence(lang)
        assert sentence.isprintable() or "\u00a0" in sentence
        assert len(sentence) < 140
        assert "{" not in sentence


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("doubt", Doubt)
def test_the_sentences_are_plain(doubt: Doubt, lang: str) -> None:
    text = CodeError(doubt, typed="xy", n=8).sentence(lang)
    assert (too_long(text), jargon(text, lang, labels=True), typos(text, lang)) == ([], set(), [])


def test_with_a_language_only_its_words_count() -> None:
    assert decode("contact génie rentrer fureur", "fr").code == CODE
    with pytest.raises(CodeError) as caught:
        decode("contact génie rentrer fureur", "en")
    assert (caught.value.doubt, caught.value.typed) == (Doubt.UNKNOWN_WORD, "fureur")


def test_without_a_language_the_check_sum_decides() -> None:
    """Also for words that stand in both lists, and for four letters that begin a word in both."""
    dice = random.Random(SEED)
    misread = []
    for _ in range(4000):
        code = Code.of(dice.randrange(len(NUMBERS)), dice.randrange(1 << 16), dice.randrange(1 << 10))
        for lang in LANGUAGES:
            told = code.words(lang)
            for text in (" ".join(told), " ".join(word[:4] for word in told)):
                try:
                    right = decode(text).code == code
                except CodeError as error:
                    right = error.doubt is Doubt.TWO_LANGUAGES
                if not right:
                    misread.append((lang, text))
    assert misread == []


def test_invented_codes_hardly_ever_pass() -> None:
    """1 in 2 × 2,048 characters, 1 in 2,048 words, and a little less: 56 of 128 causes do not exist yet."""
    from app.reports.code.number import ALPHABET
    from app.reports.code.words import listed

    dice = random.Random(SEED)
    passed = {"characters": 0, "words": 0}
    for _ in range(20_000):
        passed["characters"] += _passes("".join(dice.choices(ALPHABET, k=9)))
        passed["words"] += _passes(" ".join(dice.choices(listed("en"), k=4)))
    assert passed["characters"] <= 15, (SEED, passed)
    assert passed["words"] <= 25, (SEED, passed)


def test_any_text_at_all_is_a_meaning_or_one_sentence() -> None:
    dice = random.Random(SEED)
    pools = [range(32, 127), range(0x250), range(0x11_0000)]
    starts = ["", "", "https://", "mailto:?subject=", "https://h/#", "6X7-1YC-NQ6"]
    said = set()
    for _ in range(6000):
        text = dice.choice(starts) + "".join(
            chr(number) for number in dice.choices(dice.choice(pools), k=dice.randrange(40))
        )
        try:
            decode(text)
        except CodeError as error:
            said.add(error.sentence("fr"))
    assert len(said) > 10
    assert [sentence for sentence in said if "\n" in sentence] == []


def _passes(text: str) -> bool:
    try:
        decode(text)
    except CodeError:
        return False
    return True
