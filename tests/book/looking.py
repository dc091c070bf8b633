"""The page read as a browser would, without one."""

from html.parser import HTMLParser

_EMPTY = {"meta", "input", "br", "img"}


class Page(HTMLParser):
    """What stands in a page, and whether its tags are closed as they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] not in {"style", "script"}:
            self.text += data

    def all(self, name: str) -> list[str]:
        """Every value of this attribute."""
        return [value or "" for _, attributes in self.tags for key, value in attributes.items() if key == name]

    def levels(self) -> list[int]:
        """The headings' levels, in order."""
        return [int(tag[1]) for tag, _ in self.tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]

    @property
    def words(self) -> str:
        """The text without white space."""
        return "".join(self.text.split())
