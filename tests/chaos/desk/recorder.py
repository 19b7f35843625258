"""One life of a collector of records: python -m tests.chaos.desk.recorder DROP FOLDER; says "ready", then works."""

import sys
from pathlib import Path

from app.desk.collect.records import Records


def main() -> None:
    drop, folder = Path(sys.argv[1]), Path(sys.argv[2])
    records = Records(folder, 60)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while paths := sorted(drop.iterdir()):
        records.take(paths)


if __name__ == "__main__":
    main()
