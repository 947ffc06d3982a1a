"""Draw each SVG here as PNG, which the notebooks carry: JupyterLab shows no SVG as an attachment.

Needs resvg-py and, for Chinese, the font Noto Sans CJK SC. Each PNG says of which SVG it is.
"""

import hashlib
import io
from pathlib import Path

import resvg_py
from PIL import Image, PngImagePlugin

HERE = Path(__file__).parent
for svg in sorted(HERE.glob("*.svg")):
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg.read_text("utf-8"),
        background="#ffffff",
        sans_serif_family="Noto Sans CJK SC",
        width=800,
        dpi=96.0,
    )
    source = PngImagePlugin.PngInfo()
    source.add_text("Source", hashlib.sha256(svg.read_bytes()).hexdigest())
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGB").quantize(64)
    picture.save(svg.with_suffix(".png"), optimize=True, pnginfo=source)
