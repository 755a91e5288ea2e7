"""Each guard of the desk taken away in turn, in a copy: a named test must then fail.

`*.toml` are the table, a file for each side; `python -m tests.guards` goes through it.
"""
