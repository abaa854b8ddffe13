"""Takes in pieces of a pack and unpacks the archives that are complete. Needs nothing but Python's standard library.

`unpack.py FROM INTO`: FROM holds manifest.json and some pieces. Pieces that arrive are checked and kept in INTO/pieces
until their archive is whole; then it is unpacked below INTO/app. Pieces may come in any order and over several calls.
Exits 0 when every archive is unpacked, 3 while pieces are missing (and names them), 1 when something is wrong.
"""

import hashlib
import json
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
INCOMPLETE = 3

Record = dict[str, Any]


def digest(paths: list[Path]) -> str:
    """SHA-256 of files, one behind the other."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                total.update(chunk)
    return total.hexdigest()


def take_in(piece: Record, source: Path, store: Path) -> bool:
    """Whether the piece is there, now or from an earlier call. Raises ValueError on one that is damaged."""
    kept, arrived = store / piece["file"], source / piece["file"]
    if kept.exists() and digest([kept]) == piece["sha256"]:
        return True
    if not arrived.exists():
        return False
    if digest([arrived]) != piece["sha256"]:
        raise ValueError(f"{arrived}: damaged, expected SHA-256 {piece['sha256']}")
    shutil.copyfile(arrived, kept)
    return True


def unpack(archive: Record, store: Path, into: Path) -> None:
    pieces = [store / piece["file"] for piece in archive["pieces"]]
    if digest(pieces) != archive["sha256"]:
        raise ValueError(f"{archive['name']}: its pieces do not make the archive")
    whole = store / archive["name"]
    with whole.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as file:
                shutil.copyfileobj(file, out)
    with tarfile.open(whole, "r:xz") as tar:
        tar.extractall(into / "app", filter="tar")
    for path in [*pieces, whole]:
        path.unlink()


def receive(source: Path, into: Path) -> list[str]:
    """Unpacks what is complete and returns the pieces that are still missing."""
    manifest: Record = json.loads((source / "manifest.json").read_text())
    store, marks = into / "pieces", into / "unpacked"
    store.mkdir(parents=True, exist_ok=True)
    marks.mkdir(exist_ok=True)
    missing = []
    for archive in manifest["archives"]:
        mark = marks / archive["name"]
        if mark.exists() and mark.read_text() == archive["sha256"]:
            continue
        absent = [piece["file"] for piece in archive["pieces"] if not take_in(piece, source, store)]
        missing += absent
        if not absent:
            unpack(archive, store, into)
            mark.write_text(archive["sha256"])
    return missing


def main() -> int:
    source, into = Path(sys.argv[1]), Path(sys.argv[2])
    into.mkdir(parents=True, exist_ok=True)
    into.chmod(0o755)  # PostgreSQL runs as another user than root
    try:
        missing = receive(source, into)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if missing:
        print(f"still missing: {' '.join(missing)}", file=sys.stderr)
        return INCOMPLETE
    return 0


if __name__ == "__main__":
    sys.exit(main())
