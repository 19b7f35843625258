"""Why a report could not be sealed or opened, as one sentence for a person."""

from enum import StrEnum

from app.reports.canary import Hit


class Obstacle(StrEnum):
    """What is in the way; each has a sentence in the table "seal" of the wording."""

    NO_RECIPIENTS = "no_recipients"
    BAD_RECIPIENT = "bad_recipient"
    EXPIRED = "expired"
    BAD_DATE = "bad_date"
    TOO_LARGE = "too_large"
    PERSONAL = "personal"
    NOT_SEALED = "not_sealed"
    NO_IDENTITY = "no_identity"
    BAD_IDENTITY = "bad_identity"
    NOT_FOR_YOU = "not_for_you"
    DAMAGED = "damaged"
    WRONG_NAME = "wrong_name"
    TOO_LARGE_TO_OPEN = "too_large_to_open"
    NOT_A_BUNDLE = "not_a_bundle"
    UNKNOWN_MEMBER = "unknown_member"
    MISSING_MEMBER = "missing_member"
    MEMBER_TOO_LARGE = "member_too_large"
    MEMBER_CHANGED = "member_changed"
    MEMBER_UNREADABLE = "member_unreadable"
    NOT_THE_SAME = "not_the_same"
    NEWER = "newer"
    UNKNOWN_SCHEMA = "unknown_schema"


class Refusal(Exception):  # what it is; its two kinds are named Error
    """`str()` is the English sentence, `sentence("fr")` the French one. Nothing was written anywhere."""

    def __init__(self, obstacle: Obstacle, **args: str) -> None:
        self.obstacle = obstacle
        self.args_of_sentence = args
        super().__init__(obstacle, args)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str, *, it_name: str = "") -> str:
        """What is wrong and how to mend it; English where the language is not spoken here."""
        from diagnostics.wording import Wording  # noqa: PLC0415  # only who reads the sentence pays for the words

        return Wording.load(lang, it_name=it_name).text(f"seal.{self.obstacle}", self.args_of_sentence)


class SealError(Refusal):
    """A report cannot be sealed, or a sealed one cannot be opened.

    `hits` is what the canary found; `Hit.ref` of each is what `Draft.without` takes to strike it out.
    """

    def __init__(self, obstacle: Obstacle, *, hits: tuple[Hit, ...] = (), **args: str) -> None:
        self.hits = hits
        super().__init__(obstacle, **args)

    def sentence(self, lang: str, *, it_name: str = "") -> str:
        """What is wrong and how to mend it, with what is to be struck where the canary found something."""
        return " ".join([super().sentence(lang, it_name=it_name), *(hit.sentence(lang) for hit in self.hits[:1])])


class BundleError(Refusal):
    """What was inside is not a bundle of ours, or not a whole one."""
