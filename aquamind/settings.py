"""Settings, read from the environment: DATABASE_URL, ALLOWED_HOSTS, DEBUG, SECRET_KEY, CSRF_TRUSTED_ORIGINS."""

import os
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from aquasim.errors import SinkError

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

env = environ.Env()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)

# Debugging is on only while the site answers to this machine alone. Whoever opens it to others has to name the hosts,
# and from then on it is off and a secret key is demanded, unless DEBUG says otherwise.
DEBUG = env.bool("DEBUG", default=ALLOWED_HOSTS == LOCAL_HOSTS)


def _local_secret_key() -> str:
    """Key of a site that only this machine sees, kept so that a restart does not log people out."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")  # processes that start together must never read half a key
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        draft.replace(path)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set and DEBUG is off: set the environment variable SECRET_KEY to a long random text, "
            "for example the output of `python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
    SECRET_KEY = _local_secret_key()

# Whatever others can reach is reached by HTTPS, unless whoever runs it knows that the way is safe (HTTPS=false).
HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked for by the container itself, from within
if env.bool("BEHIND_PROXY", default=False):  # a proxy that ends HTTPS, and sets this header whatever came in
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing from elsewhere, and no script or style that stands in a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "simple_history",
    "apps.accounts",
    "apps.infrastructure",
    "apps.batch",
    "apps.environmental",
    "apps.inventory",
    "apps.health",
    "apps.harvest",
    "apps.generation",
    "apps.history",
    "apps.dashboard",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "apps.dashboard.middleware.ExplainRefusals",
]
if not DEBUG:  # while debugging, `runserver` hands out static files itself
    MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "aquamind.urls"
WSGI_APPLICATION = "aquamind.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"cannot create the folder {folder} of the database: {error.strerror}; name another in DATABASE_URL"
        ) from None


def _database(url: str) -> dict[str, Any]:
    """Django's words for a database; its address means here what it means to `aquamind`."""
    if url.startswith("sqlite:///"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///")}
    if url.startswith(("postgres://", "postgresql://")):
        return _server(url)
    with suppress(ValueError):
        if url.startswith("sqlite:"):
            return env.db_url_config(url)
    raise ImproperlyConfigured(  # the address stays unsaid: a password may be in it
        "DATABASE_URL is no address of a database; write sqlite:///path/to/file.sqlite3 or "
        "postgresql://user:password@host:5432/database, with %2F for / in a password, and so on"
    )


def _server(url: str) -> dict[str, Any]:
    from aquasim.address import server_parts  # loads the driver, which Django itself loads only where it is used

    try:
        parts = server_parts(url)
    except SinkError as error:
        raise ImproperlyConfigured(str(error)) from None
    name = parts.pop("dbname", "") or parts.get("user", "")
    if not name and "service" not in parts:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database; write postgresql://user:password@host:5432/database"
        )
    words = {word: parts.pop(word.lower(), "") for word in ("USER", "PASSWORD", "HOST", "PORT")}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, **words, "OPTIONS": parts}


EMBEDDED = f"sqlite:///{(VAR_DIR / 'aquamind.sqlite3').as_posix()}"
# An empty DATABASE_URL means none.
DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or EMBEDDED)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] != ":memory:":
        _make_folder(Path(DATABASES["default"]["NAME"]).parent)
    DATABASES["default"]["OPTIONS"] = {
        # A file takes its page size with its first table. Bulk rows are read in long runs, so pages are wide.
        # Django itself turns foreign keys on; the journal mode is left to the loader, which may hold the file.
        "init_command": "PRAGMA page_size=16384",
        "timeout": 30,
        # Who writes says so at once: two that read first and then both write would block each other.
        "transaction_mode": "IMMEDIATE",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

AUTHENTICATION_BACKENDS = ["apps.accounts.backends.RoleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
# Charts are drawn by a script that a Python package brings along; only its files are used (docs/decisions/0010).
_UPLOT = find_spec("uplot")  # found, not imported: importing it would load a notebook's machinery
if _UPLOT is None or _UPLOT.origin is None:
    raise ImproperlyConfigured("The package uplot-python, which draws the charts, is missing: run `make generate`.")
STATICFILES_DIRS = [("uplot", Path(_UPLOT.origin).parent / "static")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Counts of requests are kept here; processes that share one address share them (CACHE_URL=dbcache://..., redis://...).
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("RATE_ANONYMOUS", default="60/min"),
        "user": env.str("RATE_USER", default="1200/min"),
        "login": env.str("RATE_LOGIN", default="10/min"),
        "download": env.str("RATE_DOWNLOAD", default="30/min"),
    },
    "NUM_PROXIES": env.int("PROXIES", default=0),
    "URL_FORMAT_OVERRIDE": None,
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=env.int("TOKEN_DAYS", default=90))}
SPECTACULAR_SETTINGS = {
    "TITLE": "AquaMind",
    "DESCRIPTION": "A salmon company, egg to harvest. Lists come in pages by key; `next` is the address of the next.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.shared.api.schema.describe_refusals",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "LifeStage": "apps.infrastructure.models.LifeStage",
    },
}
SIMPLE_HISTORY_REVERT_DISABLED = True
