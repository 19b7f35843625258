"""What the person chose: language, appearance, text size, size of the window. Read once, written in the background."""

import json
from typing import TYPE_CHECKING, Any

from app.bridge import kept
from app.bridge.scribe import Scribe

if TYPE_CHECKING:
    from app.store.settings import Settings

SMALLEST_SCALE, LARGEST_SCALE = 1.0, 2.0


class Choices:
    """`notice` is one sentence about a settings file that could not be used, in both languages, or None."""

    def __init__(
        self,
        settings: "Settings | None" = None,
        look: dict[str, Any] | None = None,
        notice: Any = None,
        *,
        keeps: bool = True,
    ) -> None:
        """`keeps` False: what is chosen holds until the window is closed."""
        self._keeps = keeps
        self._settings = settings
        self._look = dict(look or {})
        self._scribe = Scribe()
        self.notice = notice

    @classmethod
    def read(cls) -> "Choices":
        """From the person's own folders; never raises."""
        config = kept.folders().config
        if not (config / "settings.toml").exists():  # importing the parser takes longer than drawing the window
            return cls(None, kept.look())
        from app.store import settings  # noqa: PLC0415

        loaded = settings.load(config)
        return cls(loaded.settings, kept.look(), loaded.notice)

    @property
    def language(self) -> str | None:
        """ "en", "fr", or None for the site's."""
        return (self._settings.language or None) if self._settings else None

    @property
    def scheme(self) -> str:
        """ "system", "light" or "dark"."""
        return self._settings.theme if self._settings else "system"

    @property
    def scale(self) -> float:
        """Text size as a factor of the system's."""
        scale = self._look.get("scale", SMALLEST_SCALE)
        fits = isinstance(scale, int | float) and SMALLEST_SCALE <= scale <= LARGEST_SCALE
        return float(scale) if fits else SMALLEST_SCALE

    @property
    def place(self) -> dict[str, Any]:
        """What the last session knew of the organisation."""
        place = self._look.get("place")
        return place if isinstance(place, dict) else {}

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height that the window had."""
        match self._look.get("size"):
            case [int(width), int(height)] if width > 0 and height > 0:
                return width, height
        return None

    @property
    def office(self) -> str:
        """Where the person works, as IT's notices name it; empty: not known."""
        return self._settings.office if self._settings else ""

    def choose(self, *, language: str | None = None, scheme: str | None = None, office: str | None = None) -> None:
        """Change and keep settings. `office` "": none."""
        from dataclasses import replace  # noqa: PLC0415

        from app.store.settings import Settings  # noqa: PLC0415

        settings = self._settings or Settings()
        settings = replace(
            settings,
            language=language or settings.language,
            theme=scheme or settings.theme,
            office=settings.office if office is None else office,
        )
        self._settings = settings
        if self._keeps:
            self._scribe.give(lambda: _save(settings))

    def remember(self, **look: Any) -> None:
        """Keep how the window looks: `scale`, `size`."""
        self._look |= look
        data = json.dumps(self._look).encode()
        if self._keeps:
            self._scribe.give(lambda: _write(data))

    def close(self) -> bool:
        """Wait until it is written."""
        return self._scribe.close()


def _save(settings: "Settings") -> None:
    from app.store.error import StoreError  # noqa: PLC0415
    from app.store.settings import save  # noqa: PLC0415

    try:
        save(kept.folders().config, settings)
    except StoreError:
        return  # a read-only home: the choice holds until the window is closed


def _write(data: bytes) -> None:
    kept.write(kept.WINDOW, data)
