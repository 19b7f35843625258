"""The report that IT receives: composed, redacted, shown, kept, sent. No Qt."""
