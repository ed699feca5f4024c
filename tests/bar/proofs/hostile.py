"""Injection, files, network, and the settings that guard them."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_HOSTILE = "tests/fenji_web/hostile"

PROOFS: tuple[Proof, ...] = (
    Proof(
        51,
        "nothing that is sent to any page, search, order, condition, segment or chart becomes more than a value of SQL",
        (
            f"{_HOSTILE}/test_injection.py",
            "tests/architecture/test_house.py::test_sql_of_the_web_stands_in_queries",
            "tests/architecture/test_house.py::test_queries_run_only_in_engines_and_lake",
        ),
        Twin(
            "src/fenji_web/finding/queries.py",
            'parts = [("contains(name_initials, ?)", small)] if sound else []',
            "parts = [(f\"contains(name_initials, '{small}' || ?)\", '')] if sound else []",
        ),
        "the library's own SQL put together from closed names is guarded by where it may stand, not by a rule over it",
    ),
    Proof(
        52,
        "the product's own connections read and write nothing but their files, whatever SQL they are given",
        ("tests/fenji/engines/test_read_model.py", "tests/bar/test_locked_lake.py"),
        Twin(
            "src/fenji/engines/duckdb.py",
            '_CLOSED = ("SET enable_external_access = false", "SET lock_configuration = true")',
            '_CLOSED = ("SET lock_configuration = true",)',
        ),
        "the lake's connection, which no SQL of people reaches, can attach any SQLite file",
    ),
    Proof(
        53,
        "40 pieces of markup in every name, note, title and file run nowhere and are part of no page in Chromium",
        ("tests/browser/test_hostile_words.py",),
        Twin(
            "src/fenji_web/one_customer/templates/one_customer/page.html",
            "{% badge row.tier 32 %}<span>{{ name|default:row.customer_id }}</span>",
            "{% badge row.tier 32 %}<span>{{ name|default:row.customer_id|safe }}</span>",
        ),
        "mails, until there are any; 13 pages in one language with every change, every page in both in `make bar`",
    ),
    Proof(
        54,
        "what looks like a formula or a link stays text in workbook and CSV, also for LibreOffice; it comes back whole",
        (
            "tests/fenji/workbook/test_file.py::test_what_looks_like_a_formula_or_link_or_number_stays_text",
            "tests/fenji/workbook/test_file.py::test_what_looks_like_a_formula_stays_text_in_libreoffice",
            "tests/bar/test_formulas.py",
        ),
        Twin("src/fenji/intake/spreadsheet_text.py", '        return f"\'{value}"', "        return value"),
        "the clipboard: no page puts anything there, and what a person copies from a page is the browser's",
    ),
    Proof(
        55,
        "160 hostile names and kinds of files stay in their folder and are handed out as files to keep",
        (f"{_HOSTILE}/test_file_names.py", "tests/fenji/workbook/test_file.py"),
        Twin(
            "src/fenji_web/data/views/files.py",
            'as_attachment=True, filename=f"{table}-{current()}.xlsx"',
            'as_attachment=False, filename=f"{table}-{current()}.xlsx"',
        ),
    ),
    Proof(
        56,
        "43 workbooks made to break the reader end with their code, within its processor time and memory",
        ("tests/bar/test_hostile_workbooks.py::test_each_ends_with_its_code_and_the_parent_goes_on",),
        Twin(
            "src/fenji/intake/book_parts.py",
            "    parser.StartDoctypeDeclHandler = forbidden\n    parser.EntityDeclHandler = forbidden\n",
            "",
        ),
        "8 of them with every change",
    ),
    Proof(
        57,
        "the reader of files has no network, opens no socket and no file outside its folder",
        ("tests/bar/test_hostile_workbooks.py::test_the_reader_opens_no_socket_and_no_file_outside_its_folder",),
        Twin(
            "src/fenji/intake/child.py",
            "    libc.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER)\n",
            "",
        ),
        "systems that forbid namespaces: there the reader has the network of its machine, and is limited all the same",
    ),
    Proof(
        58,
        "no spelling of an address, no name server and no redirect leads inside, wherever one is written or used",
        (
            "tests/fenji/outward/test_guard.py",
            "tests/fenji_web/webhooks/test_guarded.py",
            "tests/fenji/intake/sources/test_guarded.py",
        ),
        Twin("src/fenji/outward/connecting.py", "        if not allowed.lets(host, place, port):", "        if False:"),
        "mail servers: fenji sends no mail; a MySQL server by name is taken where an administrator names it, and its "
        "driver looks it up; with every change each fifth address on every page, all of them against the guard",
    ),
    Proof(
        60,
        "nothing that people write is ever worked out: 120 payloads of template languages stay words everywhere",
        (f"{_HOSTILE}/test_templates.py",),
        Twin(
            "src/fenji/language.py",
            "said = value.say(lang) if isinstance(value, Text) else str(value)",
            "said = value.say(lang) if isinstance(value, Text) else str(value).format(**values)",
        ),
        "there is no template that people may write; were there one, its sandbox would have to be shown",
    ),
    Proof(
        61,
        "every regular expression answers within 100 ms for 50,000 signs made to keep it busy; SQL's are RE2, linear",
        ("tests/bar/test_expressions.py",),
        Twin(
            "src/fenji/intake/currencies.py",
            r"""re.search(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]", header)""",
            r"""re.search(r"[(（\[【]\s*([^)）\]】]*?)\s*[)）\]】]", header)""",
        ),
        "expressions put together while the product runs; five modules are tried with the length their callers allow",
    ),
    Proof(
        62,
        "one event is one line, in the log of acts and of processes, whatever ends lines or commands terminals in it",
        (
            "tests/fenji_web/audit/test_one_line.py",
            "tests/fenji_web/audit/test_audit.py::test_odd_characters_stand_in_the_log_as_signs_and_every_event_is_one_line",
        ),
        Twin(
            "src/fenji_web/audit/services.py",
            "subject=library.verbatim(subject)[:200],",
            "subject=subject[:200],",
        ),
        "lines of Django and gunicorn themselves beyond those that fenji lets through",
    ),
    Proof(
        63,
        "forty and more ways of writing an address of another host lead nowhere: after a sign-in, a choice of "
        "language, a job",
        ("tests/fenji_web/test_forms.py",),
        Twin(
            "src/fenji_web/ui/onward.py",
            "return wanted if is_own and is_safe else",
            'return wanted if is_safe or wanted.startswith("/") else',
        ),
    ),
    Proof(
        64,
        "pages, parts, errors, refusals before any view and static files carry every header; with https every cookie "
        "is a __Host- cookie; no page has a script or style of its own",
        ("tests/fenji_web/config/test_headers.py",),
        Twin(
            "src/fenji_web/config/headers.py",
            '        "Content-Security-Policy": str(build_policy()),\n',
            "",
        ),
        "what gunicorn itself answers to a request that is no HTTP: a line of text without headers of ours",
    ),
    Proof(
        65,
        "requests that never end, a million fields, 10,000 files, huge headers: others are answered meanwhile",
        ("tests/bar/test_request_limits.py",),
        Twin(
            "src/fenji_web/serving/serve.py",
            '"--worker-class", "fenji_web.serving.gathering.GatheringWorker"',
            '"--worker-class", "gthread"',
        ),
        "bodies beyond 128 KB that come slowly hold a thread for ten seconds of silence",
    ),
    Proof(
        66,
        "Django's check for deployment has nothing to say; with DEBUG, a default or short key, a key others can read, "
        "or for others under no name it does not start",
        ("tests/fenji_web/config/test_ready.py",),
        Twin("src/fenji_web/config/ready.py", "_SHORTEST_KEY = 50", "_SHORTEST_KEY = 5"),
        "two of Django's warnings are silenced with their reason: subdomains and the browsers' list belong to the "
        "company's domain, not to us",
    ),
    Proof(
        67,
        "no file of the repository holds what looks like a credential; those of sources, second steps and providers "
        "lie under AES-GCM, get another key by one command, and no page shows them",
        (
            "tests/architecture/test_secrets.py",
            "tests/fenji/test_encryption.py",
            "tests/fenji_web/serving/test_keys.py",
            "tests/fenji_web/sign_in_elsewhere/test_elsewhere.py::test_a_secret_lies_encrypted_and_no_page_shows_it",
        ),
        Twin(
            "src/fenji/intake/sources/secrets.py",
            'kept.append(f"{name}={keys_of(folder).encrypt(value, purpose=_for(name))}")',
            'kept.append(f"{name}={value}")',
        ),
        "gitleaks' own rules, which can't be reached without a network: fifteen of our own rest in the repository",
    ),
)
