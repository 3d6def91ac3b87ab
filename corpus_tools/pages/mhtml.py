"""Pages that a browser saved as one file (MHTML), whatever their ending.

Chrome and Edge call it «single file», older browsers «web archive»; people rename it to .html.
Read as HTML it would be a page of mail headers and half-decoded letters, so its HTML part is taken
out first. Pictures and style sheets in it are not read.
"""

import email
import email.policy
import re

_HEADER = re.compile(
    rb"(?i)(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/related"
)


def is_mhtml(data: bytes) -> bool:
    r"""Whether these bytes are a saved page with its parts in one file.

    Examples
    --------
    >>> is_mhtml(b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n')
    True
    >>> is_mhtml(b"<!doctype html>")
    False
    """
    return _HEADER.match(data[:4096].lstrip()) is not None


def html_part(data: bytes) -> tuple[bytes, str | None] | None:
    """The bytes of the page itself, and the encoding that its part names; None if it has none."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if content:
                return content, part.get_content_charset()
    return None
