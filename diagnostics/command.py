"""`diagnose` and `judge` without any window: shared by `python -m diagnostics` and by `unstuck`."""

import argparse
import os
import queue
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, cast

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Told
from diagnostics.model.site import Site
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Verdict
from diagnostics.output import Output
from diagnostics.wording import LANGUAGES, Wording

HEALTHY_STATUS, CAUSE_STATUS, REFUSED_STATUS, UNKNOWN_STATUS = 0, 1, 2, 3

SYMPTOMS = ("nothing", "vpn", "vpn_apps", "slow", "calls", "cuts", "one_app", "password", "warning", "computer")
"""The ten tiles in screen order; `--symptom` takes a name or a number from 1 to 10."""

QUESTIONS = ("other_browser_works", "hotspot_works", "colleagues_same")
"""What a person may be asked; `--told` takes the answers."""

LONGEST_RUN_S = 120.0
"""No run lasts nearly as long; the program must never hang, whatever breaks."""


class Refused(Exception):
    """The program cannot run with what it was given; the message is one sentence."""


def add_diagnose_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `diagnose`."""
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--full", action="store_true", help="also run the tests that load the line (uses data volume)")
    parser.add_argument("--symptom", type=symptom, metavar="T", help=f"what hurts: {', '.join(SYMPTOMS)}")
    parser.add_argument(
        "--address", metavar="TEXT", help="one app or site to follow: a URL, a name, host:port, tcp://host:port"
    )
    parser.add_argument(
        "--told",
        type=told,
        action="append",
        default=[],
        metavar="QUESTION=yes|no",
        help=f"what the person answered, repeatable: {', '.join(QUESTIONS)}",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")


def add_judge_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `judge`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a saved diagnosis (JSON), - for stdin")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")


def symptom(text: str) -> str:
    """A tile by name or number. Raises argparse.ArgumentTypeError."""
    if text in SYMPTOMS:
        return text
    if text.isdigit() and 1 <= int(text) <= len(SYMPTOMS):
        return SYMPTOMS[int(text) - 1]
    raise argparse.ArgumentTypeError(
        f"{text!r} is not a symptom; choose one of {', '.join(SYMPTOMS)} or 1 to {len(SYMPTOMS)}"
    )


def told(text: str) -> Told:
    """The answer to one of our questions: "hotspot_works=yes". Raises argparse.ArgumentTypeError."""
    question, equals, answer = text.partition("=")
    if question not in QUESTIONS or not equals:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no answer; write QUESTION=yes or =no with {', '.join(QUESTIONS)}"
        )
    if answer not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"{text!r} ends in {answer!r}; write {question}=yes or {question}=no")
    return Told(question=question, yes=answer == "yes")


Epilogue = Callable[[Diagnosis, str], str]
"""What a program adds to a verdict in the terminal: the diagnosis and the language in, text out."""

Sites = Callable[[argparse.Namespace], Site]
"""How a program finds the organisation's facts for its options. Raises Refused."""


def diagnose(
    options: argparse.Namespace,
    out: TextIO,
    profile: Path | None = None,
    epilogue: Epilogue | None = None,
    *,
    beneath: Epilogue | None = None,
    sites: Sites | None = None,
) -> int:
    """Run the checks here and print the verdict; `beneath` and `epilogue` as for `report`. Raises Refused.

    The site is what `sites` finds; without it, `--site` or the usual places, `profile` among them.
    """
    found = site_of(options, profile) if sites is None else sites(options)
    site, subject = with_address(found, options.address)
    answers = tuple(
        {item.question: Told(question=item.question, yes=item.yes, subject=subject) for item in options.told}.values()
    )
    diagnosis = run_once(site, full=options.full, symptom=options.symptom, told=answers, progress=not options.json)
    return report(diagnosis, options, out, epilogue, beneath=beneath)


def site_of(options: argparse.Namespace, profile: Path | None = None) -> Site:
    """The organisation's facts: `--site`, or where a site file is usually found. Raises Refused."""
    from diagnostics.site import default_site_path

    path = default_site_path(options.site, environ=os.environ, profile=profile)
    return read_site(path) if path is not None else Site()


def read_site(path: Path) -> Site:
    """The organisation's facts in a site file. Raises Refused with file, line, key and remedy."""
    from diagnostics.site import SiteError, load_site

    try:
        return load_site(path)
    except SiteError as error:
        raise Refused(str(error)) from error


def read_saved(source: str) -> Diagnosis:
    """The saved diagnosis in a file, or on standard input for "-". Raises Refused with file, place and remedy."""
    from diagnostics.render import DiagnosisError, read

    try:
        return read(source)
    except DiagnosisError as error:
        raise Refused(str(error)) from error


def with_address(site: Site, text: str | None) -> tuple[Site, str]:
    """The site with the address of `--address` among its services, and the name of that service. Raises Refused."""
    if text is None:
        return site, ""
    from diagnostics.address import AddressError, site_with

    try:
        return site_with(site, text)
    except AddressError as error:
        raise Refused(f"--address: {error}.") from error


