"""Names of products, one a line: what may stand in a report because it says nothing about a person."""
