"""The data spine: licensed bytes, cleaned, split, and traceable to their source.

`documents` is what training reads. Every source has an entry in the `ledger`, or nothing is read.
"""
