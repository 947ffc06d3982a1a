"""Generative models, one family per file.

Adding one means ``models/x.py``, ``tests/test_x.py`` and one line in ``_EXPORTS`` of
``aigc_keras/__init__.py``.
"""
