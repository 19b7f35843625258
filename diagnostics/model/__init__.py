"""The vocabulary every other room speaks: frozen data, no I/O."""
