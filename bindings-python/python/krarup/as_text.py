"""What a report looks like: its text, wherever it is shown."""

from html import escape


class AsText:
    """A report that is printed, and shown in notebooks, as its `text`."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text)}</pre>"
