"""Signing in, and sessions."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"
_ACCOUNTS = f"{_WEB}/accounts"

PROOFS: tuple[Proof, ...] = (
    Proof(
        38,
        "fifty wrong passwords a second are turned away before anything is hashed; others work on (p95 under a second) "
        "and the owner comes in from their own browser",
        (
            f"{_ACCOUNTS}/test_waiting.py::test_a_flood_of_wrong_passwords_is_turned_away_before_anything_is_hashed",
            f"{_ACCOUNTS}/test_waiting.py::test_a_stranger_cannot_keep_the_owner_out",
            "tests/bar/test_sign_in_flood.py",
        ),
        Twin(
            "src/fenji_web/accounts/views.py",
            "    if wait is None:\n        with services.hashing()",
            "    if True:\n        with services.hashing()",
        ),
        "a person in a new browser at a new address waits while thousands of addresses guess their name (at most five "
        "minutes a try)",
    ),
    Proof(
        39,
        "known, unknown, switched-off and not yet chosen names look the same and take the same time (medians within "
        "10 %)",
        (
            f"{_ACCOUNTS}/test_waiting.py::test_known_unknown_switched_off_and_not_yet_chosen_look_the_same",
            f"{_ACCOUNTS}/test_waiting.py::test_known_and_unknown_names_take_the_same_time",
        ),
        Twin(
            "src/fenji_web/accounts/views.py",
            "        with services.hashing() as has_place:\n",
            "        with services.hashing() as has_place:\n"
            "            has_place = has_place and User.objects.filter(username__iexact=username).exists()\n",
        ),
        "processor time of the answer, not time over a network; there is no page to ask for a new password, so nothing "
        "to enumerate there",
    ),
    Proof(
        40,
        "a sign-in gives another session; an old cookie is dead on the next request after sign-out, a new password, "
        "switching off, ending by oneself or an administrator, rest and age",
        (f"{_WEB}/devices/test_sessions.py",),
        Twin(
            "src/fenji_web/devices/queries.py",
            "        device.ended_at is not None\n        or now",
            "        now",
        ),
    ),
    Proof(
        41,
        "passwords by ASVS 6.2.1 to 6.2.12; codes good once within a minute and a half; recovery codes hashed; "
        "administrators and exporters can do nothing else once their time to set it up is over",
        (f"{_ACCOUNTS}/test_passwords.py", f"{_WEB}/two_factor/test_two_factor.py"),
        Twin(
            "src/fenji_web/two_factor/services.py",
            "filter(pk=kept.pk, last_step__lt=step)",
            "filter(pk=kept.pk)",
        ),
        "leaked passwords beyond the list of 20,000 that ships, and what is made of one or two of them: no larger list "
        "can be reached without a network; who signs in for the first time has seven days (a setting) to set it up",
    ),
    Proof(
        42,
        "every address refuses a form without its token or from elsewhere; opening every page leaves every table as it "
        "was, but for the log, sessions and jobs that compute what a page shows",
        (f"{_WEB}/test_forms.py",),
        Twin(
            "src/fenji_web/accounts/views.py",
            '@needs("people")\n@require_POST\ndef link(',
            '@__import__("django.views.decorators.csrf", fromlist=["x"]).csrf_exempt\n@needs("people")\n@require_POST\n'
            "def link(",
        ),
        "addresses asked by programs with a key in a header: no browser sends that by itself",
    ),
    Proof(
        43,
        "a token of another shape, used, late or for something else opens nothing (400); links lead to the configured "
        "host whatever a request says",
        (f"{_ACCOUNTS}/test_links.py",),
        Twin(
            "src/fenji_web/accounts/queries.py",
            "purpose=purpose, ends_at__gt=timezone.now())",
            "purpose=purpose)",
        ),
        "an address that no link could have answers 404",
    ),
    Proof(
        44,
        "at first nobody is there; the link is told on the console alone, makes one administrator, and ends by that or "
        "after half an hour",
        (f"{_ACCOUNTS}/test_links.py",),
        Twin(
            "src/fenji_web/serving/serve.py",
            "make_link('setup', lasts=timedelta(minutes=30))",
            "make_link('setup')",
        ),
        "a console whose words somebody else collects",
    ),
)
