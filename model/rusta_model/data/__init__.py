"""The data spine: licensed bytes, cleaned, split, and traceable to their source.

`documents` is what training reads. Every source has an entry in the ledger, or nothing is read.
"""

from rusta_model.data.documents import Document, documents
from rusta_model.data.ledger import Ledger, MissingEntryError

__all__ = ["Document", "Ledger", "MissingEntryError", "documents"]
