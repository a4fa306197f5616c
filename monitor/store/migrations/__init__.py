"""The schema's history, forward only: one file a step in `versions`, each frozen once it was published."""

HEAD = "0001"  # The step that this program works with. A test holds it against `versions`.
VERSION_TABLE = "monitor_schema"  # A name of our own, so that another program's database is never taken for ours.
