"""What a user of the data spine may meet."""


class DataError(Exception):
    """Something is missing or does not fit; `remedy` is what helps."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
