"""What stays on this laptop: profile folders, settings, files that are whole or absent. No Qt."""
