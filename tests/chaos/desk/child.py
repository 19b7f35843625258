"""The collector's command in a process of its own: python -m tests.chaos.desk.child collect --config desk.toml."""

import argparse
import sys

from app.cli.desk import collect

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    collect.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args()
    sys.exit(args.run(args))
