"""Files that came since a round was assessed.

Here belongs holding the inbox against what is published. Finding the files is in `inbox.py`, taking
them in in `receive.py`.
"""

from assets.installation.installation import Installation
from assets.receiving.inbox import received_files
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import rows_as_published
from warehouse.writer import Warehouse


def files_arrived(installation: Installation, warehouse: Warehouse, round_id: str) -> list[str]:
    """The names of files of a round that the last assessment did not see."""
    known: set[tuple[str, str]] = set()
    for table in ("submissions.file", "submissions.evidence_file"):
        rows = rows_as_published(warehouse, TABLE_BY_NAME[table], [round_id])
        known.update(rows.select("file_name", "file_sha256").iter_rows())
    return [
        file.name
        for file in received_files(installation.inbox, round_id, installation.seeds.rounds)
        if not file.is_shared and (file.name, file.sha256) not in known
    ]
