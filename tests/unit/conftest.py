"""What all unit tests share."""

from hypothesis import settings

# Two slow cores must not make a law look broken, nor a law the suite slow.
settings.register_profile("unit", deadline=None, max_examples=60)
settings.load_profile("unit")
