"""The old place of `models/images.py`, as far as labels go."""

from aigc_keras.models.images import check_labels, join  # noqa: F401
