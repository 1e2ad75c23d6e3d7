"""Draws a flame graph of collapsed stacks (`frame;frame;frame count`) as an SVG for documents.

Usage: flame_svg.py STACKS TITLE OUTPUT

The width of a frame is its share of all samples; a frame lies on the one that called it. Runs of
frames of one kind where each does nothing but call the next are one row, named by the last; what is
narrower than 0.25 % is left out. Colours tell Craton, Java, and native code apart.
"""

import re
import sys
from xml.sax.saxutils import escape

WIDTH, ROW, CHARACTER = 1200, 15, 6.2
NARROWEST = 0.0025
COLOURS = {"craton": "#8fbf8f", "java": "#e8c07a", "native": "#d98c7f"}


class Frame:
    """A function in one place of the stacks."""

    def __init__(self, name):
        self.name = name
        self.samples = 0
        self.callees = {}


def read(path):
    """The tree of all stacks, without the thread that a profiler may name first."""
    root = Frame("all")
    with open(path, encoding="utf-8") as file:
        for line in file:
            stack, _, count = line.rpartition(" ")
            root.samples += int(count)
            at = root
            names = stack.split(";")
            for name in names[1:] if re.match(r"\[.*tid=", names[0]) else names:
                at = at.callees.setdefault(name, Frame(name))
                at.samples += int(count)
    return root


def kind(name):
    if name.startswith("io/craton/"):
        return "craton"
    return "java" if re.match(r"(\w+/)+[\w$.]+", name) and ".so" not in name else "native"


def short(name):
    """Without the package but for its last part, and without the numbers of lambdas."""
    name = re.sub(r"\$\$Lambda\.0x[0-9a-f]+", "$$Lambda", name)
    return "/".join(name.split("/")[-2:]) if kind(name) != "native" else name


def folded(frame):
    """The last of a run of frames of one kind, each of which does nothing but call the next."""
    while len(frame.callees) == 1:
        (callee,) = frame.callees.values()
        if callee.samples < 0.995 * frame.samples or kind(callee.name) != kind(frame.name):
            break
        frame = callee
    return frame


def boxes(frame, left, depth, total, found):
    """Adds (left, depth, width, frame), all widths as shares of the whole."""
    share = frame.samples / total
    if share < NARROWEST:
        return
    last = folded(frame) if depth > 0 else frame
    found.append((left, depth, share, last))
    for callee in sorted(last.callees.values(), key=lambda each: each.name):
        boxes(callee, left, depth + 1, total, found)
        left += callee.samples / total


def draw(root, title):
    found = []
    boxes(root, 0.0, 0, root.samples, found)
    height = (max(depth for _, depth, _, _ in found) + 3) * ROW
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="10">'
    )
    yield f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    yield f'<text x="4" y="11" font-size="12">{escape(title)}, {root.samples:,} samples</text>'
    for left, depth, share, frame in found:
        x, y, width = left * WIDTH, height - (depth + 1) * ROW, share * WIDTH
        name = short(frame.name)
        yield (
            f'<g><title>{escape(name)}, {100 * share:.1f} %</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.3):.1f}" height="{ROW - 1}" '
            f'fill="{COLOURS[kind(frame.name)] if depth else "#ccc"}"/>'
        )
        room = int((width - 4) / CHARACTER)
        if room >= 4:
            label = name if len(name) <= room else name[: room - 1] + "…"
            yield f'<text x="{x + 2:.1f}" y="{y + 11}">{escape(label)}</text>'
        yield "</g>"
    yield "</svg>"


def main(stacks, title, output):
    root = read(stacks)
    if root.samples == 0:
        sys.exit(f"flame_svg.py: no samples in {stacks}")
    with open(output, "w", encoding="utf-8") as file:
        file.write("\n".join(draw(root, title)) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
