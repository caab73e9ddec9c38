"""Settings, read from the environment once at start; a wrong one stops the program."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

WHICH_DATABASE = "DATABASE_URL: use postgresql://user:password@host/database, or leave it out"


class SettingWrong(Exception):
    """A setting that cannot be used: what it is, and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting there is; README's table lists the same, and a test compares them."""

    host: str
    port: int
    data: Path
    keys: Path
    database_url: str
    public_url: str
    require_totp: str
    insecure_lan: bool
    workers: int
    threads: int
    trusted_proxies: int
    access_log: bool

    @property
    def demonstration_mark(self) -> Path:
        """The file whose presence marks the data as a demonstration, for ever."""
        return self.data / "DEMONSTRATION"

    @property
    def migrations(self) -> Path:
        """Where the migrations lie: beside the package, in the checkout."""
        return Path(__file__).resolve().parent.parent / "migrations"

    @property
    def root(self) -> Path:
        """The checkout, where wsgi.py lies."""
        return Path(__file__).resolve().parent.parent

    @property
    def courses(self) -> Path:
        """Where the course packages lie."""
        return Path(__file__).resolve().parent.parent / "courses"

    @property
    def address(self) -> str:
        """Where people reach the system: `LMS_PUBLIC_URL`; where unset, this computer's own."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the system by https."""
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this computer can reach the address that is printed and served."""
        return is_loopback_host(urlsplit(self.public_url).hostname or self.host)


NAMES = {
    "host": "HOST",
    "port": "PORT",
    "data": "LMS_DATA",
    "keys": "LMS_KEYS",
    "database_url": "DATABASE_URL",
    "public_url": "LMS_PUBLIC_URL",
    "require_totp": "LMS_REQUIRE_TOTP",
    "insecure_lan": "LMS_INSECURE_LAN",
    "workers": "LMS_WORKERS",
    "threads": "LMS_THREADS",
    "trusted_proxies": "LMS_TRUSTED_PROXIES",
    "access_log": "LMS_ACCESS_LOG",
}


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address is this computer's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises SettingWrong."""
    env = os.environ if environment is None else environment
    data = Path(env.get("LMS_DATA") or "instance").absolute()
    settings = Settings(
        host=env.get("HOST") or "127.0.0.1",
        port=whole_number(env, "PORT", default=8000, lowest=1, highest=65535),
        data=data,
        keys=Path(env.get("LMS_KEYS") or data / "keys").absolute(),
        database_url=database_url(env.get("DATABASE_URL") or "", data),
        public_url=public_url(env.get("LMS_PUBLIC_URL") or ""),
        require_totp=one_of(env, "LMS_REQUIRE_TOTP", ("staff", "none"), default="staff"),
        insecure_lan=one_of(env, "LMS_INSECURE_LAN", ("yes", "no"), default="no") == "yes",
        workers=whole_number(env, "LMS_WORKERS", default=2, lowest=1, highest=64),
        threads=whole_number(env, "LMS_THREADS", default=2, lowest=1, highest=64),
        trusted_proxies=whole_number(env, "LMS_TRUSTED_PROXIES", default=0, lowest=0, highest=5),
        access_log=one_of(env, "LMS_ACCESS_LOG", ("yes", "no"), default="no") == "yes",
    )
    refuse_insecure(settings)
    return settings


def refuse_insecure(settings: Settings) -> None:
    """Names never travel unencrypted by accident. Raises SettingWrong."""
    hosts = {settings.host, urlsplit(settings.public_url).hostname or "127.0.0.1"}
    if settings.is_secure or settings.insecure_lan or all(is_loopback_host(host) for host in hosts):
        return
    raise SettingWrong(
        f"HOST={settings.host} would serve names over an unencrypted connection: set LMS_PUBLIC_URL"
        " to the https:// address of your proxy, or LMS_INSECURE_LAN=yes to accept the risk"
    )


def database_url(wanted: str, data: Path) -> str:
    """The wanted database, or the embedded one in the data folder. Raises SettingWrong."""
    if not wanted:
        return f"sqlite:///{data / 'lms.sqlite'}"
    if wanted.startswith(("postgresql://", "postgres://")):
        wanted = "postgresql+psycopg://" + wanted.split("://", 1)[1]
    try:
        make_url(wanted)
    except (ArgumentError, ValueError) as error:
        raise SettingWrong(WHICH_DATABASE) from error
    if wanted.startswith("postgresql+psycopg://") or is_file_url(wanted):
        return wanted
    raise SettingWrong(WHICH_DATABASE)


def is_file_url(wanted: str) -> bool:
    """Whether an address names a SQLite file: one in memory is another one for each process."""
    path = wanted.removeprefix("sqlite:///")
    return path not in (wanted, "", ":memory:") and not path.startswith(("?", "file:"))


def public_url(wanted: str) -> str:
    """The address printed on paper, without a slash at its end. Raises SettingWrong."""
    if wanted and not (wanted.startswith(("http://", "https://")) and has_host(wanted)):
        raise SettingWrong("LMS_PUBLIC_URL: write the whole address, as in https://lms.example.iq")
    return wanted.rstrip("/")


def has_host(address: str) -> bool:
    """Whether an address says which computer it is of, and nothing after its path."""
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    is_whole = bool(parts.hostname) and not any(letter.isspace() for letter in address)
    return is_whole and not parts.query and not parts.fragment


def whole_number(
    env: Mapping[str, str], name: str, *, default: int, lowest: int, highest: int
) -> int:
    """A number in a range. Raises SettingWrong."""
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise SettingWrong(f"{name}={text!r}: use a whole number from {lowest} to {highest}")
    return int(text)


def one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], *, default: str) -> str:
    """One of some words. Raises SettingWrong."""
    text = env.get(name) or default
    if text not in choices:
        raise SettingWrong(f"{name}={text!r}: use {' or '.join(choices)}")
    return text
