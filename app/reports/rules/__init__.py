"""Rules for free text, one subject a module. Each is a function from text to text that hides what it finds."""
