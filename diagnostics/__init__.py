"""Everything that measures and judges. No Qt, no window; usable alone: ``python -m diagnostics --json``."""
