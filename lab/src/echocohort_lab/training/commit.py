"""Which code this is: so that weights say what they were trained by."""

import subprocess
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ARCHIVED = "$Format:%H$"  # `git archive` writes the commit here (.gitattributes), for machines without the repository
UNKNOWN = "unknown"


def git(*arguments: str) -> str | None:
    """What git says of this folder, or None without git or a repository."""
    try:
        done = subprocess.run(["git", "-C", str(PACKAGE), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def commit(archived: str = ARCHIVED) -> str:
    """The commit of the code that runs, with a + behind it when the package differs from it."""
    if not archived.startswith("$"):
        return archived
    head = git("rev-parse", "HEAD")
    if head is None:
        return UNKNOWN
    return f"{head}+" if git("status", "--porcelain", "--", str(PACKAGE)) else head
