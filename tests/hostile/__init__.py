"""The desk with a hostile model and hostile words: what must not come of them, and doesn't.

`python -m tests.hostile` is the long form, `test_hostile.py` the short one.
"""
