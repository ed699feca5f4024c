"""The database itself refuses to change or remove a line of the log."""

from django.db import migrations

_SQLITE = [
    f"""CREATE TRIGGER audit_event_no_{what} BEFORE {what} ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the log cannot be changed'); END"""
    for what in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    """CREATE FUNCTION audit_event_refuse() RETURNS trigger AS $$
       BEGIN RAISE EXCEPTION 'the log cannot be changed'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
    """CREATE TRIGGER audit_event_all_stay BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
]


def guard(apps: object, editor: object) -> None:
    """Puts the guard on the table."""
    del apps
    for statement in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:  # type: ignore[attr-defined]
        editor.execute(statement)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
