"""What IT publishes for laptops: fetched, verified (TUF 1.0), kept, and read from the last verified copy."""
