"""The receipts that units get: of the release in force, with notes and evidence.

Here belongs where they lie and when they are made. They are no part of a release: they go to the
units only. Receipts for everybody are in `receipts.py`.
"""

import shutil
from pathlib import Path
from typing import Final

from assets.installation.installation import Installation
from assets.installation.release_log import read_log
from assets.publishing.receipts import receipts_of, write_receipts
from assets.publishing.release_folders import Frames, as_issued, content_in, frames_of
from assets.publishing.round_reading import round_tables
from pipelines.publication.life_cycle import standing
from warehouse.contract import TABLE_BY_NAME
from warehouse.reader import open_published
from warehouse.whole_folder import replaced_folder
from warehouse.writer import Warehouse

_FOLDER: Final = "phieu-diem"


def write_unit_receipts(warehouse: Warehouse, frames: Frames, answers: Path) -> None:
    """Write the receipts of a release, in a folder named like it among the answers of its round.

    `answers`: the folder of the answers of all rounds. Receipts of other releases of the round go.
    """
    release = frames["publication.release"].row(0, named=True)
    tables = as_issued(round_tables(warehouse, release["round"]), frames)
    with replaced_folder(answers / release["round"] / _FOLDER) as fresh:
        place = fresh / release["release"]
        place.mkdir()
        write_receipts(receipts_of(tables), place)


def renew_unit_receipts(installation: Installation) -> None:
    """Have the receipts of the releases in force, and of no others, whatever was killed before.

    There are none where the warehouse no longer has what was issued: they cannot be made again.
    """
    entries = read_log(installation.releases)
    with open_published(installation.published) as warehouse:
        known = set(warehouse.rows(TABLE_BY_NAME["publication.round"])["round"])
        for name in known.intersection(entry.round for entry in entries):
            in_force = standing(entries, name).in_force
            place = installation.answers / name / _FOLDER
            if in_force is not None and (place / in_force.release).is_dir():
                continue
            if in_force is not None and content_in(warehouse, name) == in_force.content_sha256:
                frames = frames_of(warehouse, in_force.release)
                write_unit_receipts(warehouse, frames, installation.answers)
            elif place.exists():
                shutil.rmtree(place)
