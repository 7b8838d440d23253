"""`make bench`: run a measurement by its name. Each prints ratios to a peer of the same run."""

import argparse
import ast
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("[a-z]*.py"))


def first_line(name: str) -> str:
    """What a measurement says of itself."""
    words = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text())) or ""
    return words.partition("\n")[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("name", nargs="?", type=lambda name: name.removesuffix(".py"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    if chosen.name is None:
        for name in names():
            print(f"{name:<12}{first_line(name)}")
        return
    if chosen.name not in names():
        parser.error(f"there is no {chosen.name}; there are {', '.join(names())}")
    sys.argv = [f"benchmarks/{chosen.name}.py", *chosen.arguments]
    runpy.run_path(str(FOLDER / f"{chosen.name}.py"), run_name="__main__")


if __name__ == "__main__":
    main()
