"""What programs send and read: one shape a thing, called as GLOSSARY calls it."""
