"""Prints results of JMH (CSV, with the profilers gc and CpuProfiler) as a table.

Usage: jmh_table.py FILE...

A row is a benchmark with its parameters. The benchmarks of the HSM layer end in binding, layer or
service; their CPU time is also given as what it is over that of the binding.
"""

import csv
import re
import sys

LEVELS = ("binding", "layer", "service")


def add_results(path, found):
    """Adds a file's results to `found`, by (threads, operation, parameters) and then level."""
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, _, metric = row["Benchmark"].partition(":")
            owner, method = name.rsplit(".", 2)[1:]
            parts = re.fullmatch(r"(\w*?)(binding|layer|service)", method, re.IGNORECASE)
            operation = (parts[1] or owner.removesuffix("Benchmark").lower()) if parts else method
            level = parts[2].lower() if parts else ""
            params = [row[key] for key in row if key.startswith("Param: ") and row[key]]
            key = (int(row["Threads"]), operation, " ".join(params))
            cell = found.setdefault(key, {}).setdefault(level, {})
            cell[metric or "score"] = float(row["Score"])


def main(paths):
    print(f"  {'':46s} {'':8s} {'ops/s':>10s} {'CPU us':>8s} {'over':>6s} {'bytes':>7s}")
    found = {}
    for path in paths:
        add_results(path, found)
    for (threads, operation, params), levels in sorted(found.items()):
        base = levels.get("binding", {}).get("cpu")
        title = f"{operation} {params}" + (f", {threads} callers" if threads > 1 else "")
        for level in sorted(levels, key=lambda name: (LEVELS + ("",)).index(name)):
            cell = levels[level]
            cpu = cell["cpu"]
            over = f"{100 * (cpu / base - 1):+.0f} %" if base and level != "binding" else ""
            print(
                f"  {title:46s} {level:8s} {cell['score']:10,.0f} {cpu:8.1f} {over:>6s}"
                f" {cell['gc.alloc.rate.norm']:7,.0f}"
            )


main(sys.argv[1:])