def run_once(site: Site, *, full: bool, symptom: str | None, progress: bool, told: tuple[Told, ...] = ()) -> Diagnosis:
    """One run on this laptop, waited for. Raises Refused when our own code broke."""
    from diagnostics.engine.run import Run
    from diagnostics.model.check import Context
    from diagnostics.model.event import CheckFinished, Event, Finished
    from diagnostics.probes.network import NetworkProbes
    from diagnostics.system import current

    events: queue.Queue[Event] = queue.Queue()
    ctx = Context(site=site, system=current(), probes=NetworkProbes(), symptom=symptom, told=told)
    run = Run(ctx, events.put, full=full)
    run.start()
    while True:
        try:
            event = events.get(timeout=LONGEST_RUN_S)
        except queue.Empty:
            raise Refused("the run did not end; send this to IT: engine stalled") from None
        if isinstance(event, CheckFinished) and progress and sys.stderr.isatty():
            sys.stderr.write(f"\r{event.result.id:<24}")
            sys.stderr.flush()
        if isinstance(event, Finished):
            if progress and sys.stderr.isatty():
                sys.stderr.write("\r" + " " * 24 + "\r")
            if event.diagnosis is None:
                raise Refused(f"the run ended as {event.outcome}: {last_line(event.detail)}")
            return event.diagnosis


def last_line(detail: str) -> str:
    """What a traceback comes to."""
    return detail.strip().rpartition("\n")[2]


def judge(
    options: argparse.Namespace, out: TextIO, epilogue: Epilogue | None = None, *, beneath: Epilogue | None = None
) -> int:
    """Judge a saved diagnosis again. Raises Refused."""
    import msgspec

    from diagnostics.verdict.judge import judge as judge_again

    saved = read_saved(str(options.file))
    verdict = judge_again(saved.site, saved.checks, saved.observations, symptom=saved.symptom)
    return report(msgspec.structs.replace(saved, verdict=verdict), options, out, epilogue, beneath=beneath)


def report(
    diagnosis: Diagnosis,
    options: argparse.Namespace,
    out: TextIO,
    epilogue: Epilogue | None = None,
    *,
    beneath: Epilogue | None = None,
) -> int:
    """Print a diagnosis and return the exit status that belongs to it.

    What `beneath` adds stands under the three sentences, what `epilogue` adds at the end. Neither is in the JSON.
    """
    verdict = diagnosis.verdict
    if verdict is None:
        raise Refused("the run was not judged")
    organisation = diagnosis.site.organisation
    wording = Wording.load(options.lang or organisation.languages[0], it_name=organisation.it_name)
    if options.json:
        from diagnostics.render import encode

        out.write(encode(diagnosis, wording).decode())
    else:
        out.write(as_text(verdict, diagnosis, wording, "" if beneath is None else beneath(diagnosis, wording.language)))
        if epilogue is not None:
            out.write(epilogue(diagnosis, wording.language))
    out.flush()
    return {HEALTHY: HEALTHY_STATUS, UNKNOWN: UNKNOWN_STATUS}.get(verdict.cause, CAUSE_STATUS)


def as_text(verdict: Verdict, diagnosis: Diagnosis, wording: Wording, beneath: str = "") -> str:
    """The verdict for a terminal: three sentences, `beneath` (whole lines), the other causes, a line for each check."""
    text = wording.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)
    lines = [text.says, text.fine, text.next, *beneath.splitlines(), ""]
    for other in verdict.others:
        lines.append(f"+ {wording.cause(other.cause, other.args, other.reason).title}")
    lines += [f"({wording.text(f'note.{note}')})" for note in verdict.notes]
    width = max((len(wording.check(item.id)) for item in diagnosis.checks), default=0)
    for item in diagnosis.checks:
        state = wording.text(f"check_state.{item.state.value}")
        lines.append(f"  {wording.check(item.id):<{width}}  {state}  ({wording.number(round(item.duration_s, 1))} s)")
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """`python -m diagnostics [--site FILE] [--json] [--full] ...`, `... judge FILE` and `... watch --minutes N`."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["watch"]:
        from diagnostics.watch.command import add_watch_arguments, watch

        parser = argparse.ArgumentParser("diagnostics watch")
        add_watch_arguments(parser)
        return guarded(watch, parser.parse_args(arguments[1:]), "diagnostics")
    if arguments[:1] == ["judge"]:
        parser = argparse.ArgumentParser("diagnostics judge")
        add_judge_arguments(parser)
        return guarded(judge, parser.parse_args(arguments[1:]), "diagnostics")
    parser = argparse.ArgumentParser(
        "diagnostics", description="Find out why the connection, the VPN or a service does not work."
    )
    add_diagnose_arguments(parser)
    return guarded(diagnose, parser.parse_args(arguments), "diagnostics")


def guarded(command: Callable[[argparse.Namespace, TextIO], int], options: argparse.Namespace, program: str) -> int:
    """Run a command; a refusal becomes one line on stderr and exit status 2, and so does an output that is not taken.

    A reader who leaves early (`| head`) has had enough: the command ends as if everything had been read.
    """
    out = Output(sys.stdout)
    try:
        status = command(options, cast("TextIO", out))
    except Refused as refusal:
        return _refuse(f"{program}: {refusal}\n")
    out.flush()
    return _refuse(f"{program}: the answer could not be written: {out.trouble}\n") if out.trouble else status


def _refuse(sentence: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(sentence)
    return REFUSED_STATUS
