"""What the numbers say and what to do about it: findings, and the playbook that people read and change."""
