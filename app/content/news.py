"""Everything that IT publishes beside guides, read at once from the last verified copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.content import drill, notice, peers, release
from app.content.drill import Drill
from app.content.here import moment
from app.content.notice import Notice, matching
from app.content.peers import Company, Peers
from app.content.provider import isp_of
from app.content.release import Release
from app.content.store import ContentStore
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.verdict import HEALTHY, UNKNOWN


@dataclass(frozen=True)
class News:
    """A moment's reading. `now` is the time that counts, see `here.moment`; `age_days` that of `ContentStore`."""

    now: datetime
    age_days: float | None = None
    notices: tuple[Notice, ...] = ()
    peers: Peers | None = None
    drill: Drill | None = None
    release: Release | None = None

    def notices_for(
        self, diagnosis: Diagnosis | None, *, system: str, vpns: Sequence[str], office: str, share_key: str
    ) -> tuple[Notice, ...]:
        """What this laptop shows beside a diagnosis, see `notice.matching`; without one only what is for everybody."""
        verdict = None if diagnosis is None else diagnosis.verdict
        causes = () if verdict is None else (verdict.cause, *(other.cause for other in verdict.others))
        return matching(
            self.notices, causes=causes, system=system, vpns=vpns, office=office, share_key=share_key, now=self.now
        )

    def company(self, diagnosis: Diagnosis) -> Company | None:
        """Who else has the diagnosis' cause now; nobody has "healthy" or "unknown" in common."""
        verdict = diagnosis.verdict
        if self.peers is None or verdict is None or verdict.cause in (HEALTHY, UNKNOWN):
            return None
        return self.peers.about(verdict.cause, isp=isp_of(diagnosis), vpn=verdict.args.get("vpn"), now=self.now)


def read_news(store: ContentStore, now: datetime | None = None) -> News:
    """Read the copy: milliseconds of disk, so not in the window's thread. `now`: this computer's time. Never raises."""
    files = store.files()
    return News(
        now=moment(store, datetime.now(UTC) if now is None else now),
        age_days=store.age_days,
        notices=notice.read_notices(files.get(notice.PATH)),
        peers=peers.read_peers(files.get(peers.PATH)),
        drill=drill.read_drill(files.get(drill.PATH)),
        release=release.read_release(files.get(release.PATH)),
    )
