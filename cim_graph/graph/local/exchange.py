"""One database's folders in place of another's, such that a process killed at any point loses neither."""

import shutil
from pathlib import Path

from cim_graph.graph.local.folder import make_folder

DATABASE = "neo4j"
_PLACES = ("databases", "transactions")


def exchange(home: Path, fresh: Path) -> None:
    """Put the folders of a fresh `data` in place of those in `home`."""
    aside = home / "replaced"
    for place in _PLACES:
        now = home / "data" / place / DATABASE
        make_folder(now)
        make_folder(aside)
        now.replace(aside / place)
    for place in _PLACES:
        (fresh / place / DATABASE).replace(home / "data" / place / DATABASE)
    aside.replace(home / "outdated")
    shutil.rmtree(home / "outdated")


def finish_exchange(home: Path) -> None:
    """Put back what an exchange that was interrupted had moved aside; an empty folder stands for there being none."""
    shutil.rmtree(home / "outdated", ignore_errors=True)
    aside = home / "replaced"
    for place in _PLACES:
        now = home / "data" / place / DATABASE
        if (aside / place).is_dir():
            shutil.rmtree(now, ignore_errors=True)
            (aside / place).replace(now)
    shutil.rmtree(aside, ignore_errors=True)
