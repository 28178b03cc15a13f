"""Settings of LupusInfo, from environment variables. `docs/settings.md` lists them all.

`LUPUSINFO_ENV=production` is the one switch between a machine of one's own (the default: plain
HTTP on loopback, SQLite in `var/`) and a real site, where a missing secret, host or TLS setting
stops the start with a sentence that says what to set.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lupusinfo import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("LUPUSINFO_VAR", str(BASE_DIR / "var")))

ENVIRONMENT = env.text("LUPUSINFO_ENV", "local")
if ENVIRONMENT not in {"local", "production"}:
    raise ImproperlyConfigured(
        f'LUPUSINFO_ENV is "{ENVIRONMENT}". Set LUPUSINFO_ENV to "production" or leave it unset.'
    )
IS_PRODUCTION = ENVIRONMENT == "production"

DEBUG = False

# --- Who may ask, and how ---------------------------------------------------------------------

if IS_PRODUCTION:
    SECRET_KEY = env.required("LUPUSINFO_SECRET_KEY", "a random text of 50 characters or more")
    ALLOWED_HOSTS = env.words("LUPUSINFO_HOSTS") or [
        env.required("LUPUSINFO_HOSTS", "the site's host names, separated by commas")
    ]
    tls = env.required(
        "LUPUSINFO_TLS",
        '"proxy" when a reverse proxy ends TLS and sets X-Forwarded-Proto, '
        'or "direct" when the application server itself speaks TLS',
    )
    if tls not in {"proxy", "direct"}:
        raise ImproperlyConfigured(
            f'LUPUSINFO_TLS is "{tls}". Set LUPUSINFO_TLS to "proxy" or "direct".'
        )
    if tls == "proxy":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # How many proxies of our own add to X-Forwarded-For; 0: the client speaks to us directly.
    PROXIES = env.number("LUPUSINFO_PROXIES", 1) if tls == "proxy" else 0
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.number("LUPUSINFO_HSTS_SECONDS", 365 * 24 * 3600)
    # Sub-domains and the browsers' preload list belong to the clinic's whole domain, which this
    # site cannot speak for: a clinic opts in.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("LUPUSINFO_HSTS_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.flag("LUPUSINFO_HSTS_PRELOAD", False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
else:
    SECRET_KEY = env.kept_secret(VAR_DIR / "secret-key.txt")
    ALLOWED_HOSTS = env.words("LUPUSINFO_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]
    PROXIES = 0

# Where links in a mail lead; a mail is not written while somebody asks for a page.
if IS_PRODUCTION:
    host = ALLOWED_HOSTS[0].lstrip(".")
    guess = f"https://{host}" if host != "*" else ""
else:
    guess = f"http://{env.text('HOST', '127.0.0.1')}:{env.text('PORT', '8000')}"
SITE_ADDRESS = env.address("LUPUSINFO_ADDRESS", guess)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
# "__Host-": browsers take the cookie from this very host only, over TLS, for all of its paths. The
# CSRF cookie keeps its usual name, by which the Markdown editor's script reads it.
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_PRODUCTION else "sessionid"
CSRF_COOKIE_AGE = None  # a reader who answers a form keeps it until the browser closes
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "lupusinfo.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- What it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "markdownx",
    "editorial",
    "clinic",
    "topics",
    "glossary",
    "faq",
    "articles",
    "search",
    "connect",
    "desk",
    "lupusinfo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lupusinfo.middleware.ResponseHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "lupusinfo.middleware.LastModifiedMiddleware",
    "lupusinfo.middleware.RefuseNullMiddleware",
    "lupusinfo.middleware.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "desk.sign_in.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lupusinfo.middleware.ClinicTimeZoneMiddleware",
]

ROOT_URLCONF = "lupusinfo.urls"
WSGI_APPLICATION = "lupusinfo.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context_processors.clinic",
                "lupusinfo.offline.worker_address",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

database_url = env.text("DATABASE_URL")
try:
    database = dj_database_url.parse(
        database_url or "sqlite://", conn_max_age=60, conn_health_checks=True
    )
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read. Set it to something like "
        "postgres://user:password@host/name, or leave it unset for SQLite."
    ) from error
if not database_url:
    database["NAME"] = str(VAR_DIR / "lupusinfo.sqlite3")
DATABASES = {"default": database}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock at BEGIN, so that two writers wait for each other instead of
    # failing at once with "database is locked"; WAL lets readers read while one writes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["desk.backends.OneQueryBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# A session ends with the browser, after an hour without a request, and after half a day
# (desk/sessions.py); a link by which somebody sets a password, after three days.
SESSION_ENGINE = "desk.sessions"
SESSION_COOKIE_AGE = 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# Who needs a second step at sign-in: "publishers" are all who can change what readers see, review,
# or manage people (desk/two_step.py).
TWO_FACTOR = env.choice(
    "LUPUSINFO_TWO_FACTOR",
    ["publishers", "everyone", "off"],
    "publishers" if IS_PRODUCTION else "off",
)
OTP_TOTP_ISSUER = "LupusInfo"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lupusinfo.formats"]  # how each language writes a day and a time
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # stored in UTC; shown in the clinic's time zone (ClinicTimeZoneMiddleware)

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lupusinfo" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("LUPUSINFO_MEDIA", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lupusinfo.storage.ModuleStaticFilesStorage"},
}
LIBRARY_DIR = Path(env.text("LUPUSINFO_LIBRARY", str(BASE_DIR / "content")))

# Pages that were read are kept on the reader's device; "off" removes them there again.
HAS_OFFLINE = env.flag("LUPUSINFO_OFFLINE", True)

# Whether the site asks other sites by itself if links to them still lead somewhere; the command
# check_links does so at any time.
CHECKS_LINKS = env.flag("LUPUSINFO_CHECK_LINKS", False)

# --- Mail: off until a server is named --------------------------------------------------------

mail_url = env.text("LUPUSINFO_MAIL_URL")
HAS_MAIL = bool(mail_url)
if HAS_MAIL:
    ports = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    try:
        mail = urlsplit(mail_url)
        EMAIL_HOST, EMAIL_PORT = mail.hostname or "", mail.port or ports[mail.scheme]
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "LUPUSINFO_MAIL_URL must look like smtp+tls://user:password@mail.example.org:587"
        ) from error
    EMAIL_HOST_USER = unquote(mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(mail.password or "")
    EMAIL_USE_SSL = mail.scheme == "smtps"
    EMAIL_USE_TLS = mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 10  # seconds: whoever pressed a button waits for no longer
    DEFAULT_FROM_EMAIL = env.required("LUPUSINFO_MAIL_FROM", "the address that mail comes from")

# --- The Markdown editor (its own views are never mounted: see editorial/writing/admin_views.py)

MARKDOWNX_URLS_PATH = "/admin/editor/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/editor/picture/"
MARKDOWNX_MARKDOWNIFY_FUNCTION = "editorial.rendering.preview"
MARKDOWNX_EDITOR_RESIZABLE = False  # the text scrolls beside its preview
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # bytes of a form, pictures not counted

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A 404 is a reader's typing error, not a fault worth a line in the log.
    # WeasyPrint warns of every rule of a style sheet that is meant for screens.
    "loggers": {"django.request": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
