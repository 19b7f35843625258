"""What happens on all laptops: a folder of anonymous records in, one page and `peers.json` out. IT's side, no Qt.

`gather` reads and cleans what anybody may have written into the drop, `table` counts it with DuckDB, `hide` keeps
groups under five out of sight, `burst` finds what looks like one incident, `page` and `peers` write it down.
"""
