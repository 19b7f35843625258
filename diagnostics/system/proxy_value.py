"""The many spellings of a proxy's address, read into host and port. A user name or password in it is never kept."""

from urllib.parse import urlsplit

# What programs assume when a proxy is given without a port.
_DEFAULT_PORTS = {"http": 80, "https": 443, "socks": 1080}


def proxy_value(text: str) -> tuple[str, str] | None:
    """("http" | "https" | "socks", "host:port") of "[scheme://][user:password@]host[:port][/]"; None when it is none.

    "host port" with a blank, as KDE writes it, is understood as well. IPv6 hosts come back in brackets.
    """
    words = text.strip().split()
    if not words or len(words) > 2:
        return None
    joined = words[0].rstrip("/") + (f":{words[1]}" if len(words) == 2 else "")
    scheme = "http"
    if "://" in joined:
        scheme = joined.partition("://")[0].lower()
        joined = joined.partition("://")[2]
    scheme = "socks" if scheme.startswith("socks") else scheme
    if scheme not in _DEFAULT_PORTS:
        return None
    try:
        # Cut at the last @ first: a password may hold characters that would end the host part of a URL.
        parts = urlsplit(f"//{joined.rpartition('@')[2]}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    shown = f"[{host}]" if ":" in host else host
    return scheme, f"{shown}:{port or _DEFAULT_PORTS[scheme]}"


def pac_value(text: str) -> str | None:
    """The address of a PAC file without user name and password; None when it is empty."""
    scheme, mark, rest = text.strip().partition("://")
    if not mark:
        return text.strip() or None
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def bypass_list(text: str) -> tuple[str, ...]:
    """The names in a no_proxy list, separated by commas or blanks."""
    return tuple(word for word in text.replace(",", " ").split() if word)
