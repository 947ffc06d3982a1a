"""The figure of `run.py`, from its results."""

import matplotlib.pyplot as plt
from families import PLAIN

from aigc_keras import plotting

TITLES = {
    "gan": "GAN",
    "conditional_gan": "conditional GAN",
    "wasserstein_gan": "Wasserstein GAN",
    "vae": "VAE",
    "recurrent_text": "recurrent text",
    "gpt": "GPT",
}


def draw(results):
    """Left, how many times as fast training is, each pair a dot; right, characters a second."""
    plotting.use_style()
    picture, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), width_ratios=(3, 2))
    blue, red = plotting.COLOURS[:2]
    names = [name for name in TITLES if name in results][::-1]
    for y, name in enumerate(names):
        ratio = results[name]["ratio"]["library"]
        left.plot(ratio["all"], [y] * len(ratio["all"]), ".", color=blue, alpha=0.35)
        left.plot(ratio["median"], y, "D", color=blue, label="median" if not y else None)
        left.annotate(f"{ratio['median']:.1f}", (ratio["median"], y + 0.2), ha="center")
        if PLAIN in results[name]["ratio"]:
            plain = results[name]["ratio"][PLAIN]["median"]
            left.plot(plain, y, "D", markerfacecolor="white", color=blue)
    left.plot([], [], ".", color=blue, alpha=0.35, label="each pair")
    left.plot(
        [],
        [],
        "D",
        markerfacecolor="white",
        color=blue,
        label="median, the textbook's loss and batch",
    )
    left.axvline(1, color="grey", linewidth=0.8)
    left.set(xlim=(0, None), ylim=(-0.5, len(names) - 0.3), xlabel="speed / textbook's speed")
    left.set_yticks(range(len(names)), [TITLES[name] for name in names])
    left.set_title("Training")
    picture.legend(*left.get_legend_handles_labels(), ncols=3, loc="outside lower left")
    rows = [(f, w) for f in results.get("generation", {}) for w in ("textbook", "library")][::-1]
    for y, (family, way) in enumerate(rows):
        speed = results["generation"][family]["per_second"][way]
        right.barh(y, speed, color=blue if way == "library" else red, height=0.6)
        right.annotate(f" {speed:,.0f}", (speed, y), va="center")
    calls = {"library": "generate", "textbook": "predict"}
    right.set_yticks(range(len(rows)), [f"{TITLES[f]},\n{calls[w]}" for f, w in rows])
    right.set(xscale="log", xlabel="characters a second")
    right.margins(x=0.35)
    right.set_title("Writing")
    return picture
