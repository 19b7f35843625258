"""What a screen shows, decided by pure functions that return frozen data. No Qt here."""
