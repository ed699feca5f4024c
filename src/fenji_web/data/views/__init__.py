"""Data as pages: files and imports; customers who are probably one."""
