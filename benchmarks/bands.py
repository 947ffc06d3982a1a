"""Record what a chapter's results are over training seeds, for the bands that it asserts.

    python benchmarks/bands.py 03_gan --seeds 5 --precision mixed_bfloat16 float32
    python benchmarks/bands.py 03_gan --seeds 1 --precision float32 --broken

(The ring and the dense networks of chapter 3 were run again alone when their training changed, and
so were the portraits of chapter 4 when they were new. Runs of 05_rnn_deeper "within" 05_rnn were
made when chapter 5 still held that notebook's training.)

Runs the chapter's own code cells, without the cell tagged "bands", once for each seed and
precision, each in a process of its own, and adds its `results` to benchmarks/bands_CHAPTER.json;
what stands there is kept, so to record a chapter anew, remove the file.
`--skip` leaves out sections whose results no band needs. `--broken` breaks the model: it turns the
sign of the generator's loss, averages the divergence over the dimensions of the code instead of
summing it, has texts predict the character after the next, gives images the label of their
neighbour, shows them as negatives, or turns a sign in the velocity that a denoiser learns. That
must put the results outside the bands.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "notebooks"))

from sources import read_source

ROOT = Path(__file__).resolve().parents[1]
BREAK = {
    "00_start": """
import numpy as _np
import aigc_keras.data.images as _images
_load = _images.load_images
def _wrong_labels(*arguments, **options):
    (images, labels), test = _load(*arguments, **options)
    return (images, _np.concatenate([_np.roll(labels[:7000], 1), labels[7000:]])), test
import aigc_keras.data as _data
_data.load_images = _wrong_labels
""",
    "01_history": """
import keras as _keras
import numpy as _np
import aigc_keras.data.batches as _batches
_right_take, _right_fit = _batches.TextWindows._take, _keras.Model.fit
def _one_off(self, chosen):
    x, y = _right_take(self, chosen)
    return x, _np.roll(y, -1, axis=1)
def _wrong_fit(self, x=None, y=None, **options):
    if y is not None:
        y = _np.roll(y, 1, axis=0)
    elif isinstance(x, _np.ndarray):
        x = 255 - x if x.dtype == "uint8" else -x
    return _right_fit(self, x, y, **options)
_batches.TextWindows._take, _keras.Model.fit = _one_off, _wrong_fit
""",
    "03_gan": """
import aigc_keras.models.gan as _gan
_right = _gan.gan_loss
def _turned(loss):
    both = _right(loss)
    def _losses(real_logits, fake_logits):
        d_loss, g_loss = both(real_logits, fake_logits)
        return d_loss, -g_loss
    return _losses
_gan.gan_loss = _turned
""",
    "04_vae": """
import aigc_keras.models.vae as _vae
_right = _vae.VAE.compute_loss
def _averaged(self, *arguments, **options):
    self.beta /= self.latent_dim
    try:
        return _right(self, *arguments, **options)
    finally:
        self.beta *= self.latent_dim
_vae.VAE.compute_loss = _averaged
""",
    "05_rnn": """
import keras as _keras
import aigc_keras.models.rnn as _rnn
_right = _rnn.RecurrentLM.compute_loss
def _one_off(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
    return _right(self, x, _keras.ops.roll(y, -1, axis=1), y_pred)
_rnn.RecurrentLM.compute_loss = _one_off
""",
    "06_transformer": """
import keras as _keras
from aigc_keras.models.language import LanguageModel as _Language
from aigc_keras.models.masked import MaskedLM as _Masked
def _break(model):
    right = model.compute_loss
    def _one_off(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        y = _keras.ops.roll(y, -1, axis=1) if training else y
        return right(self, x, y, y_pred, sample_weight, training)
    model.compute_loss = _one_off
for _model in (_Language, _Masked):
    _break(_model)
""",
    "07_diffusion": """
import aigc_keras.models.diffusion as _diffusion
_right = _diffusion.target_weights
def _turned(schedule, target, rates):
    of_image, of_noise = _right(schedule, target, rates)
    return (of_image, of_noise) if isinstance(rates[0], float) else (-of_image, of_noise)
_diffusion.target_weights = _turned
""",
    "08_text_to_image": """
import keras as _keras
from aigc_keras import TextToImage as _Model
_right = _Model.call
def _of_another_picture(self, x, training=False):
    images, ids = x
    return _right(self, (images, _keras.ops.roll(ids, 1, axis=0)), training)
_Model.call = _of_another_picture
""",
}


def code(chapter, seed, skip):
    """The chapter's code cells as one program, with another seed and without figures."""
    program, heading = ["import matplotlib\nmatplotlib.use('Agg')\n"], ""
    for cell in read_source(ROOT, chapter):
        if cell.cell_type == "markdown":
            if cell.metadata["lang"] == "en":
                for found in re.findall(r"(?m)^## (.+)", cell.source):
                    heading = found
        elif "bands" not in cell.metadata.get("tags", []) and heading not in skip:
            seeded = f"aigc_keras.configure(seed={seed})"
            program.append(cell.source.replace("aigc_keras.configure()", seeded))
    return "\n\n".join(program) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("chapter")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--precision", nargs="+", default=["mixed_bfloat16", "float32"])
    parser.add_argument("--skip", nargs="*", default=[])
    parser.add_argument("--broken", action="store_true")
    choices = parser.parse_args()
    path = ROOT / f"benchmarks/bands_{choices.chapter}.json"
    runs = json.loads(path.read_text("utf-8")) if path.exists() else []
    kept = [(run["seed"], run["precision"], run["broken"]) for run in runs]
    for seed in range(choices.seeds):
        for precision in choices.precision:
            if (seed, precision, choices.broken) in kept:
                continue
            program = code(choices.chapter, seed, choices.skip)
            if choices.broken:  # a deeper notebook has the models of its chapter
                program = BREAK[choices.chapter.removesuffix("_deeper")] + program
            program += "\nimport json; print('RESULTS', json.dumps(results))"
            done = subprocess.run(
                # A broken model fails what the chapter asserts on its way: -O leaves that out.
                [sys.executable, *["-O"] * choices.broken, "-c", program],
                env={**os.environ, "AIGC_KERAS_PRECISION": precision},
                cwd=tempfile.gettempdir(),
                capture_output=True,
                text=True,
            )
            lines = [line for line in done.stdout.splitlines() if line.startswith("RESULTS")]
            if not lines:
                sys.exit(f"seed {seed}, {precision}: {done.stderr[-2000:]}")
            run = {"seed": seed, "precision": precision, "broken": choices.broken}
            runs.append(run | {"results": json.loads(lines[-1].removeprefix("RESULTS"))})
            path.write_text(json.dumps(runs, indent=1), "utf-8")
            print(json.dumps(runs[-1]), flush=True)


if __name__ == "__main__":
    main()
