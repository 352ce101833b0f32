"""For every test: no property is timed. How long an example takes is the machine's matter."""

from hypothesis import settings

settings.register_profile("rusta", deadline=None)
settings.load_profile("rusta")
