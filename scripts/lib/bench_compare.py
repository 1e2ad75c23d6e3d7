"""Compares two tables of scripts/bench: how many times the first one's figures the second one's are.

Usage: bench_compare.py OLD NEW

Reads the tables whose first line begins with "scenario"; columns are two spaces or more apart, and
the second one, the load, belongs to the row's name. Where a table has a row twice, the last counts:
a commit may be measured again. Fails when no row is in both.
"""

import re
import sys


def rows(path):
    """The figures of a file, by (scenario, load) and then column, in the order of their lines."""
    found = {}
    columns = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = re.split(r" {2,}", line.strip())
            if not line.startswith("  ") or len(cells) < 3:
                columns = []
            elif cells[0] == "scenario":
                columns = cells[2:]
            elif columns:
                found[cells[0], cells[1]] = dict(zip(columns, cells[2:]))
    return found


def ratio(old, new):
    """New over old; both of them where that is no number."""
    try:
        return f"{float(new) / float(old):.2f}"
    except (ValueError, ZeroDivisionError):
        return f"both {new}" if old == new else f"{old} -> {new}"


def main(old_path, new_path):
    old, new = rows(old_path), rows(new_path)
    both = [key for key in new if key in old]
    if not both:
        sys.exit(f"error: {old_path} and {new_path} have no row in common")
    shown = None
    for key in both:
        columns = [name for name in new[key] if name in old[key]]
        if columns != shown:
            shown = columns
            print(f"  {'times':28s}  {'load':>8s}  " + "  ".join(f"{name:>8s}" for name in columns))
        cells = [f"{ratio(old[key][name], new[key][name]):>8s}" for name in columns]
        print(f"  {key[0]:28s}  {key[1]:>8s}  " + "  ".join(cells).rstrip())


if len(sys.argv) != 3:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2])
