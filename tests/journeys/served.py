"""Settings of a real server process beside a journey: the tests' own, on the journey's database."""

import os

from community.settings.test import *  # noqa: F403
from community.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["SERVED_DATABASE"]
WHITENOISE_USE_FINDERS = True
