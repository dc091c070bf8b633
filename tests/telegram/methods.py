"""The Bot API's methods and their rules, each as the real one states it."""

import json
from typing import Any
from urllib.parse import urlsplit

from tests.telegram.chats import Card, Chat
from tests.telegram.entities import BadHtml, plain
from tests.telegram.state import ME, Refusal, State
from tests.telegram.uploads import Upload, document, photo

Parameters = dict[str, Any]


def call(state: State, method: str, parameters: Parameters) -> Any:
    """Do what a method does and return its result; Refusal otherwise. getUpdates waits, so it stands elsewhere."""
    if method not in METHODS:
        raise Refusal(404, "Not Found: method not found")
    return METHODS[method](state, parameters)


def _get_me(state: State, parameters: Parameters) -> Any:
    return ME | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def _set_commands(state: State, parameters: Parameters) -> Any:
    commands = {item["command"]: item["description"] for item in json.loads(parameters["commands"])}
    for name, words in commands.items():
        if not (1 <= len(name) <= 32 and name.replace("_", "").isalnum() and name.islower() and 1 <= len(words) <= 256):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
    scope = json.loads(parameters.get("scope", '{"type": "default"}'))
    if scope["type"] == "chat":
        _chat(state, scope)
        state.chat_commands[scope["chat_id"]] = commands
    else:
        state.commands = commands
    return True


def _describe(state: State, parameters: Parameters) -> Any:
    state.descriptions |= {
        name: parameters[name] for name in ("description", "short_description") if name in parameters
    }
    return True


def _set_webhook(state: State, parameters: Parameters) -> Any:
    url = parameters.get("url", "")
    if url and urlsplit(url).hostname != "127.0.0.1" and not url.startswith("https://"):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    state.webhook = {"url": url, "secret": parameters.get("secret_token")} if url else {}
    state.allowed = json.loads(parameters.get("allowed_updates", "[]"))
    return True


def _delete_webhook(state: State, parameters: Parameters) -> Any:
    state.webhook = {}
    return True


def _webhook_info(state: State, parameters: Parameters) -> Any:
    return {
        "url": state.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(state.pending),
    }


def _send(state: State, parameters: Parameters) -> Any:
    chat = _chat(state, parameters)
    topic = _topic(state, parameters)
    text, rows = _text(parameters, "message is too long"), _rows(parameters)
    keyboard = _keyboard(parameters, chat)
    _count(chat)
    chat.keyboard = chat.keyboard if keyboard is None else keyboard
    card = Card(next(state.numbers), chat.id, topic, ME, text, parameters["text"], rows)
    chat.messages.append(card)
    return state.write(card)


def _get_file(state: State, parameters: Parameters) -> Any:
    id = parameters["file_id"]
    if id not in state.files:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    size = len(state.files[id])
    if size > 20 * 1024 * 1024:
        raise Refusal(400, "Bad Request: file is too big")
    return {"file_id": id, "file_unique_id": id, "file_size": size, "file_path": f"documents/{id}"}


def _send_document(state: State, parameters: Parameters) -> Any:
    return _send_file(state, parameters, document(parameters), parameters["document"])


def _send_photo(state: State, parameters: Parameters) -> Any:
    return _send_file(state, parameters, photo(parameters), parameters["photo"])


def _send_file(state: State, parameters: Parameters, shown: dict[str, Any], file: Upload) -> Any:
    chat, topic = _chat(state, parameters), _topic(state, parameters)
    _count(chat)
    card = Card(next(state.numbers), chat.id, topic, ME, "", extra=shown, file=file)
    chat.messages.append(card)
    return state.write(card)


def _edit_text(state: State, parameters: Parameters) -> Any:
    chat, card = _editable(state, parameters)
    text, rows = _text(parameters, "MESSAGE_TOO_LONG"), _rows(parameters)
    if _keyboard(parameters, chat) is not None:
        raise Refusal(400, "Bad Request: inline keyboard expected")
    if (card.html, card.rows) == (parameters["text"], rows):
        raise Refusal(400, _NOT_MODIFIED)
    _count(chat)
    card.text, card.html, card.rows, card.edited = text, parameters["text"], rows, card.edited + 1
    return state.write(card)


