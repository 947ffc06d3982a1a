"""Measure chapters as a reader meets them: how long, how soon the first result, how much code.

    python notebooks/measure.py notebooks/en/03_gan.ipynb notebooks/zh/03_gan.ipynb

Words are those of the prose, Chinese characters in Chinese, without formulas, pictures and links.
Minutes assume 200 words or 350 characters a minute, four seconds for a line of code and twenty for
a figure or table.
"""

import re
import statistics
import sys
from pathlib import Path

import nbformat

PICTURE = re.compile(r"!\[.*?\]\((?:attachment:|\.\./|https?:)[^)]*\)", re.DOTALL)
HIDDEN = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\$\$.*?\$\$|\$[^$\n]*\$|<[^>]+>", re.DOTALL)
ARTICLES = re.compile(r"\barticles?\b|文章|《(?:大模型|生成式AI|发展历程|原理与代码|赋能行业)》")


def prose(cell):
    """The words of a prose cell, without formulas, pictures and the addresses of links."""
    text = PICTURE.sub(" ", cell.source)
    return HIDDEN.sub(lambda found: found[1] or " ", text)


def length(text):
    """How many English words and how many Chinese characters."""
    characters = re.findall(r"[\u4e00-\u9fff]", text)
    words = re.findall(r"[A-Za-zÀ-ÿ][\w'-]*", text)
    return len(words), len(characters)


def lines_of(code):
    """The lines of a code cell that are neither empty nor a comment."""
    return [line for line in code.splitlines() if line.strip() and not line.strip().startswith("#")]


def shows(cell):
    """Whether a cell's output is a picture or a table."""
    kinds = [kind for output in cell.get("outputs", []) for kind in output.get("data", {})]
    return any(kind.startswith("image/") for kind in kinds) or any(
        "<table" in output["data"].get("text/html", "")
        for output in cell.get("outputs", [])
        if "data" in output
    )


def measure(notebook):
    """What there is to say of a notebook: dict of str to number."""
    text = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    own = [cell for cell in code if "hide-input" not in cell.metadata.get("tags", [])]
    counts = [length(prose(cell)) for cell in text]
    words, characters = (sum(column) for column in zip(*counts, strict=True))
    of_articles = [
        paragraph
        for cell in text
        for paragraph in prose(cell).split("\n\n")
        if ARTICLES.search(paragraph)
    ]
    about = [sum(column) for column in zip(*map(length, of_articles), (0, 0), strict=True)]
    sizes = [len(lines_of(cell.source)) for cell in own]
    shown = sum(map(shows, code))
    first = next(i for i, cell in enumerate(notebook.cells, 1) if shows(cell))
    is_chinese = characters > words
    minutes = (characters / 350 if is_chinese else words / 200) + (sum(sizes) * 4 + shown * 20) / 60
    return {
        "cells": len(notebook.cells),
        "words": characters if is_chinese else words,
        "minutes": round(minutes),
        "first result in cell": first,
        "about the articles, %": round(
            100 * about[is_chinese] / (characters if is_chinese else words)
        ),
        "diagrams": sum(cell.source.count("](attachment:") for cell in text),
        "figures and tables": shown,
        "code lines": sum(sizes),
        "median lines of a cell": statistics.median(sizes),
        "most lines of a cell": max(sizes),
        "comment lines": sum(
            line.strip().startswith("#") or "  # " in line
            for cell in own
            for line in cell.source.splitlines()
        ),
    }


def main(paths):
    for path in paths:
        print(path)
        for name, value in measure(nbformat.read(path, as_version=4)).items():
            print(f"  {name:24} {value:>7,}")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]] or sys.exit(__doc__))
