"""Where the engine's thread meets the window's event loop."""
