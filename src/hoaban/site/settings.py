"""Django's settings, made from the typed options of this installation; nothing here is chosen by the operator."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from hoaban.site import formats
from hoaban.site.databases import database
from hoaban.site.options import read_options
from hoaban.site.purge import purge_options

HOABAN = read_options()
PACKAGE = Path(__file__).resolve().parent.parent
VAR = HOABAN.var
DEBUG = HOABAN.debug
SECRET_KEY = HOABAN.secret_key
ALLOWED_HOSTS = list(HOABAN.hosts)

INSTALLED_APPS = [
    "hoaban.site",
    "hoaban.demo",
    "hoaban.importer",
    "hoaban.press",
    "hoaban.search",
    "hoaban.reports",
    "hoaban.news",
    "hoaban.pages",
    "hoaban.counting",
    "hoaban.accounts",
    "hoaban.theme",
    "hoaban.desk",
    "hoaban.media",
    "hoaban.publication",
    "hoaban.kit",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail.locales",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "hoaban.site.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "hoaban.site.middleware.Compression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "hoaban.site.middleware.ContentPolicy",
    "hoaban.site.middleware.ReaderCaching",
    "hoaban.site.middleware.LanguageFromAddress",
    "hoaban.theme.storage.PublishedCopies",
    "hoaban.site.reader_rate_limits.ReaderRateLimits",
    "hoaban.site.middleware.HostileAddresses",
    "hoaban.site.middleware.BodyLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hoaban.press.redirect_middleware.MissingSlash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hoaban.pages.desk_titles.WhoLooks",
    "hoaban.site.guard.Guard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hoaban.accounts.sessions.SessionLimits",
    "hoaban.accounts.middleware.GuessedPasswords",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hoaban.press.redirect_middleware.OldAddressMiddleware",
    "axes.middleware.AxesMiddleware",
    "hoaban.site.broken_forms.BrokenForms",
    "hoaban.desk.editing.OneActAtATime",
]
ROOT_URLCONF = "hoaban.site.urls"
WSGI_APPLICATION = "hoaban.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"]),
            ]
            if not HOABAN.debug
            else ["django.template.loaders.app_directories.Loader"],
        },
    }
]

# Each request of a reader reads; so no ATOMIC_REQUESTS, which with IMMEDIATE would lock out the writers.
DATABASES = {"default": database(HOABAN.database_url, VAR, durable=HOABAN.mode != "test")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What one process remembers of a photo's sizes no other can forget for it, so nobody remembers.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    # How often each network asked: in memory alone, because no reader's address comes to any disk.
    "networks": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "networks",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
# Wagtail's own index of references is kept at once, since it decides who may have a file; slow work goes to the worker.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if HOABAN.mode == "test"
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "texts"],
    },
}

LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("vi", "Tiếng Việt"),
    ("en", "English"),
]
TIME_ZONE = HOABAN.time_zone
USE_TZ = True
USE_I18N = WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [PACKAGE / "site" / "wagtail_locale"]
FORMAT_MODULE_PATH = formats.__name__
# Also where no language is chosen.
DATE_INPUT_FORMATS, DATETIME_INPUT_FORMATS, TIME_INPUT_FORMATS = formats.DAYS, formats.MOMENTS, formats.TIMES

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
HASHED_STATIC_FILES = "hoaban.theme.storage.HashedStaticFiles"
PLAIN_STATIC_FILES = "hoaban.theme.storage.PlainStaticFiles"
STORAGES = {
    "default": {"BACKEND": "hoaban.media.storage.MediaFiles"},
    "staticfiles": {"BACKEND": HASHED_STATIC_FILES if HOABAN.production else PLAIN_STATIC_FILES},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HOABAN.production

DATA_UPLOAD_MAX_MEMORY_SIZE = HOABAN.limit_form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_PERMISSIONS = 0o644

# What protects visitors. The desk's weaker content policy is chosen in middleware.ContentPolicy.
DESK_PATH = HOABAN.desk_path
HTTPS = HOABAN.https
# A key that no client can send: TrustedProxies sets it from the headers of a proxy that is trusted.
SECURE_PROXY_SSL_HEADER = ("hoaban.scheme", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
# For the portal's own host alone: subdomains of an apex domain may be others' and without HTTPS.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# The longest life of a session, and how long it lives while nobody does anything.
CSRF_FAILURE_VIEW = "hoaban.site.views.forbidden"
SESSION_COOKIE_AGE = HOABAN.session_hours * 3600
HOABAN_SESSION_IDLE = HOABAN.session_idle_minutes * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "hoaban.accounts.passwords.SurprisingEnough"},
]
# The first refuses attempts beyond the limit, before the second hashes anything.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "hoaban.accounts.passwords.NotingBackend"]
AXES_HANDLER = "hoaban.accounts.handler.Handler"
AXES_LOCKOUT_CALLABLE = "hoaban.accounts.handler.refused"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
if HOABAN.mode == "test":
    # The slow hash protects real passwords; the tests have none.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HOABAN.production else 'console'}.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hoaban.site.log_lines.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"no_traceback": {"()": "hoaban.site.log_lines.NoTraceback"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": HOABAN.log_level},
    "loggers": {
        "django": {"handlers": [], "level": HOABAN.log_level, "propagate": True},
        # Robots ask for addresses that never were, all day long.
        "django.request": {"level": "ERROR"},
        # A body that is too large or has too many fields is somebody's doing, and refused: one line each.
        "django.security.RequestDataTooBig": {"filters": ["no_traceback"]},
        "django.security.TooManyFieldsSent": {"filters": ["no_traceback"]},
        "django.security.TooManyFilesSent": {"filters": ["no_traceback"]},
        # Two lines for each save of anything say nothing to anybody.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}

WAGTAIL_SITE_NAME = "Hoa Ban"
SCHEME = "https" if HTTPS else "http"
WAGTAILADMIN_BASE_URL = f"{SCHEME}://{HOABAN.hosts[0]}" if HOABAN.production else f"http://127.0.0.1:{HOABAN.port}"
WAGTAILIMAGES_IMAGE_MODEL = "media.Photo"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = HOABAN.limit_image
WAGTAILIMAGES_MAX_IMAGE_PIXELS = HOABAN.limit_image_pixels
WAGTAILIMAGES_IMAGE_FORM_BASE = "hoaban.media.forms.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = HOABAN.limit_document
# For the rooms, which do not know the options.
HOABAN_PURGE = purge_options(HOABAN)
HOABAN_LIMIT_VIDEO = HOABAN.limit_video
HOABAN_LIMIT_ARCHIVE = HOABAN.limit_archive
HOABAN_LIMIT_MEMORY = HOABAN.limit_memory
HOABAN_LIMIT_IMAGE_SECONDS = HOABAN.limit_image_seconds
HOABAN_LIMIT_TEXT_SECONDS = HOABAN.limit_text_seconds
WAGTAILDOCS_DOCUMENT_MODEL = "media.AttachedFile"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "hoaban.media.forms.AttachedFileForm"
# Files go through a view that knows whether the public may have them, and never open inside the portal's own pages.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILMEDIA = {"MEDIA_MODEL": "media.Video", "MEDIA_FORM_BASE": "hoaban.media.forms.VideoForm"}
# Writes nothing at publishing: the index that Wagtail writes on SQLite stops all publishing at 100,000 articles.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "hoaban.search.desk_backend"}}
# What the desk's calendars show and read.
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT, WAGTAIL_TIME_FORMAT = formats.DAY, formats.MINUTE, formats.TIME
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "hoaban.pages.text_editor.BoundedTextArea"}}
# One time for everybody: the one that the pages show.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Wagtail's question whether an address almost names a page of the portal would tell that page's title.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "exact"
WAGTAIL_FRONTEND_LOGIN_URL = f"/{DESK_PATH}login/"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "accounts/page_password.html"  # noqa: S105  a name
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "accounts/document_password.html"  # noqa: S105  a name
# Where a right password leads whose form names an address elsewhere.
LOGIN_REDIRECT_URL = "/"
# The address has a panel of its own, which asks for the present password: see accounts.forms.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "hoaban.accounts.forms.SignInForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "hoaban.accounts.forms.NewPasswordByMail"  # noqa: S105  a name
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
