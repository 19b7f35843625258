"""Secrets: destroyed, with neither a hash nor their length left."""

import re

from app.reports.rules.scrub import Scrub

GONE = "[removed]"

_KEYWORD = (
    r"(?:[\w-]{0,40}(?:pass(?:word|wd|phrase|code)|passwort|secret|token|api[_-]?key|apikey|psk|private[_-]?key|credentials?"
    r"|session[_-]?(?:id|key)|webvpn|cookie)|pwd|mdp|pin|mot de passe|key content|contenu de la cl[ée]|wpa[_-]?key)"
)
_HARMLESS = frozenset(
    [
        "none",
        "null",
        "no",
        "yes",
        "true",
        "false",
        "empty",
        "expired",
        "invalid",
        "missing",
        "required",
        "wrong",
        "incorrect",
        "refused",
        "rejected",
        "unknown",
        "not",
        "ok",
        "accepted",
        "correct",
        "requested",
        "vide",
        "faux",
        "refusé",
        "expiré",
        "incorrect",
        "accepté",
        "demandé",
        "requis",
        "oui",
        "non",
    ]
)

_BLOCK = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL)
_HEADER = re.compile(
    r"\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)[\"']?\s*[:=]\s*[\"']?([^\"'\r\n]+)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\b(?i:bearer|basic|negotiate|ntlm)\s+((?=\S*[0-9=]|\S+[A-Z])[A-Za-z0-9+/=._~-]{8,})")
_SHAPE = re.compile(
    r"eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"  # a JSON web token
    r"|TlRMTVNTUAA[\w+/=]*"  # an NTLM message
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bxox[abeoprs]-[\w-]{8,}"
    r"|\bglpat-[\w-]{16,}|\bsk-[\w-]{20,}|\bAIza[\w-]{30,}|\bAGE-SECRET-KEY-1[0-9A-Z]+",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"\b{_KEYWORD}\b[\"']?\s*[:=]\s*(\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s,;}}\"']+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rf"\b{_KEYWORD}\b\s+(?:is|est|was|était)\s+(\S+)", re.IGNORECASE)
_FLAG = re.compile(r"(?<!\S)--?(?:pass(?:wd|word|phrase)?|pw|token|secret|psk|key)(?:=|\s+)(\S+)", re.IGNORECASE)
_PSK = re.compile(r"\bPSK\s+(\"[^\"\r\n]+\"|\S{8,})")
_SIGN_IN = re.compile(r"\bauth-user-pass\b[^\S\r\n]*\r?\n?([^\r\n]+(?:\r?\n[^\r\n]+)?)")
_KEY32 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])")
_HEX = re.compile(r"\b[0-9a-fA-F]{32,}\b")
_RANDOM = re.compile(r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{32,}(?![\w-])")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w.-])")
_ID = re.compile(
    r"\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?|\bS-1-5-21(?:-\d+){3,4}", re.IGNORECASE
)


def hide_secrets(scrub: Scrub, public_keys: frozenset[str]) -> None:
    """Passwords, tokens, keys, cookies, card numbers and the identifiers of devices and accounts."""
    scrub.each(_KEY32, lambda match: match.group() if match.group() in public_keys else GONE)
    scrub.each(_BLOCK, _gone)
    scrub.each(_SIGN_IN, _gone, 1)
    scrub.each(_HEADER, _gone, 1)
    scrub.each(_SCHEME, _gone, 1)
    scrub.each(_SHAPE, _gone)
    scrub.each(_PAIR, _unless_harmless, 1)
    scrub.each(_SENTENCE, _if_it_looks_secret, 1)
    scrub.each(_FLAG, _gone, 1)
    scrub.each(_PSK, _gone, 1)
    scrub.each(_ID, lambda _: "[id]")
    scrub.each(_HEX, _gone)
    scrub.each(_RANDOM, _gone)
    scrub.each(_CARD, lambda match: GONE if _luhn(match.group()) else None)


def _gone(_: re.Match[str]) -> str:
    return GONE


def _unless_harmless(match: re.Match[str]) -> str | None:
    value = match.group(1).strip("\"'.!?").casefold()
    return None if not value or value in _HARMLESS else GONE


def _if_it_looks_secret(match: re.Match[str]) -> str | None:
    """After "is", an ordinary word may follow; a password has a digit, a sign or a capital inside."""
    value = match.group(1).strip(".,;:!?\"'()«»")
    return GONE if not value.isalpha() or not value[1:].islower() else None


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004  # ISO/IEC 7812-1, annex B
    return sum(digits[-1::-2]) % 10 == -sum(doubled) % 10 and len(set(digits)) > 1
