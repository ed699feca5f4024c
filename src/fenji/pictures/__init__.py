"""Pictures for wall and meeting: a Result and what people wrote become one page, typeset."""
