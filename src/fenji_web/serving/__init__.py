"""The processes of the web app: what `fenji serve` and `fenji worker` start, and what runs one job."""
