"""The code that can be read to IT, in the terminal, also where nothing leaves this laptop."""

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.wording import Wording


def spoken(diagnosis: Diagnosis, lang: str) -> str:
    """What stands below a verdict: the line of the code after an empty one."""
    return "\n" + code_line(diagnosis, lang)


def code_line(diagnosis: Diagnosis, lang: str) -> str:
    """One line with the four words and the nine characters."""
    from app.reports.code import code_of  # noqa: PLC0415  # `--json` does without

    code = code_of(diagnosis)
    organisation = diagnosis.site.organisation
    args = {"words": " ".join(code.words(lang)), "code": code.chars}
    return Wording.load(lang, it_name=organisation.it_name).text("terminal.code", args) + "\n"
