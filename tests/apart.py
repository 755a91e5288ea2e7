"""The settings of a stack of a test's own: free ports, own data, nothing of a developer's `.env`.

For the stories and for those in a browser.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from local import dotenv, ports, settings
from local.settings import Settings

ROOT = Path(__file__).parents[1]
NOTHING: Mapping[str, str] = MappingProxyType({})


def stack(home: Path, environment: Mapping[str, str] = NOTHING, *, root: Path = ROOT) -> Settings:
    """A stack with its data under `home`. What `.env` sets counts as not set."""
    written = root / ".env"
    mine = dotenv.parse(written.read_text(encoding="utf-8")) if written.exists() else {}
    told = {
        **dict.fromkeys(mine, ""),
        **ports.free(),
        "DATA_DIR": str(home),
        "PATH": os.environ["PATH"],
        **environment,
    }
    return settings.read(told, root=root)
