"""Watch for some minutes: what comes and goes is named while it lasts, and said when it is gone."""
