"""Read the records of a Croissant document with mlcroissant, as JSON on the standard output.

Run as a script, `croissant_reader.py DOCUMENT RECORDS`, in a process of its own: the library brings
a log handler that closes the streams of whoever sets up logging after it.
"""

import json
import sys
from pathlib import Path

import mlcroissant


def main() -> None:
    """Print the errors and warnings of the document, and its records."""
    path, record_set = Path(sys.argv[1]), sys.argv[2]
    document = json.loads(path.read_text(encoding="utf-8"))
    files = {file["@id"]: str(path.parent / file["@id"]) for file in document["distribution"]}
    dataset = mlcroissant.Dataset(jsonld=document, mapping=files)
    issues = dataset.metadata.ctx.issues
    records = [
        {
            key: value.decode() if isinstance(value, bytes) else value
            for key, value in record.items()
        }
        for record in dataset.records(record_set)
    ]
    told = {"issues": [*issues.errors, *issues.warnings], "records": records}
    json.dump(told, sys.stdout, default=str)


if __name__ == "__main__":
    main()
