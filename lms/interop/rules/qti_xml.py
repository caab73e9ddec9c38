"""The XML of QTI 2.1, 2.2 and 3.0 under one set of names: those of 2.1, in camel case."""

from __future__ import annotations

import re

from lms.interop.rules.broken import Broken
from lms.interop.rules.xml_tree import Node, NotXml, tree_of

HYPHEN = re.compile(r"-([a-z0-9])")
MOST_NODES = 50_000
MATHML = frozenset({"annotation-xml"})


def parse_xml(data: bytes) -> Node:
    """The root of a file. Raises Broken, with a sentence, for what cannot be read safely."""
    try:
        return tree_of(data, named=_name, most=MOST_NODES)
    except NotXml as error:
        raise Broken(str(error)) from error


def _name(name: str) -> str:
    """A name without `qti-` and hyphens, as 2.1 writes it."""
    if name in MATHML:
        return name
    return HYPHEN.sub(lambda found: found[1].upper(), name.removeprefix("qti-"))
