"""Small servers for what a real daemon refuses to do: answer wrongly, slowly, or not at all."""
