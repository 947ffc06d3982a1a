"""Draw README's picture, readme_gan.png: ten of each digit by the trained conditional GAN."""

from pathlib import Path

from aigc_keras import load_trained, plotting

plotting.use_style()
labels = [digit for _ in range(10) for digit in range(10)]
images = load_trained("conditional_gan_digits").sample(100, labels=labels, seed=0)
figure = plotting.image_grid(images, column_labels=range(10))
figure.savefig(Path(__file__).parent / "readme_gan.png")
