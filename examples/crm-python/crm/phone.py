"""Turns phones as people type them into mainland mobile numbers."""

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FULL_WIDTH = {0xFEE0 + ord(sign): sign for sign in "0123456789+"}
_SEPARATORS = re.compile(r"[\s\u00a0\u3000\-‐‑‒–—―－.·()（）[\]【】]")


def normalise_phone(raw: str) -> str | None:
    """The 11 digits of a mainland mobile number, or None where the text isn't one."""
    plain = _SEPARATORS.sub("", raw.translate(_FULL_WIDTH))
    plain = re.sub(r"^(?:\+|00)86", "", plain)
    if _MOBILE.fullmatch(plain):
        return plain
    # The country code without its plus; no mobile number begins with 86 itself.
    bare = plain.removeprefix("86")
    return bare if _MOBILE.fullmatch(bare) else None
