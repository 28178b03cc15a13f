"""Settings of the test run: the real ones, made quick, in a folder of their own."""

import os
import tempfile
from pathlib import Path

# Set before the real settings are read: nothing of a test may touch the machine's own site.
_folder = tempfile.mkdtemp(prefix="lupusinfo-test-")
os.environ["LUPUSINFO_VAR"] = _folder
os.environ.pop("LUPUSINFO_ENV", None)
os.environ["LUPUSINFO_MAIL_URL"] = "smtp://mail.example"  # kept in memory, never sent
os.environ["LUPUSINFO_MAIL_FROM"] = "desk@clinic.example"

from lupusinfo.settings import *  # noqa: E402, F403

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(_folder) / "media"
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, not memory: several connections write to it at once, as in a real site.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}  # noqa: F405
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
