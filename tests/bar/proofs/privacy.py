"""People's data."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"
_LISTS = "tests/fenji/workspace/test_contact_list.py"
_SUBJECT = "tests/fenji/workspace/test_subject_export.py"
_ERASING = "tests/fenji/workspace/test_erasing.py"

PROOFS: tuple[Proof, ...] = (
    Proof(
        75,
        "a consent is kept by purpose and channel with source, time, text and proof; the newest word holds by when it "
        "was said; it expires; there is none to everything; every row of a contact list cites the one it rests on",
        (
            f"{_LISTS}::test_a_consent_keeps_its_proof",
            f"{_LISTS}::test_there_is_no_consent_to_everything_and_none_without_a_text",
            f"{_LISTS}::test_everybody_left_out_is_counted_with_why",
            f"{_LISTS}::test_the_newest_word_holds_by_when_it_was_said_not_by_when_it_was_brought",
            f"{_WEB}/privacy/test_pages.py::test_an_opt_out_and_a_consent_kept_on_the_customers_page_show_at_once",
        ),
        Twin(
            "src/fenji/workspace/consents.py",
            'return "expired" if self.expires_on is not None and self.expires_on < day else "granted"',
            'return "granted"',
        ),
        "that grading rests on consent: it rests on the company's own basis, and whoever refuses opts out (93)",
    ),
    Proof(
        76,
        "of 1,000 who withdraw while a list is written none is in it; a withdrawal goes with the person into a merge, "
        "with the number to other ids, and an old file brought in again grants nothing",
        (
            f"{_LISTS}::test_whoever_withdraws_between_choosing_and_sending_is_sent_nothing",
            f"{_LISTS}::test_a_withdrawal_goes_with_the_person_into_a_merge_and_with_the_number_to_other_ids",
            f"{_LISTS}::test_the_newest_word_holds_by_when_it_was_said_not_by_when_it_was_brought",
        ),
        Twin(
            "src/fenji/workspace/contact_file.py",
            "if standing_of(workspace.lake) != chosen.stand:",
            "if False:",
        ),
        "the sending itself, which other programs do: fenji writes lists, and a list that lies about grows old",
    ),
    Proof(
        77,
        "a person's copy holds every word seeded for them in every text of every table, in what was decided about "
        "them and in what people wrote, in JSON and in the workbook, and none of anybody else; within a minute",
        (
            f"{_SUBJECT}::test_every_word_of_the_person_is_in_it_and_none_of_anybody_else",
            f"{_SUBJECT}::test_it_says_what_was_graded_by_what_reason_and_who_received_it",
            f"{_SUBJECT}::test_many_customers_make_it_no_slower",
            f"{_WEB}/privacy/test_pages.py::test_a_copy_holds_what_people_wrote_about_the_customer_and_of_nobody_else",
        ),
        Twin(
            "src/fenji/workspace/subject_export.py",
            'WITHHELD = ("referred_customer_id", "parent_id", "into_id", "other_id")',
            "WITHHELD = ()",
        ),
        "a million customers (2,000 here, 3 s with 2,000 of the sample); names of others inside free text; whole "
        "workbooks and tables of grades, which carry everybody and are not listed as recipients",
    ),
    Proof(
        78,
        "50 marks and more of somebody erased, in all fields and channels, are in no file any more; the numbers of "
        "every tier stay; runs replay to their new seal; the certificate is true; a kill half-way is ended",
        (
            f"{_ERASING}::test_before_an_erasure_the_search_finds_every_mark",
            f"{_ERASING}::test_no_file_holds_anything_of_somebody_who_was_erased",
            f"{_ERASING}::test_the_numbers_of_every_tier_stay_and_runs_replay_to_their_new_seal",
            f"{_ERASING}::test_the_certificate_says_what_went_and_a_changed_one_is_refused",
            f"{_ERASING}::test_an_erasure_killed_half_way_is_ended_by_the_next_word",
            f"{_WEB}/erasure/test_erasure.py",
        ),
        Twin(
            "src/fenji/workspace/erasing_models.py",
            "        path.unlink(missing_ok=True)\n    return count",
            "    return count",
        ),
        "log lines written before customers had words of chance in it; old segments of PostgreSQL's journal; blocks "
        "that a disk keeps of deleted files",
    ),
    Proof(
        79,
        "the old file again, and an old backup, bring nobody back: set aside with a warning and a count, or erased",
        (
            f"{_ERASING}::test_the_old_file_again_brings_nobody_back_and_says_how_many_rows_stay_out",
            f"{_ERASING}::test_an_old_backup_brings_nobody_back",
        ),
        Twin("src/fenji/intake/erased.py", '    if row["n"]:\n', "    if False:\n"),
        "rows of orders that name no customer come in as those of guests",
    ),
    Proof(
        80,
        "somebody with merged, duplicate, rejected and future-dated rows is gone as a whole",
        (f"{_ERASING}::test_merged_customers_go_together_and_so_does_what_waits_in_the_future",),
        Twin("src/fenji/workspace/erasing_person.py", "        if not more:\n", "        if True:\n"),
        "duplicates that nobody has merged are two people",
    ),
    Proof(
        81,
        "ten years on, what rules call expired is gone from every snapshot, what a legal hold keeps stays; a report",
        ("tests/fenji/workspace/test_retention.py",),
        Twin(
            "src/fenji/workspace/retention.py",
            "held = {one.customer_id for one in holds(folder, today)}",
            "held: set[str] = set()",
        ),
        "the sealed log is never shortened; runs whose facts have expired no longer replay to their seal",
    ),
    Proof(
        82,
        "hidden contact data is shown for a reason with the password again, each time in the log with who, whom, why "
        "and which fields; a file of more than a thousand rows of it is let through by a second, never the asker",
        ("tests/fenji_web/disclosures/test_unmask.py", "tests/fenji_web/disclosures/test_large.py"),
        Twin(
            "src/fenji_web/disclosures/access.py",
            'return person.can("approve_export") and release.asked_by_id != person.pk',
            'return person.can("approve_export")',
        ),
        "whoever owns the folder and uses the command line, which asks nobody",
    ),
    Proof(
        83,
        "a log line changed, removed, inserted, reordered, cut off or written anew is found; the database refuses",
        ("tests/fenji/workspace/test_chain.py", f"{_WEB}/audit/test_audit.py"),
        Twin(
            "src/fenji/workspace/chain.py",
            '    yield from (Break(number, "missing") for number in sorted(noted))\n',
            "",
        ),
        "1,000 edits; the reading of 1 M lines in ten seconds",
    ),
    Proof(
        84,
        "searches, customers opened, notes, files and forced errors leave no canary in any line that would be logged",
        (f"{_WEB}/erasure/test_logs.py",),
        Twin(
            "src/fenji_web/config/logs.py",
            'return record.getMessage().replace(request.path, f"/{match.route}" if match else "(no page)")',
            "return record.getMessage()",
        ),
        "what a reverse proxy in front writes of addresses; with FENJI_DEBUG=1 an error says all",
    ),
    Proof(
        85,
        "without the key nothing encrypted is readable in any file, in any usual spelling; with another key the error "
        "says what to do; with a changed key everything is readable",
        ("tests/fenji/test_encryption.py", f"{_WEB}/serving/test_keys.py"),
        Twin(
            "src/fenji/encryption.py",
            "        closed = _cipher(key).encrypt(nonce, value.encode(), purpose.encode())\n",
            "        closed = value.encode()\n",
        ),
        "customers' own data, which is graded and searched and lies unencrypted: encrypt the disk",
    ),
    Proof(
        86,
        "a field that is not for a purpose is refused: none that says who somebody is in a standard, in whatever way "
        "it is written; none but addresses in a contact list; nothing personal in a message to other systems",
        (
            "tests/fenji/workspace/test_field_purposes.py",
            f"{_WEB}/privacy/test_pages.py::test_a_message_to_other_systems_with_contact_data_is_refused",
        ),
        Twin(
            "src/fenji/tables/field_purposes.py",
            "wrong = [name for name in fields if use not in purposes_of(table, name)]",
            "wrong: list[str] = []",
        ),
        "files of whole lists, whose columns are a question of rights (47, 87) and not of purposes",
    ),
    Proof(
        87,
        "a large export holds the columns asked for and no others, says in the file whose it is, why, who let it "
        "through and until when, is fetched by one person alone, and is gone after seven days at most",
        ("tests/fenji_web/disclosures/test_large.py",),
        Twin(
            "src/fenji_web/disclosures/access.py",
            "return min(max(int(written), 1), LONGEST_DAYS) if written.isdecimal() else LONGEST_DAYS",
            "return int(written) if written.isdecimal() else LONGEST_DAYS",
        ),
        "what becomes of a file once it was fetched",
    ),
    Proof(
        88,
        "what somebody opened, took away and changed since a day, from where and how many customers, by one command",
        (f"{_WEB}/audit/test_audit.py::test_what_somebody_took_away_is_listed",),
        Twin(
            "src/fenji_web/audit/queries.py",
            'facts__has_key="file")\n    entries',
            'facts__has_key="nothing")\n    entries',
        ),
        "the drill with a stranger and a stop-watch; rows of files fetched before the log began",
    ),
    Proof(
        89,
        "the impact assessment of a standard has every part, keeps what was filled in, and is not taken away for three "
        "years",
        ("tests/fenji/workspace/test_assessment.py",),
        Twin("src/fenji/workspace/assessment.py", "    if today < until:\n", "    if today < day:\n"),
        "whether what the company fills in is right; somebody who deletes files of the workspace by hand",
    ),
    Proof(
        90,
        "the JSON of a person's copy validates against the published schema, which refuses what is not in it, and an "
        "empty workspace takes it in with every row unchanged",
        (f"{_SUBJECT}::test_it_validates_against_the_published_schema_and_comes_back_unchanged",),
        Twin(
            "src/fenji/workspace/subject_import.py",
            "given = {column: row.get(column) for column in columns}",
            'given = {column: None if column == "amount" else row.get(column) for column in columns}',
        ),
        "grades and decisions, which the other workspace makes anew",
    ),
    Proof(
        91,
        "no page, style sheet, script or picture asks another host for anything",
        (f"{_WEB}/hostile/test_hosts.py",),
        Twin(
            "src/fenji_web/one_customer/templates/one_customer/page.html",
            "{% badge row.tier 32 %}<span>",
            '{% badge row.tier 32 %}<img alt="" src="https://example.com/seen.gif"><span>',
        ),
        "mails, until there are any",
    ),
)