def _edit_keyboard(state: State, parameters: Parameters) -> Any:
    chat, card = _editable(state, parameters)
    rows = _rows(parameters)
    if card.rows == rows:
        raise Refusal(400, _NOT_MODIFIED)
    _count(chat)
    card.rows, card.edited = rows, card.edited + 1
    return state.write(card)


def _delete(state: State, parameters: Parameters) -> Any:
    chat = _chat(state, parameters)
    card = chat.find(int(parameters["message_id"]))
    if not card:
        raise Refusal(400, "Bad Request: message to delete not found")
    chat.messages.remove(card)
    return True


def _answer(state: State, parameters: Parameters) -> Any:
    query = state.queries.get(parameters["callback_query_id"])
    if not query or query.answered or query.too_old:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    if len(parameters.get("text", "")) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    query.answered, query.toast = True, parameters.get("text")
    return True


def _action(state: State, parameters: Parameters) -> Any:
    _topic(state, parameters)
    _chat(state, parameters)
    if parameters.get("action") not in _ACTIONS:
        raise Refusal(400, "Bad Request: wrong parameter action in request")
    return True


_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location"}

METHODS = {
    "getMe": _get_me,
    "setMyCommands": _set_commands,
    "setMyDescription": _describe,
    "setMyShortDescription": _describe,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
    "sendMessage": _send,
    "sendDocument": _send_document,
    "sendPhoto": _send_photo,
    "getFile": _get_file,
    "editMessageText": _edit_text,
    "editMessageReplyMarkup": _edit_keyboard,
    "deleteMessage": _delete,
    "answerCallbackQuery": _answer,
    "sendChatAction": _action,
}

_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def _chat(state: State, parameters: Parameters) -> Chat:
    chat = state.chats.get(int(parameters["chat_id"]))
    if not chat:
        raise Refusal(400, "Bad Request: chat not found")
    if chat.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    return chat


def _topic(state: State, parameters: Parameters) -> int | None:
    topic = int(parameters["message_thread_id"]) if parameters.get("message_thread_id") else None
    if topic and topic not in _chat(state, parameters).topics:
        raise Refusal(400, "Bad Request: message thread not found")
    return topic


def _editable(state: State, parameters: Parameters) -> tuple[Chat, Card]:
    chat = _chat(state, parameters)
    card = chat.find(int(parameters["message_id"]))
    if not card:
        raise Refusal(400, "Bad Request: message to edit not found")
    if not card.author["is_bot"]:
        raise Refusal(400, "Bad Request: message can't be edited")
    return chat, card


def _count(chat: Chat) -> None:
    if wait := chat.count():
        seconds = int(wait) + 1
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _text(parameters: Parameters, too_long: str) -> str:
    text = parameters.get("text", "")
    if parameters.get("parse_mode") == "HTML":
        try:
            text = plain(text)
        except BadHtml as error:
            raise Refusal(400, f"Bad Request: can't parse entities: {error}") from None
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text) > 4096:
        raise Refusal(400, f"Bad Request: {too_long}")
    return text


def _rows(parameters: Parameters) -> list[list[dict[str, Any]]]:
    rows = json.loads(parameters.get("reply_markup") or "{}").get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        _check(button)
    if sum(map(len, rows)) > 100:
        raise Refusal(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    return rows


def _keyboard(parameters: Parameters, chat: Chat) -> list[list[dict[str, Any]]] | None:
    """The keyboard in place of the letters, empty to take it away; None where nothing is said of it."""
    markup = json.loads(parameters.get("reply_markup") or "{}")
    if markup.get("remove_keyboard"):
        return []
    rows = markup.get("keyboard")
    for button in (button for row in rows or () for button in row):
        if not button.get("text"):
            raise Refusal(400, "Bad Request: text of a keyboard button must be non-empty")
        if button.get("request_contact") and chat.type != "private":
            raise Refusal(400, "Bad Request: phone number can be requested in private chats only")
    return rows


def _check(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text must be non-empty")
    kinds = [kind for kind in ("callback_data", "url", "copy_text") if kind in button]
    if len(kinds) != 1:
        raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise Refusal(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    if "url" in button and urlsplit(button["url"]).scheme not in ("http", "https", "tg"):
        raise Refusal(
            400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol"
        )
