"""Measure `conversations.detection` on a file of labelled messages.

    python benchmarks/detection.py messages.tsv [--misses LABEL]

The file has a header and the columns text, language, source, label, with tabs between them.
Prints, per label and language, how many messages were found to ask for a person: that is recall
for `handoff`, and the rate of false alarms for `neg` and `hard`. `--misses` lists what was missed
(`handoff`) or wrongly found (any other label).
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conversations.detection import Request, find_request

WANTED = "handoff"


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    language: str
    label: str


def read_rows(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").split("\n")[1:]:
        if line:
            text, language, _, label = line.split("\t")
            yield Row(text, language, label)


def print_rates(rows: list[tuple[Row, Request | None]]) -> None:
    total: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for row, request in rows:
        for key in ((row.label, "all"), (row.label, row.language)):
            total[key] += 1
            found[key] += request is not None
    for key in sorted(total):
        label, language = key
        rate = found[key] / total[key]
        print(f"{label:8} {language:4} {found[key]:6} of {total[key]:6}  {rate:8.2%}")


def print_misses(rows: list[tuple[Row, Request | None]], label: str) -> None:
    for row, request in rows:
        if row.label == label and (request is None) == (label == WANTED):
            print(row.language, row.text, request or "", sep="\t")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--misses", metavar="LABEL")
    options = parser.parse_args()
    rows = [(row, find_request(row.text)) for row in read_rows(options.path)]
    if options.misses:
        print_misses(rows, options.misses)
    else:
        print_rates(rows)


if __name__ == "__main__":
    main()
