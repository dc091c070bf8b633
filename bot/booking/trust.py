"""Whom the house trusts at the other end of a line, and as whom it comes: TLS as `GUIDE_BOOKING_ACCESS` says."""

import ssl

from bot.complaint import wrong
from bot.config import Access


def trust(access: Access) -> ssl.SSLContext:
    """Trust the office's own authority or else the machine's, and show our certificate; `SettingError` if unreadable."""
    try:
        context = ssl.create_default_context(cafile=access.authority)
        if access.certificate:
            context.load_cert_chain(access.certificate, password="")  # a key under a passphrase fails instead of asking
    except OSError:  # SSLError is one
        files = ", ".join(str(path) for path in (access.authority, access.certificate) if path)
        raise wrong("GUIDE_BOOKING_ACCESS", "booking_access_unreadable", files=files) from None
    return context
