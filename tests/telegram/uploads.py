"""Files as they are sent to the Bot API, and what it accepts."""

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from tests.telegram.state import Refusal

CAPTION = 1024
PHOTO = 10 * 1024 * 1024
DOCUMENT = 50 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a PNG."""
        return int.from_bytes(self.content[16:20]), int.from_bytes(self.content[20:24])


def parts(kind: str, body: bytes) -> dict[str, Any]:
    """A multipart body as parameters; files as uploads."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    return {str(part.get_param("name", header="content-disposition")): _part(part) for part in message.iter_parts()}


def document(parameters: dict[str, Any]) -> dict[str, Any]:
    file = _file(parameters, "document", DOCUMENT)
    return {"document": {"file_id": "f", "file_unique_id": "u", "file_name": file.name}, **_caption(parameters)}


def photo(parameters: dict[str, Any]) -> dict[str, Any]:
    file = _file(parameters, "photo", PHOTO)
    if not file.content.startswith(_PNG):
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = file.size
    if width + height > 10000 or max(width, height) > 20 * min(width, height):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    size = {"file_id": "f", "file_unique_id": "u", "width": width, "height": height}
    return {"photo": [size], **_caption(parameters)}


def _part(part: Any) -> str | Upload:
    content = part.get_payload(decode=True)
    name = part.get_filename()
    return content.decode() if name is None else Upload(name, content)


def _file(parameters: dict[str, Any], name: str, most: int) -> Upload:
    file = parameters.get(name)
    if not isinstance(file, Upload):
        raise Refusal(400, f"Bad Request: there is no {name} in the request")
    if not file.content:
        raise Refusal(400, "Bad Request: file must be non-empty")
    if len(file.content) > most:
        raise Refusal(413, "Request Entity Too Large")
    return file


def _caption(parameters: dict[str, Any]) -> dict[str, str]:
    caption = parameters.get("caption", "")
    if len(caption) > CAPTION:
        raise Refusal(400, "Bad Request: message caption is too long")
    return {"caption": caption} if caption else {}
