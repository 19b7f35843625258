"""A TLS handshake (RFC 8446) with the system's trust, and a look at the certificate in any case."""

import ssl

from diagnostics.model.answer import Purpose, TlsAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes import certificate, trust
from diagnostics.probes.channel import TcpChannel, TlsChannel, connected
from diagnostics.probes.resolve import resolve
from diagnostics.probes.trial import Trial

REFUSED_CERTIFICATE = frozenset(
    (Failure.TLS_UNTRUSTED, Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID, Failure.TLS_NAME_MISMATCH)
)


def context_for(ca: str | None, verify: bool = True) -> tuple[ssl.SSLContext, str]:
    """The context to use, and a remark for IT when the organisation's own trust file could not be used."""
    if not verify:
        return trust.unverified(), ""
    try:
        return trust.verifying(ca), ""
    except (OSError, ssl.SSLError) as unusable:
        return trust.verifying(), f"extra trust {ca} not used: {type(unusable).__name__}"


async def handshake(
    host: str,
    port: int,
    *,
    purpose: Purpose,
    subject: str,
    timeout_s: float,
    address: str | None = None,
    ca: str | None = None,
) -> TlsAnswer:
    """Connect, shake hands, close. `connected` tells a silent handshake from a silent address.

    A refused certificate is read in a second connection that believes anything, within the same deadline; when
    that one does not work out, the failure stays and the names and dates are None. Resolving `host` comes before
    the deadline starts to count, and has as long again.
    """
    answer = TlsAnswer(purpose=purpose, subject=subject, host=host, address=address, port=port)
    addresses, resolving = await resolve(host, address, timeout_s)
    if resolving.failure is not None:
        return resolving.onto(answer)
    context, remark = context_for(ca)
    reached: str | None = None
    shown: bytes | None = None
    async with Trial(timeout_s) as trial:
        trial.stage = "connect"
        async with connected(addresses, port) as line:
            trial.stage, reached = "handshake", line.peer
            shown = await _shown(line, context, host)
    if reached is not None and trial.failure in REFUSED_CERTIFICATE:
        async with Trial(trial.left_s()), connected((reached,), port) as line:
            shown = await _shown(line, trust.unverified(), host)
    fields = _described(shown)
    return trial.onto(answer, address=reached or addresses[0], connected=reached is not None, remark=remark, **fields)


async def _shown(line: TcpChannel, context: ssl.SSLContext, host: str) -> bytes | None:
    """The certificate (DER) of a server whose handshake the context accepts."""
    secure = TlsChannel(line, context, host)
    await secure.handshake()
    return secure.tls.getpeercert(binary_form=True)


def _described(der: bytes | None) -> dict[str, str | None]:
    try:
        seen = certificate.read(der) if der else None
    except ValueError:  # OpenSSL could read it and we cannot: the handshake's outcome is what matters
        seen = None
    if seen is None:
        return {}
    return {
        "issuer": seen.issuer,
        "subject_name": seen.subject,
        "not_before": seen.not_before,
        "not_after": seen.not_after,
    }
