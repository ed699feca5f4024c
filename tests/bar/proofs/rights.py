"""Who may see and do what."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
    Proof(
        45,
        "every address is in a table with the permissions it asks for and whose thing it names; eight kinds of people "
        "and strangers find what the table says and no more; a new address without a line fails",
        (
            f"{_WEB}/test_every_address.py",
            f"{_WEB}/test_matrix.py",
            f"{_WEB}/reach/test_reach.py",
            f"{_WEB}/reach/test_pages.py",
        ),
        Twin("src/fenji_web/accounts/access.py", "                raise Http404\n", "                pass\n"),
        "addresses of programs are compared with the table; asked as every role they are in the proofs of the API",
    ),
    Proof(
        46,
        "customers, jobs and their files, exports, bulk changes, tasks, typed records, overrides, devices and views of "
        "others are not there by number, on any address that names one, nor a byte of them",
        (f"{_WEB}/test_matrix.py", f"{_WEB}/disclosures/test_large.py"),
        Twin(
            "src/fenji_web/runs/queries.py",
            'return found if found and (found.created_by_id == person.pk or person.can("people")) else None',
            "return found",
        ),
        "letters and cases of privacy, which have the permission `privacy` and no owner",
    ),
    Proof(
        47,
        "contact data of two hundred customers, and words with it typed into notes, tasks, records and failed jobs, "
        "stand on no page, file or chart that viewers, analysts and auditors reach; search, filters, orders and facets "
        "ask no hidden column",
        (f"{_WEB}/test_canary.py",),
        Twin(
            "src/fenji_web/customers/services.py",
            "return (row if of.sees_contact else access.masked(row) for row in rows)",
            "return (row for row in rows)",
        ),
        "pixels of pictures and pages of PDF reports, drawn from masked rows; webhooks have their own proofs",
    ),
    Proof(
        48,
        "every form is sent with the names of all fields there are, and those attackers try, by every role: nobody is "
        "more than before, nothing is anybody else's",
        (f"{_WEB}/test_extra_fields.py",),
        Twin(
            "src/fenji_web/care/views/panel.py",
            'by=person_of(request))\n    return _panel(request, face, "notes")',
            'by=type(person_of(request))(pk=request.POST.get("made_by") or person_of(request).pk))\n'
            '    return _panel(request, face, "notes")',
        ),
        "bodies of the API, which are read by schemas that refuse fields they don't know",
    ),
    Proof(
        49,
        "one address read by turns by somebody who sees contact data and somebody who does not, and by people who see "
        "other customers: each gets their own; no answer to a person may be stored",
        (f"{_WEB}/test_canary.py", f"{_WEB}/reach/test_reach.py", f"{_WEB}/reach/test_pages.py"),
        Twin(
            "src/fenji_web/ui/remembered.py",
            "return once((path, reading.scope, *about), lambda: make(remembering))",
            "return once((path, *about), lambda: make(remembering))",
        ),
        "proxies of a company that store in spite of the header",
    ),
    Proof(
        50,
        "a role, a region or the sign-in taken away while a job runs, before it begins or after its last row: it ends, "
        "its file can't be fetched, the log says so; what was to be shown in full is masked by then",
        (f"{_WEB}/serving/test_in_whose_name.py", f"{_WEB}/disclosures/test_large.py"),
        Twin(
            "src/fenji_web/serving/in_whose_name.py",
            "self._refuse_unless(not self._number or (self._began is not None and self._rights() == self._began))",
            "self._refuse_unless(True)",
        ),
        "rows that a download streams in the second in which the right goes: it ends with that answer",
    ),
)
