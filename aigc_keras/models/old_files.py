"""Files of version 0.1.0, whose Transformers had other variables in other places.

Queries, keys and values were apart and of three dimensions, as in Keras' `MultiHeadAttention`, and
the blocks belonged to the model itself instead of its network.
"""

import io

import h5py
import numpy as np

NORM = "layer_normalization"


def convert(store):
    """Let the store of an old Transformer's file look like one of today; others stay as they are.

    Args:
        store: What Keras hands to `load_own_variables` of the whole model; changed in place.
    """
    file = getattr(store, "h5_file", None)
    if file is None or "blocks/block/attention/query_dense" not in file:
        return
    old = {}
    file.visititems(lambda path, item: old.update({path: item}) if hasattr(item, "shape") else None)
    old = {path: np.array(item) for path, item in old.items()}
    recipes = _recipes(old)
    new = {path: _joined(sources, old) for path, sources in recipes.items()}
    new |= {path: value for path, value in old.items() if path.startswith("vars/seed_")}
    optimizer = [old[f"optimizer/vars/{i}"] for i in range(_count(old, "optimizer/vars/{}"))]
    for i, value in enumerate(_optimizer(optimizer, recipes, old)):
        new[f"optimizer/vars/{i}"] = value
    store.h5_file = h5py.File(io.BytesIO(), "w")
    for path, value in new.items():
        store.h5_file[path] = value
    store.get("")


def _recipes(old):
    """{path of a variable today: paths of those it is made of}, in the order of training."""
    own = [f"vars/{i}" for i in range(_count(old, "vars/{}"))]
    recipes = {f"network/{path}": [path] for path in own}
    for stack, norm in (("blocks", "last_norm"), ("encoder_blocks", "encoder_norm")):
        for i in range(_count(old, stack + "/{}/expand/vars/0", "block")):
            recipes |= _recipes_of_block(old, f"{stack}/{_numbered('block', i)}")
        recipes |= _pair(old, f"network/{norm}", [norm])
    return recipes


def _recipes_of_block(old, block):
    new = f"network/{block}"
    looks = f"{block}/attention"
    parts = [f"{looks}/{name}_dense" for name in ("query", "key", "value")]
    recipes = _pair(old, f"{new}/attention/qkv", parts)
    recipes |= _pair(old, f"{new}/attention/out", [f"{looks}/output_dense"])
    looks = f"{block}/cross_attention"
    recipes |= _pair(old, f"{new}/cross_attention/query", [f"{looks}/query_dense"])
    parts = [f"{looks}/key_dense", f"{looks}/value_dense"]
    recipes |= _pair(old, f"{new}/cross_attention/key_value", parts)
    recipes |= _pair(old, f"{new}/cross_attention/out", [f"{looks}/output_dense"])
    for part in ("expand", "contract"):
        recipes |= _pair(old, f"{new}/feed_forward/{part}", [f"{block}/{part}"])
    for i in range(3):
        norm = f"norms/{_numbered(NORM, i)}"
        recipes |= _pair(old, f"{new}/{norm}", [f"{block}/{norm}"])
    return recipes


def _pair(old, new, parts):
    """The recipes of a layer's two variables; none where the file has no such layer."""
    if f"{parts[0]}/vars/0" not in old:
        return {}
    return {f"{new}/vars/{i}": [f"{part}/vars/{i}" for part in parts] for i in (0, 1)}


def _joined(paths, values):
    """The variable that is made of these: a matrix or a vector."""
    parts = []
    for path in paths:
        part = values[path]
        if "attention/" in path and path.endswith("/0"):
            is_last = "output_dense" in path
            part = part.reshape((-1, part.shape[-1]) if is_last else (part.shape[0], -1))
        elif "attention/" in path:
            part = part.reshape(-1)
        parts.append(part)
    return np.concatenate(parts, axis=-1)


def _optimizer(variables, recipes, old):
    """The optimizer's variables for today's trainable ones; unknown kinds stay as they are."""
    scalars = [value for value in variables if value.shape == ()]
    others = variables[len(scalars) :]
    order = _old_order(recipes)
    sizes = [old[path].size for path in order]
    if others and all(value.shape == (sum(sizes),) for value in others):  # FlatAdam
        converted = []
        for flat in others:
            parts = np.split(flat, np.cumsum(sizes)[:-1])
            parts = {
                path: part.reshape(old[path].shape) for path, part in zip(order, parts, strict=True)
            }
            joined = [_joined(sources, parts).ravel() for sources in recipes.values()]
            converted.append(np.concatenate(joined))
        return [*scalars, *converted]
    kinds = len(others) // len(order)  # such as Adam's two moments, side by side for each variable
    shapes = [old[path].shape for path in order for _ in range(kinds)]
    if [value.shape for value in others] != shapes:
        return variables
    kept = [dict(zip(order, others[kind::kinds], strict=True)) for kind in range(kinds)]
    return [*scalars, *(_joined(sources, each) for sources in recipes.values() for each in kept)]


def _old_order(recipes):
    """The old variables in the order of training: each layer's kernel, then its bias."""
    order = []
    for path, sources in recipes.items():
        if len(sources) == 1:
            order += sources
        elif path.endswith("/0"):
            order += [name for source in sources for name in (source, source[:-1] + "1")]
    return order


def _count(old, pattern, name=None):
    """How many of the numbered paths there are."""
    i = 0
    while pattern.format(i if name is None else _numbered(name, i)) in old:
        i += 1
    return i


def _numbered(name, i):
    return f"{name}_{i}" if i else name
