"""A wire that breaks between a request and its answer."""

import asyncio
from types import TracebackType
from typing import Self


class Wire:
    """Forwards a loopback port to a server's; once `cut` is set, the next answer is lost together with its line."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self.cut = False
        self.lost = 0

    @property
    def url(self) -> str:
        assert self._listener
        return f"redis://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._listener
        self._listener.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line
        self._lines.add(line)
        answers, requests = await asyncio.open_connection("127.0.0.1", self._target)
        back = asyncio.create_task(self._answer(answers, writer))
        try:
            while request := await reader.read(65536):
                requests.write(request)
        finally:
            back.cancel()
            requests.close()
            writer.close()
            self._lines.discard(line)

    async def _answer(self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while answer := await answers.read(65536):
            if self.cut:
                self.cut, self.lost = False, self.lost + 1
                break
            writer.write(answer)
        writer.close()
