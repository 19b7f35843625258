"""docs/content.md shows IT the files: what stands there is what a laptop reads."""

import re
from pathlib import Path

from app.content.drill import read_drill
from app.content.notice import read_notices
from app.content.peers import read_peers
from app.content.release import read_release
from app.desk.publish.jsonlint import counts, release_note

PAGE = Path(__file__).resolve().parents[4] / "docs" / "content.md"


def test_every_example_is_read_whole() -> None:
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    release, notices, drill, peers = [one.encode() for block in blocks for one in block.split("\n\n")]
    assert release_note(PAGE, release) == counts(PAGE, peers) == []
    note = read_release(release)
    assert note is not None
    assert note.url
    assert note.text("fr")
    assert len(read_notices(notices)) == 1
    assert read_drill(drill) is not None
    found = read_peers(peers)
    assert found is not None
    assert (len(found.counts), len(found.rates)) == (1, 1)
