"""For all tests: a property has no wall-clock limit, or a loaded machine would break it."""

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
