"""Management reports: made by the worker, looked at page by page, downloaded, kept for a time."""
