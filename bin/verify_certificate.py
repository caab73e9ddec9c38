#!/usr/bin/env python3
"""Check a certificate against the register, without this system and without a network.

Needs Python 3.11 and the package `cryptography`, and nothing of the repository that it lies in.

    verify_certificate.py register.json CODE.tlog-proof VKEY [--entries FILE …]

register.json: attached to the certificate's PDF; it holds the salt and what the certificate says.
CODE.tlog-proof: from the address of the certificate with `.tlog-proof` behind it.
VKEY: the register's key, `name+id+key`, from the issuer by another way than the certificate.
--entries: bundles of `/log/tile/entries/…`; with them a revocation or correction is found too.

Exit status: 0 in the register and nothing known against it, 1 not, 2 the files cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DASH = "\u2014"
HEADER = "c2sp.org/tlog-proof@v1"


class Refused(Exception):
    """What does not hold, as a sentence."""


def canonical(value):
    """The one spelling that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_of(opening):
    """The entry that a certificate's attachment opens."""
    content = opening["certificate"].encode()
    commitment = hmac.new(bytes.fromhex(opening["salt"]), content, hashlib.sha256).hexdigest()
    return canonical({"v": 1, "t": "issue", "cert": opening["cert"], "c": commitment})


def root_from(leaf, index, size, proof):
    """The root that a proof leads to. RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        raise Refused("The entry lies behind the register's head.")
    place, last, found = index, size - 1, hashlib.sha256(b"\0" + leaf).digest()
    for each in proof:
        if last == 0 or len(each) != 32:
            raise Refused("The proof is malformed.")
        if place & 1 or place == last:
            found = hashlib.sha256(b"\1" + each + found).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + each).digest()
        place, last = place >> 1, last >> 1
    if last:
        raise Refused("The proof is too short.")
    return found


def opened(note, vkey):
    """The text of a signed note. Raises Refused."""
    name, mark, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    own = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[:1] != b"\1" or own.hex() != mark:
        raise Refused("The key's mark is not its own.")
    if any(ord(sign) < 32 and sign != "\n" for sign in note):
        raise Refused("The head has control characters.")
    before, between, signatures = note.rpartition("\n\n")
    text, is_signed = before + "\n", False
    lines = signatures.split("\n")
    if not between or lines.pop():
        raise Refused("The head is no signed note.")
    for line in lines:
        dash, signer, signature = line.split(" ")
        given = base64.b64decode(signature, validate=True)
        if dash != DASH:
            raise Refused("The head's signature is malformed.")
        if signer == name and given[:4] == own:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(given[4:], text.encode())
            is_signed = True
    if not is_signed:
        raise Refused("The register's key did not sign this head.")
    return name, text


def head_of(note, vkey):
    """The size and the root that the register's key signed."""
    name, text = opened(note, vkey)
    origin, size, root = text.split("\n")[:3]
    if origin != name or not text.startswith(f"{origin}\n{int(size)}\n{root}\n"):
        raise Refused("The head is not of this register.")
    return int(size), base64.b64decode(root, validate=True)


def proof_of(text):
    """The place, the hashes and the signed head of a proof file."""
    first, between, note = text.partition("\n\n")
    lines = first.split("\n")
    if not between or lines[0] != HEADER or lines[1] != f"index {int(lines[1][6:])}":
        raise Refused("This is no proof of a register.")
    return int(lines[1][6:]), [base64.b64decode(line, validate=True) for line in lines[2:]], note


def leaves_in(bundle):
    """The entries of a bundle: each with its length in two bytes before it."""
    place = 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        yield bundle[place + 2 : end]
        place = end


def events_against(register_id, bundles):
    """The later entries of this certificate: `revoke`, `correct`."""
    kinds = []
    for bundle in bundles:
        for leaf in leaves_in(bundle):
            entry = json.loads(leaf)
            if entry.get("cert") == register_id and entry["t"] != "issue":
                kinds.append(entry["t"])
    return kinds


def check(opening, proof, vkey, bundles=()):
    """What the register says of a certificate. Raises Refused, and ValueError for bad files."""
    index, hashes, note = proof_of(proof)
    try:
        size, root = head_of(note, vkey)
    except InvalidSignature as error:
        raise Refused("The head's signature is wrong.") from error
    if root_from(leaf_of(opening), index, size, hashes) != root:
        raise Refused("The certificate is not what the register holds.")
    against = events_against(opening["cert"], bundles)
    if against:
        raise Refused(f"The certificate is in the register, and so is: {', '.join(against)}.")
    return f"In the register: entry {index} of {size}."


def main(arguments):
    """Read the files and say the verdict; the exit status."""
    reader = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    reader.add_argument("opening", type=Path)
    reader.add_argument("proof", type=Path)
    reader.add_argument("vkey")
    reader.add_argument("--entries", type=Path, nargs="*", default=[])
    given = reader.parse_args(arguments)
    try:
        opening = json.loads(given.opening.read_text(encoding="utf-8"))
        proof = given.proof.read_text(encoding="utf-8")
        bundles = [path.read_bytes() for path in given.entries]
        print(check(opening, proof, given.vkey, bundles))
    except Refused as refused:
        print(refused)
        return 1
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        print(f"The files cannot be read: {type(error).__name__}.")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
