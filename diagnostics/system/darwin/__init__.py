"""macOS: its own interfaces come later; until then what is portable."""
