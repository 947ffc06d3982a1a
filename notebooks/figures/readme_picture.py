"""Join the sample grids of the committed chapter 3 to README's picture: readme_gan.png."""

import base64
import io
from pathlib import Path

import nbformat
from PIL import Image

HERE = Path(__file__).parent
WANTED = ("A hundred samples in a 10 by 10 grid", "Forty generated garments")

pictures = []
notebook = nbformat.read(HERE.parent / "en" / "03_gan.ipynb", as_version=4)
for start in WANTED:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data and data.get("text/plain", "").startswith(start):
                raw = base64.b64decode(data["image/png"])
                pictures.append(Image.open(io.BytesIO(raw)).convert("RGB"))
digits, garments = pictures
canvas = Image.new("RGB", (digits.width, digits.height + garments.height + 10), "white")
canvas.paste(digits, (0, 0))
canvas.paste(garments, (0, digits.height + 10))
canvas.save(HERE / "readme_gan.png")
