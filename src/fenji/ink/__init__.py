"""What every picture is made with, whoever draws it: letters, the room words take, and colours that read well."""
