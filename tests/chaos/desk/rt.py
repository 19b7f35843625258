"""A real Request Tracker of one test: its own database, configuration and port; the system's is never read."""

import base64
import hashlib
import os
import pwd
import quopri
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = shutil.which("rt-setup-database-5", path="/usr/sbin:/usr/bin")
LIB = "/usr/share/request-tracker5/lib"
QUEUE, FIELD = "Unstuck", "UnstuckReportId"
DECODED = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring}
READY_TRIES, READY_STEP_S = 400, 0.05

CONFIG = """
Set($rtname, 'lab.test'); Set($Organization, 'lab.test');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{root}/rt.db');
Set($DatabaseHost, ''); Set($DatabaseUser, ''); Set($DatabasePassword, '');
Set($WebDomain, '127.0.0.1'); Set($WebPort, {port}); Set($WebPath, ''); Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($MailCommand, 'testfile'); Set($LogToSyslog, undef); Set($LogToSTDERR, 'error'); Set($LogDir, '{root}/log');
Set($MaxAttachmentSize, 50_000_000);
$RT::MasonDataDir = '{root}/mason'; $RT::MasonSessionDir = '{root}/session'; $RT::VarPath = '{root}/var';
1;
"""
# What docs/desk.md asks an administrator to click together: a queue, a field, a bot, its rights, its token.
PEOPLE = """
use lib '{lib}'; use RT; RT::LoadConfig(); RT::Init();
my $queue = RT::Queue->new(RT->SystemUser); $queue->Create(Name => '{queue}');
my $field = RT::CustomField->new(RT->SystemUser);
$field->Create(Name => '{field}', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', MaxValues => 1);
$field->AddToObject($queue);
my $bot = RT::User->new(RT->SystemUser);
$bot->Create(Name => 'unstuck-bot', EmailAddress => 'bot@lab.test', Privileged => 1);
$bot->PrincipalObj->GrantRight(Right => $_, Object => $queue) for qw(SeeQueue ShowTicket CreateTicket ModifyTicket);
$bot->PrincipalObj->GrantRight(Right => $_, Object => $field) for qw(SeeCustomField ModifyCustomField);
$bot->PrincipalObj->GrantRight(Right => 'ManageAuthTokens', Object => $RT::System);
my $made = RT::AuthToken->new(RT->SystemUser);
my ($id, $message, $token) = $made->Create(Owner => $bot->id, Description => 'unstuck');
print $token;
"""


@dataclass(frozen=True)
class Found:
    """One ticket as RT's own database has it."""

    id: int
    report_id: str
    merged: bool
    first_line: str
    text: str
    files: tuple[tuple[str, str], ...]  # name and SHA-256 of the attached files


class Tracker:
    """The server: `start`, `kill` with all its workers, `start` again."""

    def __init__(self, root: Path, port: int) -> None:
        self.root, self.port = root, port
        self.url = f"http://127.0.0.1:{port}"
        self.token = ""
        self._process: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        for name in ("conf.d", "mason", "session", "log", "var"):
            (self.root / name).mkdir()
        (self.root / "site.pm").write_text(CONFIG.format(root=self.root, port=self.port))
        (self.root / "password").write_text("only-for-this-test")
        (self.root / "people.pl").write_text(PEOPLE.format(lib=LIB, queue=QUEUE, field=FIELD))
        if os.geteuid() == 0:
            for path in (self.root, *self.root.iterdir()):
                shutil.chown(path, "nobody")
        self._do(str(SETUP), "--action", "init", "--skip-create", "--root-password-file", str(self.root / "password"))
        self.token = self._do("perl", str(self.root / "people.pl")).strip()
        assert self.token

    def start(self) -> None:
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        command = [str(SERVER), "--server", "Starlet", *where, "--workers", "2"]
        with (self.root / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **self._ours()
            )
        for _ in range(READY_TRIES):
            if self._answers():
                return
            try:
                self._process.wait(READY_STEP_S)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"RT did not start: {(self.root / 'server.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """kill -9 of the server and all its workers, in the middle of whatever they do."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait(10)
            self._process = None

    def tickets(self) -> list[Found]:
        """All tickets, from the database itself."""
        with closing(sqlite3.connect(f"file:{self.root}/rt.db?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT t.id, t.EffectiveId, v.Content FROM Tickets t LEFT JOIN ObjectCustomFieldValues v"
                " ON v.ObjectId = t.id AND v.ObjectType = 'RT::Ticket' AND v.Disabled = 0 ORDER BY t.id"
            ).fetchall()
            return [self._found(database, *row) for row in rows]

    def _found(self, database: sqlite3.Connection, id: int, effective: int, report_id: str | None) -> Found:
        parts = database.execute(
            "SELECT a.Filename, a.ContentType, a.ContentEncoding, a.Content FROM Attachments a JOIN Transactions x"
            " ON a.TransactionId = x.id WHERE x.ObjectType = 'RT::Ticket' AND x.ObjectId = ? AND x.Type = 'Create'",
            (id,),
        ).fetchall()
        files, text = [], ""
        for name, kind, encoding, content in parts:
            raw = content.encode("utf-8") if isinstance(content, str) else content or b""
            data = DECODED.get(encoding, bytes)(raw)
            if name:
                files.append((name, hashlib.sha256(data).hexdigest()))
            elif kind == "text/plain":
                text = data.decode("utf-8")
        return Found(id, report_id or "", id != effective, text.partition("\n")[0], text, tuple(files))

    def _answers(self) -> bool:
        asked = urllib.request.Request(f"{self.url}/REST/2.0/rt", headers={"Authorization": f"token {self.token}"})
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _do(self, *command: str) -> str:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **self._ours()
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _ours(self) -> dict[str, object]:
        """RT's own configuration is never read, and nothing of it runs as root."""
        environ = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.root),
            "RT_SITE_CONFIG": str(self.root / "site.pm"),
            "RT_SITE_CONFIG_DIR": str(self.root / "conf.d"),
        }
        named: dict[str, object] = {"env": environ, "cwd": self.root}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            named |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        return named


def missing() -> str:
    """Why there is no RT here; empty when there is one."""
    if SETUP is None or not SERVER.is_file():
        return "Debian's request-tracker5 with rt5-db-sqlite and rt5-standalone"
    return ""


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def tracker() -> Iterator[Tracker]:
    """A server that runs; killed and removed at the end."""
    root = Path(tempfile.mkdtemp(prefix="unstuck-rt-"))
    made = Tracker(root, free_port())
    try:
        made.build()
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(root, ignore_errors=True)
