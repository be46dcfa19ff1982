"""Files that a command is asked to write.

Here belongs writing one whole, and never over another unless that was asked for.
"""

from pathlib import Path
from typing import Annotated

import typer

from assets.commands.terminal import refuse

OutputOption = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]


def write_file(path: Path, content: bytes, force: bool) -> None:
    """Write a file; one that is there is refused unless `force`."""
    if path.exists() and not force:
        refuse(f"đã có tệp này, --force để ghi đè / already there, --force overwrites: {path}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        refuse(f"không ghi được / cannot be written: {path}: {error.strerror}")
