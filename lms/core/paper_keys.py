"""The key that signs papers: P-256, certified by a root of one's own that verifiers trust alone.

They lie beside the other signing keys: `signing/root-001.key` and `.pem`, `paper-001.key`,
`.pem` and `.json`. Whoever carries the root's key away to a safe place lays it back to rotate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.x509.oid import NameOID

from lms.core.sealed import KeysMissing, write_secret
from lms.core.signing import FOLDER, history_of, newest_of, read_history, retire, write_history

# A paper has no time stamp of a third party, so its signature is checked against today: a
# certificate lasts longer than any paper that it signs is asked about.
ROOT_YEARS, PAPER_YEARS = 30, 25
YEAR = timedelta(days=365.25)
PURPOSE = "paper"


@dataclass(frozen=True, slots=True)
class PaperKey:
    """One key that signs papers, with its certificate and the root that vouches for it."""

    number: int
    private: EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate
    created_at: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None


def make_paper_keys(folder: Path, organisation: str, at: datetime) -> None:
    """The root and the first key, where they are missing. folder: that of all keys."""
    own = folder / FOLDER
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (own / "root-001.pem").exists():
        make_root(own, organisation, at)
    if not history_of(folder, PURPOSE):
        write_paper_key(folder, 1, at)


def rotate_paper_key(folder: Path, at: datetime, *, is_compromised: bool = False) -> PaperKey:
    """A new key that signs papers from now on. Raises KeysMissing without the root's key."""
    known = history_of(folder, PURPOSE)
    root_key(folder / FOLDER)  # refused before anything is changed
    if known:
        retire(folder, PURPOSE, known[-1], at, is_compromised=is_compromised)
    return write_paper_key(folder, len(known) + 1, at)


def paper_keys(folder: Path) -> tuple[PaperKey, ...]:
    """Every key that ever signed papers, the oldest first."""
    return tuple(read_paper_key(folder, number) for number in history_of(folder, PURPOSE))


def make_root(own: Path, organisation: str, at: datetime) -> None:
    """A new root, certified by itself."""
    private = generate_private_key(SECP256R1())
    name = named(organisation, f"{organisation}: root")
    certificate = certified(private, name, name, private, at=at, years=ROOT_YEARS, is_root=True)
    write_private(own / "root-001.key", private)
    write_secret(own / "root-001.pem", certificate.public_bytes(serialization.Encoding.PEM))


def write_paper_key(folder: Path, number: int, at: datetime) -> PaperKey:
    """A new key for papers, certified by the root, on the disk before it is used."""
    own = folder / FOLDER
    root, private = read_certificate(own / "root-001.pem"), generate_private_key(SECP256R1())
    (attribute,) = root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    organisation = str(attribute.value)
    name = named(organisation, f"{organisation}: certificates {at:%Y}-{number}")
    certificate = certified(
        private, name, root.subject, root_key(own), at=at, years=PAPER_YEARS, is_root=False
    )
    write_history(folder, PURPOSE, number, at)
    path = own / f"{PURPOSE}-{number:03}.pem"
    write_secret(path, certificate.public_bytes(serialization.Encoding.PEM))
    write_private(path.with_suffix(".key"), private)
    return PaperKey(number, private, certificate, root, created_at=at)


def read_paper_key(folder: Path, number: int) -> PaperKey:
    """One kept key."""
    path = folder / FOLDER / f"{PURPOSE}-{number:03}.key"
    return PaperKey(
        number=number,
        private=read_private(path),
        certificate=read_certificate(path.with_suffix(".pem")),
        root=read_certificate(path.parent / "root-001.pem"),
        **read_history(folder, PURPOSE, number),
    )


def root_key(own: Path) -> EllipticCurvePrivateKey:
    """The root's private key. Raises KeysMissing where it was carried away."""
    try:
        return read_private(own / "root-001.key")
    except OSError as error:
        raise KeysMissing(f"no root-001.key in {own}: lay it there to certify a key") from error


def named(organisation: str, title: str) -> x509.Name:
    """A name of an institution; never of a person."""
    return x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "IQ"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, title),
    ])  # fmt: skip


def certified(
    private: EllipticCurvePrivateKey,
    subject: x509.Name,
    issuer: x509.Name,
    signs_with: EllipticCurvePrivateKey,
    *,
    at: datetime,
    years: int,
    is_root: bool,
) -> x509.Certificate:
    """A certificate of a key: a root that certifies, or one that signs documents."""
    by = signs_with.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + years * YEAR)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(key_usage(is_root=is_root), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False
        )
        .sign(signs_with, hashes.SHA256())
    )  # fmt: skip


def key_usage(*, is_root: bool) -> x509.KeyUsage:
    """A root certifies keys; the others sign documents that cannot be disowned."""
    return x509.KeyUsage(
        digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def write_private(path: Path, private: EllipticCurvePrivateKey) -> None:
    """Keep a private key, for its owner's eyes alone."""
    write_secret(
        path,
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def read_private(path: Path) -> EllipticCurvePrivateKey:
    """A kept private key. Raises OSError, KeysMissing for a file that holds another kind."""
    found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, EllipticCurvePrivateKey):
        raise KeysMissing(f"{path} holds no key of the curve P-256")
    return found


def read_certificate(path: Path) -> x509.Certificate:
    """A kept certificate."""
    return x509.load_pem_x509_certificate(path.read_bytes())


class _Current:
    keys: tuple[PaperKey, ...] = ()


def use_paper_keys(keys: tuple[PaperKey, ...]) -> None:
    """Make these the ones that this process signs papers with."""
    _Current.keys = keys


def current_paper_keys() -> tuple[PaperKey, ...]:
    """Every key for papers of this process, the oldest first."""
    return _Current.keys


def current_paper_key() -> PaperKey:
    """The process's key for papers. Raises KeysMissing."""
    return newest_of(_Current.keys, PURPOSE)
