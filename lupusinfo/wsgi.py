"""The WSGI application, and the heartbeat of the process that serves it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lupusinfo.settings")
application = get_wsgi_application()

from editorial import heartbeat  # noqa: E402  (needs the applications above)

heartbeat.start()
