"""Whether an OpenVPN profile wants signed packets (tls-auth, tls-crypt): a server like that is silent to strangers.

Of command lines and profiles nothing but this one bit leaves this file.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from diagnostics.model.site import Vpn
from diagnostics.system.linux.process import in_our_network
from diagnostics.system.linux.vpn_file import beginning

_PROC = Path("/proc")
_SIGNED = frozenset({"tls-auth", "tls-crypt", "tls-crypt-v2"})
_MOST_BYTES = 1 << 18  # a profile with all its keys is some 20 KiB
_MOST_PROFILES = 50
_DEEPEST = 4  # profiles that include each other
_FOLDERS = (Path("/etc/openvpn/client"), Path("/etc/openvpn"))
_SUFFIXES = (".conf", ".ovpn")


def acquire_protection(programs: Sequence[str], hosts: Sequence[str]) -> bool | None:
    """True when the profile that runs, or that is stored for one of `hosts` (names or addresses), wants it.

    None when no profile can be seen, and when profiles contradict each other.
    """
    running = [_of_arguments(folder, words) for folder, words in _command_lines(programs)]
    return _agreed(running) if running else _agreed(_stored(hosts))


def gateway_hosts(spec: Vpn) -> tuple[str, ...]:
    """The names or addresses of a VPN's gateways, as profiles write them."""
    places = (gateway.partition("/")[0] for gateway in spec.gateways)
    return tuple(place.rpartition(":")[0].strip("[]") if ":" in place else place for place in places)


def _agreed(answers: Iterable[bool | None]) -> bool | None:
    different = set(answers)
    return different.pop() if len(different) == 1 else None


def _command_lines(programs: Sequence[str]) -> Iterator[tuple[Path, list[str]]]:
    names = {program.rpartition("/")[2] for program in programs}
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if words[0].rpartition("/")[2] in names and in_our_network(int(folder.name)) is not False:
            yield folder, words[1:]


def _of_arguments(folder: Path, words: list[str]) -> bool | None:
    """A single word without dashes is the profile; else options, of which `--config` and `--cd` name files."""
    options = [word for word in words if word]
    if any(word.removeprefix("--") in _SIGNED for word in options if word.startswith("--")):
        return True
    files = [after for word, after in pairwise(options) if word == "--config"]
    if not files and options and not options[0].startswith("--"):
        files = options[:1]
    if not files:
        return False if options else None
    base = next((after for word, after in pairwise(options) if word == "--cd"), None)
    found = [_of_file(_home(folder, base) / file, 0) for file in files]
    return True if True in found else _agreed(found)


def _home(folder: Path, base: str | None) -> Path:
    """Where relative names begin: what the client was told, else where it was started."""
    try:
        here = (folder / "cwd").readlink()
    except OSError:
        here = Path("/")
    return here / base if base else here


def _of_file(path: Path, depth: int) -> bool | None:
    """None when the profile may not be read."""
    text = _text(path)
    if text is None:
        return None
    for words in _directives(text):
        if words[0].strip("<>") in _SIGNED:
            return True
        if words[0] == "config" and len(words) > 1 and depth < _DEEPEST:
            inner = _of_file(path.parent / words[1], depth + 1)
            if inner is not False:
                return inner
    return False


def _stored(hosts: Sequence[str]) -> Iterator[bool | None]:
    wanted = {host.lower() for host in hosts}
    for folder in _FOLDERS:
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)[:_MOST_PROFILES]
        except OSError:
            continue
        for path in paths:
            text = _text(path) or ""
            remotes = {words[1].lower() for words in _directives(text) if words[0] == "remote" and len(words) > 1}
            if remotes & wanted:
                yield _of_file(path, 0)


def _directives(text: str) -> Iterator[list[str]]:
    """The words of each line; comments begin with # or ;."""
    for line in text.splitlines():
        words = line.split()
        if words and words[0][0] not in "#;":
            yield [word.strip("\"'") for word in words]


def _text(path: Path) -> str | None:
    try:
        return beginning(path, _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
