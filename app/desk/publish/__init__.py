"""IT's side of the signed content: what IT writes becomes a static folder that laptops verify (TUF 1.0)."""
