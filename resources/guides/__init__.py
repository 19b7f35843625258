"""One guide per cause, in every language; read by ``app.guides.library``."""
