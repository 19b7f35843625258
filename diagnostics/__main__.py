"""`python -m diagnostics --json`: the engine alone, for the lab, for servers of IT, for curious people."""

import sys

from diagnostics.command import main

sys.exit(main())
