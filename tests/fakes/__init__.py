"""Hand-written stand-ins, shared by all tests."""
