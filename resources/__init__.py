"""Data only: wording, guides, pictures and styles, read through importlib.resources."""
