"""Pictures of a run for the wall and the meeting: shown, downloaded, printed."""
