"""Fits SDV to tables of a database and writes what it samples into another.

sdv_clone.py [--simple-keys] RESULT SOURCE TARGET [TABLE…]

RESULT gets a JSON object: tool, and seconds (fit and sample; reading and writing do not count) with the rows that
repeat a primary key and the numbers that their column could not hold, or refused. SOURCE and TARGET are libpq
connection strings.
"""

import argparse
import importlib.metadata
import json
import time
import traceback

from database import Database
from sdv.metadata import Metadata
from sdv.multi_table import HMASynthesizer
from sdv.single_table import GaussianCopulaSynthesizer


def one_or_list(columns):
    return columns[0] if len(columns) == 1 else list(columns)


def metadata_of(source, frames, simple_keys):
    """What SDV detects of the columns, with the keys that PostgreSQL declares instead of guessed ones."""
    metadata = Metadata.detect_from_dataframes(frames, infer_keys=None)
    keys = [(key.child, key.child_columns) for key in source.foreign_keys]
    keys += [(title, table.primary_key) for title, table in source.tables.items()]
    keys = [(title, columns) for title, columns in keys if len(columns) == 1 or not simple_keys]
    for title, columns in keys:
        for column in columns:
            metadata.update_column(table_name=title, column_name=column, sdtype="id")
    for title, table in source.tables.items():
        if (title, table.primary_key) in keys and table.primary_key:
            metadata.set_primary_key(table_name=title, column_name=one_or_list(table.primary_key))
    for key in source.foreign_keys:
        if (key.child, key.child_columns) in keys:
            metadata.add_relationship(
                parent_table_name=key.parent,
                child_table_name=key.child,
                parent_primary_key=one_or_list(key.parent_columns),
                child_foreign_key=one_or_list(key.child_columns),
            )
    return metadata


def clone(source, frames, simple_keys):
    """The rows that SDV makes up for each table, and the seconds that it took."""
    metadata = metadata_of(source, frames, simple_keys)
    start = time.perf_counter()
    if len(frames) == 1:
        synthesizer = GaussianCopulaSynthesizer(metadata)
        synthesizer.fit(frames)
        made = synthesizer.sample(num_rows=len(*frames.values()))
    else:
        synthesizer = HMASynthesizer(metadata, verbose=False)
        synthesizer.fit(frames)
        made = synthesizer.sample_scale(scale=1.0)
    return made, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--simple-keys", action="store_true")
    parser.add_argument("result")
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("tables", nargs="*")
    arguments = parser.parse_args()

    source = Database(arguments.source, arguments.tables)
    frames = source.frames()
    result = {"tool": "SDV " + importlib.metadata.version("sdv")}
    try:
        made, result["seconds"] = clone(source, frames, arguments.simple_keys)
    except Exception as error:  # Whatever it raises is SDV's answer.
        traceback.print_exc()
        kind = type(error)
        answer = "refused" if kind.__module__.startswith("sdv.") else f"failed with {kind.__name__}"
        result["refused"] = f"{answer}: {error}"
    else:
        target = Database(arguments.target)
        result["too large"] = sum(target.write(table, made[title]) for title, table in source.tables.items())
        result["repeated"] = sum(
            int(made[title].duplicated(list(table.primary_key)).sum())
            for title, table in source.tables.items()
            if table.primary_key
        )
    with open(arguments.result, "w") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main()
