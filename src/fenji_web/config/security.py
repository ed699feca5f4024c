"""What keeps strangers out: the policy for content, cookies, headers, hosts and password hashes."""

from __future__ import annotations

import os
from ipaddress import ip_network

from csp.constants import NONE, SELF

from fenji_web.config.place import earlier_secret_keys, secret_key

SHORTEST = 12  # characters of a password

SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = earlier_secret_keys()
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = [*LOOPBACK, *filter(None, os.environ.get("FENJI_HOSTS", "").split(","))]
IS_HTTPS = os.environ.get("FENJI_HTTPS") == "1"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in LOOPBACK]
PUBLIC_ADDRESS = os.environ.get("FENJI_ADDRESS", "").rstrip("/")  # what links begin with; empty: as one came in
PROXIES = tuple(  # whose word on the address of a visitor counts
    ip_network(one.strip(), strict=False) for one in os.environ.get("FENJI_PROXIES", "").split(",") if one.strip()
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CROSS_ORIGIN_RESOURCE_POLICY = "same-origin"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other names below the company's domain are not ours to bind to https
    "security.W021",  # nor is its place on the browsers' list
    # without https only the machine itself, or a network one trusts, is served: fenji serve says so
    *([] if IS_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]),
]

_HOST = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST}fenji_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 30 * 24 * 3600  # fenji_web.devices ends sessions sooner
CSRF_COOKIE_NAME = f"{_HOST}fenji_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
KNOWN_COOKIE = f"{_HOST}fenji_known"
LANGUAGE_COOKIE = f"{_HOST}fenji_lang"
THEME_COOKIE = f"{_HOST}fenji_theme"
CSRF_FAILURE_VIEW = "fenji_web.ui.views.refused"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "fenji_web.config.passwords.EasilyMade"},
    {"NAME": "fenji_web.config.passwords.OwnWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
