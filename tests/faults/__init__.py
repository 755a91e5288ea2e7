"""The desk under faults: real processes, a Slack and a model that fail, an exact account.

`python -m tests.faults` (`make faults`) runs it; what it must come to stands in `checks`.
"""
