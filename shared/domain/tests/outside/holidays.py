#!/usr/bin/env python3
"""Writes holidays-2020-2049.csv, the outside view that calendar_outside.rs compares with.

    pip install holidays==0.109
    python holidays.py > holidays-2020-2049.csv

The PyPI package `holidays` (MIT) is asked for dates; nothing of it is copied. Rows are date,name,kind:

    federal     United States, categories public and government
    california  United States, subdivision CA, category public (the package has no list of court holidays)

Both with the days on which they are observed. The first four months of 2050 are there too, because a request
received at the end of 2049 is counted into them.
"""

import csv
import sys

# Run as a script, Python looks in this folder first, and would find this file instead of the package.
sys.path.pop(0)

import holidays  # noqa: E402

PINNED = "0.109"
YEARS = range(2020, 2051)
LAST = "2050-04-30"


def rows():
    asked = {
        "federal": {"categories": ("public", "government")},
        "california": {"categories": ("public",), "subdiv": "CA"},
    }
    for kind, question in asked.items():
        for date, names in holidays.country_holidays("US", years=YEARS, observed=True, **question).items():
            for name in names.split("; "):
                if "2020-01-01" <= date.isoformat() <= LAST:
                    yield date.isoformat(), name, kind


if holidays.__version__ != PINNED:
    sys.exit(f"the fixture is made with holidays {PINNED}, this is {holidays.__version__}")
table = csv.writer(sys.stdout, lineterminator="\n")
table.writerow(["date", "name", "kind"])
table.writerows(sorted(rows(), key=lambda row: (row[0], row[2], row[1])))
