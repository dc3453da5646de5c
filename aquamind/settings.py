"""Settings, read from the environment: DATABASE_URL, ALLOWED_HOSTS, DEBUG, SECRET_KEY, CSRF_TRUSTED_ORIGINS."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

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

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "apps.accounts",
    "apps.infrastructure",
    "apps.batch",
    "apps.environmental",
    "apps.inventory",
    "apps.health",
    "apps.harvest",
    "apps.generation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

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

EMBEDDED = f"sqlite:///{(VAR_DIR / 'aquamind.sqlite3').as_posix()}"
# An empty DATABASE_URL means none.
DATABASES = {"default": env.db_url_config(os.environ.get("DATABASE_URL") or EMBEDDED)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] != ":memory:":
        Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A file takes its page size with its first table. Bulk rows are read in long runs, so pages are wide.
        # Django itself turns foreign keys on; the journal mode is left to the loader, which may hold the file.
        "init_command": "PRAGMA page_size=16384",
        "timeout": 30,
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
STATIC_ROOT = VAR_DIR / "static"
