"""Consult's settings: everything comes from the environment, with safe defaults.

Each module below is one subject. A missing variable raises, and says how to mend it.
"""

import django_stubs_ext

from consult.settings.applications import *
from consult.settings.environment import *
from consult.settings.files import *
from consult.settings.languages import *
from consult.settings.people import *
from consult.settings.protection import *
from consult.settings.queue import *
from consult.settings.storage import *

# Lets `admin.ModelAdmin[Design]` and the like name their type at run time.
django_stubs_ext.monkeypatch()
