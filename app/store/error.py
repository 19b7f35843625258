"""What can keep a file from being written or read, as one sentence for a person."""

import errno
from enum import StrEnum
from pathlib import Path


class Obstacle(StrEnum):
    """Why the disk did not do what was asked."""

    FULL = "full"
    READ_ONLY = "read_only"
    DENIED = "denied"
    NO_FOLDER = "no_folder"
    IN_THE_WAY = "in_the_way"
    OTHER = "other"


_BY_NUMBER = {
    errno.ENOSPC: Obstacle.FULL,
    errno.EDQUOT: Obstacle.FULL,
    errno.EFBIG: Obstacle.FULL,
    errno.EROFS: Obstacle.READ_ONLY,
    errno.EACCES: Obstacle.DENIED,
    errno.EPERM: Obstacle.DENIED,
    errno.ENOENT: Obstacle.NO_FOLDER,
    errno.ENOTDIR: Obstacle.IN_THE_WAY,
    errno.EISDIR: Obstacle.IN_THE_WAY,
    errno.EEXIST: Obstacle.IN_THE_WAY,
}

_SENTENCES = {
    "en": {
        Obstacle.FULL: "{path}: the disk is full; free some space and try again.",
        Obstacle.READ_ONLY: "{path}: this disk is read-only; choose another folder.",
        Obstacle.DENIED: "{path}: you may not write here; choose another folder.",
        Obstacle.NO_FOLDER: "{path}: this folder does not exist; create it or choose another one.",
        Obstacle.IN_THE_WAY: "{path}: something with this name is in the way; choose another folder.",
        Obstacle.OTHER: "{path}: the disk reported error {number}; choose another folder.",
    },
    "fr": {
        Obstacle.FULL: "{path} : le disque est plein ; libérez de la place et réessayez.",
        Obstacle.READ_ONLY: "{path} : ce disque est en lecture seule ; choisissez un autre dossier.",
        Obstacle.DENIED: "{path} : vous n’avez pas le droit d’écrire ici ; choisissez un autre dossier.",
        Obstacle.NO_FOLDER: "{path} : ce dossier n’existe pas ; créez-le ou choisissez-en un autre.",
        Obstacle.IN_THE_WAY: "{path} : quelque chose porte déjà ce nom ; choisissez un autre dossier.",
        Obstacle.OTHER: "{path} : le disque signale l’erreur {number} ; choisissez un autre dossier.",
    },
}


class StoreError(Exception):
    """A file could not be written. `str()` is the English sentence; `sentence("fr")` the French one.

    Whatever was there before is still there, and nothing half-written is left behind.
    """

    def __init__(self, path: Path, obstacle: Obstacle, number: int = 0) -> None:
        self.path = path
        self.obstacle = obstacle
        self.number = number  # errno, for the log
        super().__init__(path, obstacle, number)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """One sentence: where, what, how to mend it. English where the language is not spoken here."""
        wording = _SENTENCES.get(lang[:2], _SENTENCES["en"])
        shown = "".join(char if char.isprintable() else "?" for char in str(self.path))
        return wording[self.obstacle].format(path=shown, number=self.number)


def store_error(path: Path, error: OSError) -> StoreError:
    """The same trouble as the system reported it, without its localised text."""
    number = error.errno or 0
    return StoreError(path, _BY_NUMBER.get(number, Obstacle.OTHER), number)
