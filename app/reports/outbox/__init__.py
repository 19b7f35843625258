"""What leaves by itself, however often the program, the network or the disk fails: kept, tried again, remembered."""

from app.reports.outbox.box import Outbox
from app.reports.outbox.clock import Clock
from app.reports.outbox.entry import About, Entry, State
from app.reports.outbox.post import Post
from app.reports.outbox.records import Records

__all__ = ["About", "Clock", "Entry", "Outbox", "Post", "Records", "State"]
