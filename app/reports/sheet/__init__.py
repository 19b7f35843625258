"""Sheets of paper for people outside the program: for IT at the gate, and for the internet provider. Pure."""
