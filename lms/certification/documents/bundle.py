"""Scripts made one: each module becomes a function, called once, in the order of its imports.

For the one file that has no network to import from. It knows the few forms that our modules and
the libraries beside them use, and refuses any other.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

NAMED = re.compile(r'^import \{([^}]*)\} from [\'"]([^\'"]+)[\'"];$', re.MULTILINE)
WHOLE = re.compile(r'^import \* as (\w+) from [\'"]([^\'"]+)[\'"];$', re.MULTILINE)
LIST = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
DEFAULT = re.compile(r"^export default \w+;$", re.MULTILINE)
DECLARED = re.compile(r"^export ((?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
CRYPTO = "@noble/hashes/crypto"  # the one import that names a package


def bundle(folder: Path, entry: str) -> str:
    """The entry and all that it imports, as one script. Raises ValueError."""
    modules: dict[str, str] = {}
    add(folder, entry, modules)
    return "\n".join(modules.values())


def add(folder: Path, path: str, modules: dict[str, str]) -> None:
    """Add a module behind those that it imports."""
    if path in modules:
        return
    source = COMMENT.sub("", (folder / path).read_text(encoding="utf-8"))
    for _, imported in [*NAMED.findall(source), *WHOLE.findall(source)]:
        add(folder, place_of(path, imported), modules)
    modules[path] = as_function(path, source)


def place_of(importer: str, imported: str) -> str:
    """The path of an imported module. Raises ValueError."""
    folder = PurePosixPath(importer).parent
    if imported == CRYPTO:
        return str(folder / "crypto.js")
    if not imported.startswith("./"):
        raise ValueError(f"{importer} imports {imported}")
    return str(folder / imported)


def as_function(path: str, source: str) -> str:
    """A module as a constant that holds what it exports. Raises ValueError."""
    exported = [name for _, name in DECLARED.findall(source)]
    for names in LIST.findall(source):
        exported += [pair(one, "export") for one in names.split(",") if one.strip()]
    source = NAMED.sub(lambda found: taken(path, found[1], found[2]), source)
    source = WHOLE.sub(lambda found: f"const {found[1]} = {name_of(path, found[2])};", source)
    source = DECLARED.sub(r"\1", DEFAULT.sub("", LIST.sub("", source)))
    if OTHER.search(source):
        raise ValueError(f"{path}: {OTHER.findall(source)[0]}")
    lines = [line.strip() for line in source.splitlines()]
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"const {constant(path)} = (() => {{\n{kept}\nreturn {{{', '.join(exported)}}};\n}})();"


def taken(path: str, names: str, imported: str) -> str:
    """Named imports as constants."""
    pairs = ", ".join(pair(one, "import") for one in names.split(",") if one.strip())
    return f"const {{{pairs}}} = {name_of(path, imported)};"


def pair(name: str, kind: str) -> str:
    """`a as b` as an object's member: a constant of this module under another name."""
    inner, _, outer = name.strip().partition(" as ")
    if not outer:
        return inner
    return f"{outer}: {inner}" if kind == "export" else f"{inner}: {outer}"


def name_of(importer: str, imported: str) -> str:
    """The constant of an imported module."""
    return constant(place_of(importer, imported))


def constant(path: str) -> str:
    """The constant of a module."""
    return "module_" + re.sub(r"\W", "_", path.removesuffix(".js"))
