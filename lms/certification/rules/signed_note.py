"""Signed notes and checkpoints as C2SP writes them: signed-note, tlog-checkpoint, tlog-proof.

A note is a text that ends with a newline, an empty line, and a line for each signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.errors import DomainError

DASH = "\u2014"
ED25519 = b"\x01"
MOST_SIGNATURES = 16
PROOF_HEADER = "c2sp.org/tlog-proof@v1"


class NoteRefused(DomainError):
    """A note, checkpoint or proof that is malformed, or that no known key signed."""

    code = "note_refused"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key under the name that signs with it."""

    name: str
    public: Ed25519PublicKey

    @property
    def id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        raw = self.public.public_bytes_raw()
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + raw).digest()[:4]

    def to_text(self) -> str:
        """The key as others are given it: `name+id+key`."""
        raw = base64.b64encode(ED25519 + self.public.public_bytes_raw()).decode()
        return f"{self.name}+{self.id.hex()}+{raw}"

    @classmethod
    def from_text(cls, text: str) -> NoteKey:
        """The key of `name+id+key`. Raises NoteRefused."""
        try:
            name, mark, encoded = text.split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            key = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        except ValueError as error:
            raise NoteRefused("this is no key of a note") from error
        if raw[:1] != ED25519 or key.id.hex() != mark or not is_name(name):
            raise NoteRefused("this key's mark is not its own")
        return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: whose it is, how many leaves it has, and its root."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """The head in a note's text. Raises NoteRefused."""
        try:
            origin, size, root, *_more = text.split("\n")
            found = cls(origin, int(size), base64.b64decode(root, validate=True))
        except ValueError as error:
            raise NoteRefused("this is no checkpoint") from error
        if not text.startswith(found.to_text()) or not origin:
            raise NoteRefused("this checkpoint is spelt otherwise")
        return found


def is_name(name: str) -> bool:
    """Whether a key may bear this name: no space, no plus."""
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The text with its signature below it. Raises NoteRefused for a text that is none."""
    if not text.endswith("\n") or has_control(text):
        raise NoteRefused("a note ends with a newline and has no control characters")
    key = NoteKey(name, private.public_key())
    signature = base64.b64encode(key.id + private.sign(text.encode())).decode()
    return f"{text}\n{DASH} {name} {signature}\n"


def open_note(note: str, keys: Sequence[NoteKey]) -> str:
    """The text of a note that one of the keys signed.

    Signatures of unknown keys are passed over; a wrong one of a known key refuses the whole.
    Raises NoteRefused.
    """
    if has_control(note):
        raise NoteRefused("a note has no control characters")
    before, between, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not between or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
        raise NoteRefused("this is no note")
    text = before + "\n"
    known = {(key.name, key.id): key for key in keys}
    signed = [is_signed_by(line, text, known) for line in lines]  # every line is looked at
    if True not in signed:
        raise NoteRefused("no known key signed this note")
    return text


def is_signed_by(line: str, text: str, known: dict[tuple[str, bytes], NoteKey]) -> bool:
    """Whether a signature is of a known key. Raises NoteRefused for a malformed or wrong one."""
    try:
        dash, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise NoteRefused("a signature's line is malformed") from error
    if dash != DASH or not is_name(name) or len(raw) <= len(ED25519) + 3:
        raise NoteRefused("a signature's line is malformed")
    key = known.get((name, raw[:4]))
    if key is None:
        return False
    try:
        key.public.verify(raw[4:], text.encode())
    except InvalidSignature as error:
        raise NoteRefused(f"the signature of {name} is wrong") from error
    return True


def has_control(text: str) -> bool:
    """Whether a text has control characters other than newlines, or what UTF-8 cannot write."""
    return any(
        (sign < " " and sign != "\n") or "\x7f" <= sign <= "\x9f" or "\ud800" <= sign <= "\udfff"
        for sign in text
    )


def proof_text(index: int, hashes: Sequence[bytes], checkpoint: str) -> str:
    """A certificate's proof as C2SP's tlog-proof: its place, the hashes, the signed checkpoint."""
    lines = [PROOF_HEADER, f"index {index}"]
    lines += [base64.b64encode(each).decode() for each in hashes]
    return "\n".join(lines) + "\n\n" + checkpoint


def read_proof(text: str) -> tuple[int, list[bytes], str]:
    """The place, the hashes and the signed checkpoint of a proof. Raises NoteRefused."""
    head, between, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    try:
        if not between or lines[0] != PROOF_HEADER or not lines[1].startswith("index "):
            raise NoteRefused("this is no proof of a register")
        index = int(lines[1].removeprefix("index "))
        hashes = [base64.b64decode(line, validate=True) for line in lines[2:]]
    except (ValueError, IndexError, binascii.Error) as error:
        raise NoteRefused("this is no proof of a register") from error
    if index < 0 or proof_text(index, hashes, checkpoint) != text:
        raise NoteRefused("this proof is spelt otherwise")
    return index, hashes, checkpoint
