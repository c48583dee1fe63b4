"""Prints what Benchmarks/sdv measured as rows of a Markdown table.

compare.py FOLDER SOURCE SDV PGSYNTH [TABLE…]

FOLDER holds, for sdv and pgsynth, NAME.json (tool, and seconds, with those of stages, or refused) and NAME.memory (KiB); the others are libpq
connection strings of the source and of both copies.
"""

import argparse
import json
import pathlib
import textwrap

import pandas
from c2st import Judge
from database import Database
from sdmetrics.reports.single_table import QualityReport

LONGEST_MESSAGE = 200


def figures(areas):
    """The mean of the tables judged, and each."""
    judged = {title: area for title, area in areas.items() if area is not None}
    if not judged:
        return "–", "too few rows or parents"
    mean = sum(judged.values()) / len(judged)
    return f"{mean:.3f}", ", ".join(f"`{title}` {area:.3f}" for title, area in judged.items())


SDTYPES = {"number": "numerical", "time": "datetime", "boolean": "boolean", "text": "categorical"}


def properties(source, judge, frames, made):
    """SDMetrics' Column Shapes and Column Pair Trends, the means over the tables; keys and free texts are left out."""
    left_out = {(key.child, column) for key in source.foreign_keys for column in key.child_columns}
    left_out |= {(title, column) for title, table in source.tables.items() for column in table.primary_key}
    left_out |= {
        (title, column.name)
        for title, table in source.tables.items()
        for column in table.columns
        if column.kind == "text" and (title, column.name) not in judge.vocabularies
    }
    scores = []
    for title, table in source.tables.items():
        columns = {c.name: {"sdtype": SDTYPES[c.kind]} for c in table.columns if (title, c.name) not in left_out}
        if not columns:
            continue
        report = QualityReport()
        sides = [side[title][list(columns)] for side in (frames, made)]
        report.generate(*sides, {"columns": columns}, verbose=False)
        scores.append(report.get_properties().set_index("Property")["Score"])
    # Tables of one column have no pairs.
    means = pandas.concat(scores, axis=1).mean(axis=1)
    return f"{means['Column Shapes']:.3f}", f"{means['Column Pair Trends']:.3f}"


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("source")
    parser.add_argument("sdv")
    parser.add_argument("pgsynth")
    parser.add_argument("tables", nargs="*")
    arguments = parser.parse_args()

    source = Database(arguments.source, arguments.tables)
    frames = source.frames()
    judge = Judge(source, frames)
    rows = sum(len(frame) for frame in frames.values())
    print(f"{', '.join(source.tables)}: {rows:,} rows\n")
    row("tool", "seconds", "peak memory", "shapes", "pairs", "C2ST, mean", "C2ST by table")
    row("---", "---:", "---:", "---:", "---:", "---:", "---")

    seconds = {}
    notes = []
    for name, connection_string in (("sdv", arguments.sdv), ("pgsynth", arguments.pgsynth)):
        result = json.loads((arguments.folder / f"{name}.json").read_text())
        if "refused" in result:
            row("SDV", textwrap.shorten(result["refused"], LONGEST_MESSAGE, placeholder=" …"), *"–––––")
            continue
        seconds[name] = result["seconds"]
        if result.get("repeated"):
            notes.append(f"Rows of SDV that repeat the primary key of another: {result['repeated']:,}")
        if result.get("too large"):
            notes.append(f"Numbers of SDV that do not fit into the type of their column: {result['too large']:,}")
        memory = int((arguments.folder / f"{name}.memory").read_text().split()[-1]) / 1024
        copy = Database(connection_string)
        made = {title: copy.read(table) for title, table in source.tables.items()}
        areas = {title: judge.area(title, made) for title in source.tables}
        scores = properties(source, judge, frames, made)
        if "stages" in result:
            models = result["stages"]["fit"] + result["stages"]["generate"]
            notes.append(f"Of pgsynth's seconds, fitting and generating with COPY: {models:.2f}")
            if "sdv" in seconds:
                notes.append(f"Seconds of SDV for one of these: {seconds['sdv'] / models:.1f}")
        row(result["tool"], f"{result['seconds']:.1f}", f"{memory:.0f} MiB", *scores, *figures(areas))
    row("halves of the source", *"––––", *figures({title: judge.floor(title) for title in source.tables}))
    if len(seconds) == 2:
        notes.append(f"Seconds of SDV for one of pgsynth: {seconds['sdv'] / seconds['pgsynth']:.1f}")
    if notes:
        print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
