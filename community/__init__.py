"""Folkmoot: the project package. Importing it settles which SQLite engine Python uses."""

import sys

# Debian's SQLite 3.40.1 carries the WAL-reset bug (rare corruption when two connections checkpoint at once);
# the wheel ships a mended engine. It must take the name before Django imports it.
try:
    import pysqlite3
except ImportError:
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
