"""What readers of applicant systems share: careful fields, cases on their way, tables, the files of a dump."""
