"""Everything that is a program for people."""
