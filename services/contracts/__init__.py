"""The wire, as bot and services share it: models, handler names, and how values are sealed."""
