"""Small reusable widgets without product knowledge."""
