"""Plan, run, deadlines, cancel, events. Knows nothing of windows."""
