"""Hand-written servers on the loopback: well-behaved, slow, rude and broken ones."""
