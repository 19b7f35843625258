"""Guides: their format, where they are found, and the walk through their steps. No Qt, nothing that blocks."""
