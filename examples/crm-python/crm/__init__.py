"""The reference CRM of Loadstone in Python: the same API, the same statements, the same database."""
