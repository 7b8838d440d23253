"""Everything that can be set, in one file. The environment is read here and nowhere else.

The environment wins over `.env`. A misspelt value, or an unsafe default without DEBUG, is refused
at start with a sentence. Every name is explained in `.env.example`.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from handoff.encryption import key_from_secret
from handoff.environment import (
    audit_keys,
    derived_from,
    encryption_keys,
    host_list,
    host_of,
    listed,
    mail_settings,
    origin_list,
    refuse_misspelt_names,
    web_address,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
try:
    env.read_env(str(BASE_DIR / ".env"), recurse=False)
except UnicodeDecodeError as fault:
    raise ImproperlyConfigured(".env is not UTF-8 text.") from fault

refuse_misspelt_names(BASE_DIR / ".env", BASE_DIR / ".env.example")

INSECURE_SECRET_KEY = "not-secret-and-only-good-for-development-on-this-machine"

try:
    DEBUG = env.bool("DEBUG", default=False)
    SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY if DEBUG else "")
    ENCRYPTION_KEYS = encryption_keys(
        listed(env.str("ENCRYPTION_KEYS", default=""))
        or ([key_from_secret(SECRET_KEY)] if DEBUG else [])
    )
    AUDIT_KEYS = audit_keys(listed(env.str("AUDIT_KEYS", default=""))) or [SECRET_KEY]
    PORT = env.int("PORT", default=8000)
    PUBLIC_URL = web_address(
        "PUBLIC_URL", env.str("PUBLIC_URL", default="") or f"http://127.0.0.1:{PORT}"
    )
    ALLOWED_HOSTS = host_list(env.str("ALLOWED_HOSTS", default="*" if DEBUG else ""))
    ALLOWED_ORIGINS = origin_list(env.str("ALLOWED_ORIGINS", default=""))
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
    DATABASE_URL = env.str(
        "DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'handoff.sqlite3'}"
    )
    DATABASE: dict[str, Any] = dict(env.dj_db_url("DATABASE_URL", default=DATABASE_URL))
    REDIS_URL = env.str("REDIS_URL", default="")
    REDIS_PREFIX = env.str("REDIS_PREFIX", default="handoff")
    WORKER_IN_SERVER = env.bool("WORKER_IN_SERVER", default=not REDIS_URL)
    EVENT_RETENTION_DAYS = env.int("EVENT_RETENTION_DAYS", default=30)
    AGENT_GRACE_SECONDS = env.int("AGENT_GRACE_SECONDS", default=60)
    EMAIL_URL = env.str("EMAIL_URL", default="") or ("console:" if DEBUG else "")
    MAIL: dict[str, Any] = mail_settings(EMAIL_URL)
    MAIL_FROM = env.str("MAIL_FROM", default="") or f"Handoff <no-reply@{host_of(PUBLIC_URL)}>"
    MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
    MESSENGER_GRAPH_URL = web_address(
        "MESSENGER_GRAPH_URL",
        env.str("MESSENGER_GRAPH_URL", default="")
        or (f"http://127.0.0.1:{PORT}/simulator/graph" if DEBUG else "https://graph.facebook.com"),
    )
    MESSENGER_GRAPH_VERSION = env.str("MESSENGER_GRAPH_VERSION", default="v23.0")
    MESSENGER_TIMEOUT_SECONDS = env.float("MESSENGER_TIMEOUT_SECONDS", default=10.0)
    MESSENGER_VERIFY_TOKEN = env.str(
        "MESSENGER_VERIFY_TOKEN", default="handoff-verify" if DEBUG else ""
    )
    MESSENGER_APP_SECRET = env.str(
        "MESSENGER_APP_SECRET", default="handoff-app-secret" if DEBUG else ""
    )
    # The simulator plays Facebook: only where nobody could mistake it for the real thing.
    SIMULATOR = DEBUG and MESSENGER_GRAPH_URL.endswith("/simulator/graph")
    MESSENGER_APP_ID = env.str("MESSENGER_APP_ID", default="") or (
        "1000000000000001" if SIMULATOR else ""
    )
    MESSENGER_DIALOG_URL = web_address(
        "MESSENGER_DIALOG_URL",
        env.str("MESSENGER_DIALOG_URL", default="")
        or (f"{PUBLIC_URL}/simulator/facebook" if SIMULATOR else "https://www.facebook.com"),
    )
    BOT_PRIVATE_ADDRESSES = env.bool("BOT_PRIVATE_ADDRESSES", default=DEBUG)
    PUSHER_APP_ID = env.str("PUSHER_APP_ID", default="") or "1"
    PUSHER_KEY = env.str("PUSHER_KEY", default="") or (
        "handoff-key" if DEBUG else derived_from(SECRET_KEY, "pusher key")[:20]
    )
    PUSHER_SECRET = env.str("PUSHER_SECRET", default="") or (
        "handoff-pusher-secret" if DEBUG else derived_from(SECRET_KEY, "pusher secret")
    )
except (EnvError, ValueError) as fault:
    raise ImproperlyConfigured(str(fault)) from fault

if not DEBUG:
    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"):
        if not globals()[name]:
            raise ImproperlyConfigured(f"{name} must be set where DEBUG is off.")
    if SECRET_KEY == INSECURE_SECRET_KEY or len(SECRET_KEY) < 32:
        raise ImproperlyConfigured("SECRET_KEY must be a secret of 32 characters or more.")
if EVENT_RETENTION_DAYS < 1:
    raise ImproperlyConfigured("EVENT_RETENTION_DAYS: events are kept for a day at least.")
if not 5 <= AGENT_GRACE_SECONDS <= 86_400:
    raise ImproperlyConfigured("AGENT_GRACE_SECONDS must be from 5 seconds to a day (86400).")
if not 0 < PORT < 65536:
    raise ImproperlyConfigured(f"PORT: {PORT} is not a port.")
if DATABASE["ENGINE"] not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise ImproperlyConfigured("DATABASE_URL: Handoff runs on sqlite:// and postgres:// only.")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL does not start with redis://, rediss:// or unix://.")
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("TRUSTED_PROXIES: the number of proxies cannot be negative.")
if MESSENGER_APP_ID and not (MESSENGER_APP_ID.isascii() and MESSENGER_APP_ID.isdigit()):
    raise ImproperlyConfigured("MESSENGER_APP_ID is not the number of a Facebook app.")
if not re.fullmatch(r"v[0-9]+\.[0-9]+", MESSENGER_GRAPH_VERSION):
    raise ImproperlyConfigured("MESSENGER_GRAPH_VERSION is not a version such as v23.0.")
if MESSENGER_TIMEOUT_SECONDS <= 0:
    raise ImproperlyConfigured("MESSENGER_TIMEOUT_SECONDS must be more than 0.")
if not (PUSHER_APP_ID.isascii() and PUSHER_APP_ID.isdigit()):
    raise ImproperlyConfigured("PUSHER_APP_ID must be digits: Pusher's libraries want a number.")
if not re.fullmatch(r"[A-Za-z0-9_-]+", PUSHER_KEY):
    raise ImproperlyConfigured("PUSHER_KEY: only letters, digits, - and _ may stand in it.")
if not DEBUG and len(PUSHER_SECRET) < 16:
    raise ImproperlyConfigured("PUSHER_SECRET must have 16 characters or more.")

# Whether invitations and password resets can be mailed. The pages say it in words.
SENDS_MAIL = bool(EMAIL_URL)
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = MAIL.get("EMAIL_HOST") or "localhost", MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = f"/{MAIL['EMAIL_FILE_PATH']}" if MAIL.get("EMAIL_FILE_PATH") else None
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL_FROM

ON_SQLITE = DATABASE["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    DATABASE["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
    if DATABASE["NAME"] != ":memory:":
        Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    (BASE_DIR / "var").mkdir(exist_ok=True)
else:
    DATABASE["CONN_MAX_AGE"] = 0
    DATABASE["CONN_HEALTH_CHECKS"] = True  # a connection that was cut is not handed out
    DATABASE["OPTIONS"] = {
        "pool": {"min_size": 2, "max_size": 20, "timeout": 10},
        # Statements are planned once per connection: planning costs more than most of them.
        "server_side_binding": True,
        "prepare_threshold": 5,
        "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=5000",
    }
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "handoff.accounts.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "handoff",
    "handoff.news",
    "handoff.accounts",
    "handoff.outbox",
    "handoff.mail",
    "customers",
    "conversations",
    "conversations.connectors.messenger.simulator",
    "livechat",
    "handoff.realtime",
    "handoff.webhooks",
]

MIDDLEWARE = [
    "handoff.health.answer_health",
    "handoff.reading.measure_chunked_bodies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "handoff.accounts.sessions.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "handoff.urls"
ASGI_APPLICATION = "handoff.asgi.application"
APPEND_SLASH = False

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
            ],
        },
    },
]

# Counters of refused sign-ins and the like, in each process; Django's own 300 entries are too few
# to keep a crowd's apart. At 20,000 (some 10 MB) a third of them is forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

CHANNEL_LAYERS = (
    {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
    if REDIS_URL
    else {}
)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["handoff.accounts.lockout.Backend"]
# The first one hashes; the second checks what came with `manage.py import_mongo`.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "handoff.accounts.hashers.ForeignBCryptHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/sign-in/"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "handoff.accounts.authentication.BearerAuthentication",
        "handoff.accounts.authentication.SessionCookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["handoff.accounts.permissions.IsTeam"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["handoff.rest.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "handoff.reading.Negotiation",
    "EXCEPTION_HANDLER": "handoff.rest.answer_exception",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "handoff.openapi.generating.HandoffSchema",
    # Nothing is answered beside the description: no docstrings by OPTIONS, no `?format=`.
    "DEFAULT_METADATA_CLASS": "handoff.reading.AllowedMethods",
    "URL_FORMAT_OVERRIDE": None,
}
# The description at /api/schema; docs/extending.md says how an operation gets one.
SPECTACULAR_SETTINGS = {
    "TITLE": "Handoff",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": (
        "Take over from the bot, talk to customers, hear what happens. Bodies are JSON objects of "
        'up to 1 MiB; an address may end with a slash. Every error is `{"error", "details"?}`: '
        "besides those named below, 404 for an address that does not exist, 405 for a method that "
        "an address does not know, and 500 for a fault of ours. Keys may be added to any reply.\n\n"
        "News comes over the WebSocket `/api/dashboard/ws`, or by asking `/api/events`."
    ),
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["handoff.openapi.generating.only_the_api"],
    "POSTPROCESSING_HOOKS": ["handoff.openapi.generating.without_marks"],
    "SORT_OPERATION_PARAMETERS": False,
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=60),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "USER_ID_CLAIM": "user_id",
    "ROTATE_REFRESH_TOKENS": False,
}

CORS_ALLOWED_ORIGINS = ALLOWED_ORIGINS
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["X-Total-Count", "Link", "Retry-After"]
CORS_URLS_REGEX = r"^/(api|chat|pusher)/.*$"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "handoff.logs.SecretsHidden",
            "format": "{asctime} {levelname:<7} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": []},  # Django's own handler would print everything once more
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
    },
}

UNFOLD = {
    "SITE_TITLE": "Handoff",
    "SITE_HEADER": "Handoff",
    "SITE_URL": "/desk/",
    "SIDEBAR": {
        "show_search": True,
        "navigation": "handoff.accounts.admin_site.navigation",
    },
    # The accent of the pages: 600 on light ground, 400 on dark.
    "COLORS": {
        "primary": {
            "50": "#f4f7ff",
            "100": "#eaefff",
            "200": "#d3deff",
            "300": "#b0c3ff",
            "400": "#8aa6ff",
            "500": "#5b7df0",
            "600": "#2f54d6",
            "700": "#2746b4",
            "800": "#223c93",
            "900": "#1f3272",
            "950": "#141f45",
        }
    },
}
