"""The person's settings: a TOML file that they may also edit by hand. Nothing in it is ever lost."""

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.store import atomic, setting_text
from app.store.error import StoreError, store_error
from app.store.migration import Migration, migrate
from diagnostics.phrase import one_line

FILE_NAME = "settings.toml"
SCHEMA = 1
MIGRATIONS: tuple[Migration, ...] = ()
MAX_BYTES = 256 * 1024

LANGUAGES = ("", "en", "fr")  # empty: the first language of the site file
THEMES = ("system", "light", "dark")
LONGEST_OFFICE = 64  # characters, as IT's notices name them


@dataclass(frozen=True)
class Settings:
    """What the person chose. `extra` holds keys that this version does not know, as they were."""

    language: str = ""
    theme: str = "system"
    site: str = ""  # a site file that the person chose; empty: the usual places
    report_folder: str = ""  # empty: the profile's own
    office: str = ""  # where the person works, as IT's notices name it; empty: not known
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """Something about the settings that the person should know, in both languages."""

    en: str
    fr: str

    def sentence(self, lang: str) -> str:
        """The sentence; English where the language is not spoken here."""
        return self.fr if lang.startswith("fr") else self.en


@dataclass(frozen=True)
class Loaded:
    """Settings that can be used in any case, and what was wrong with the file."""

    settings: Settings
    notice: Notice | None = None


def load(folder: Path, *, only_look: bool = False) -> Loaded:
    """Read the settings; a broken file is set aside under another name and the defaults are used. Never raises.

    `only_look`: nothing on the disk changes, so that whoever writes next still finds what to set aside.
    """
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        sentence = store_error(path, error)
        return Loaded(Settings(), Notice(f"{path}: cannot be read, so the usual settings are used.", _unread(sentence)))
    try:
        if len(data) > MAX_BYTES:
            raise ValueError("too large")
        values = tomllib.loads(data.decode("utf-8").removeprefix("\ufeff"))
    except (ValueError, RecursionError):  # tomllib's and the decoder's errors are ValueErrors
        where = _line_of_trouble(data)
        return Loaded(Settings(), _unusable(path, where) if only_look else _set_aside(path, data, where, whole=True))
    settings, wrong = _read(migrate(values, MIGRATIONS, present=SCHEMA))
    if not wrong:
        return Loaded(settings)
    where = f"key {wrong}"
    return Loaded(settings, _unusable(path, where) if only_look else _set_aside(path, data, where))


def save(folder: Path, settings: Settings) -> None:
    """Write the settings; other keys and the person's comments stay. Raises StoreError."""
    path = folder / FILE_NAME
    known: dict[str, Any] = {name: getattr(settings, name) for name in _ALLOWED}
    default = Settings()
    chosen = {name: value for name, value in known.items() if value != getattr(default, name)}
    try:
        before = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        version = tomllib.loads(before).get("schema", SCHEMA)
    except FileNotFoundError:
        before, version = "", SCHEMA
    except OSError as error:
        raise store_error(path, error) from error
    except (ValueError, RecursionError):  # somebody broke it since it was loaded
        _set_aside(path, path.read_bytes(), "", whole=True)
        before, version = "", SCHEMA
    text = setting_text.rewritten(before, {"schema": version, **chosen}, set(known) | {"schema"})
    atomic.write(path, text.encode("utf-8"))


def office_name(text: str) -> str:
    """What somebody typed as the name of an office, as it may be kept: one line of at most LONGEST_OFFICE."""
    return one_line(one_line(text)[:LONGEST_OFFICE])


def _choice(allowed: tuple[str, ...]) -> Any:
    return lambda value: isinstance(value, str) and value in allowed


def _text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _office(value: object) -> bool:
    return isinstance(value, str) and value == office_name(value)


_ALLOWED: dict[str, Any] = {
    "language": _choice(LANGUAGES),
    "theme": _choice(THEMES),
    "site": _text,
    "report_folder": _text,
    "office": _office,
}


def _read(values: dict[str, Any]) -> tuple[Settings, str]:
    """The settings, and the name of the first key whose value does not fit (that one keeps its default)."""
    settings, wrong = Settings(), ""
    for name, fits in _ALLOWED.items():
        if name not in values:
            continue
        if fits(values[name]):
            settings = replace(settings, **{name: values[name]})
        else:
            wrong = wrong or name
    extra = {name: value for name, value in values.items() if name not in _ALLOWED and name != "schema"}
    return replace(settings, extra=extra), wrong


def _set_aside(path: Path, data: bytes, where: str, *, whole: bool = False) -> Notice:
    """Keep what is written, before anybody writes over it: the `whole` file is moved, a usable one is copied.

    The name comes from the content, so that a file that nobody mends is not copied again at every start.
    """
    aside = path.with_name(f"settings.broken-{hashlib.sha256(data).hexdigest()[:8]}.toml")
    bare = _unusable(path, where)
    try:
        if whole:
            path.replace(aside)
        elif not aside.exists():
            atomic.write(aside, data)
    except (OSError, StoreError):
        return bare
    return Notice(f"{bare.en} What was there is in {aside.name}.", f"{bare.fr} L’ancien contenu est dans {aside.name}.")


def _unusable(path: Path, where: str) -> Notice:
    en = f"{path}, {where}: this cannot be used, so the usual setting is."
    return Notice(en, f"{path}, {where} : inutilisable, le réglage habituel le remplace.")


def _line_of_trouble(data: bytes) -> str:
    """The first line after which the text is no longer TOML."""
    lines = data[:MAX_BYTES].decode("utf-8", "replace").splitlines()
    try:
        tomllib.loads("\n".join(lines))
    except ValueError as error:
        words = str(error).replace(",", " ").replace(")", " ").split()
        if "line" in words and words.index("line") + 1 < len(words):
            return f"line {words[words.index('line') + 1]}"
    except RecursionError:
        return "line 1"
    return f"line {max(1, len(lines))}"


def _unread(error: StoreError) -> str:
    return f"{error.path} : illisible, les réglages habituels sont utilisés."
