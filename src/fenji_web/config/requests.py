"""How a request becomes a page: middleware, templates, static files, uploads, logs."""

from __future__ import annotations

import os

from fenji_web.config.place import WEB_FOLDER

DEBUG = False
ROOT_URLCONF = "fenji_web.config.urls"
WSGI_APPLICATION = "fenji_web.config.wsgi.application"
MIDDLEWARE = [
    "fenji_web.health.services.WatchingMiddleware",
    "fenji_web.config.headers.HeadersMiddleware",
    "fenji_web.api.services.gate.ProblemsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fenji_web.devices.services.DevicesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fenji_web.api.services.gate.ApiMiddleware",
    "fenji_web.ui.reading.ReadingMiddleware",
    "fenji_web.two_factor.services.TwoFactorMiddleware",
    "fenji_web.ui.failures.FailureMiddleware",
    "fenji_web.guide.services.NoticingMiddleware",
    "fenji_web.audit.services.AuditMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fenji_web.ui.frame.frame",
            ],
            "builtins": ["django.templatetags.static"],
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

IS_COLLECTED = os.environ.get("FENJI_STATIC") == "collected"  # set by `fenji serve` after it has written them
GENERATED = WEB_FOLDER / "generated"
STATIC_URL = "/static/"
STATIC_ROOT = WEB_FOLDER / "static"
STATICFILES_DIRS = [GENERATED]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_COLLECTED
WHITENOISE_AUTOREFRESH = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

MEDIA_ROOT = WEB_FOLDER / "uploads"
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
