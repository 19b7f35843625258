"""The smallest network operations. A network failure is returned as a `Failure`, never raised."""
