"""`make bench`: run a measurement by its name. Each prints ratios to a peer of the same run."""

import argparse
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    names = sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("name", nargs="?", default="sending", choices=names)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    sys.argv = [f"benchmarks/{chosen.name}.py", *chosen.arguments]
    runpy.run_path(str(FOLDER / f"{chosen.name}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
