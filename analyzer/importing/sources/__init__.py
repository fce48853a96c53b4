"""Readers of exports, one module a format: files in, records out, every record opened in the ledger.

Nothing in here knows who a party is, or which case a message belongs to; that is the directory's and the join's.
"""
