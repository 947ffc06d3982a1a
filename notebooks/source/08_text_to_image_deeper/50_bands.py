# %% [markdown] lang="en"
# ## Did everything work?
#
# The last code cell prints the main results, and checks that they lie where they usually do.
# What is usual was measured in five trainings in bfloat16 with five seeds, none of them this notebook's (mean and standard deviation; `benchmarks/bands_08_text_to_image_deeper.json`).
# Of what captions say 99.3% ± 1.6% is true, and 99.3% ± 1.5% is still there after the round trip.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后一个代码单元格打印主要的结果，并检查它们是否在通常的范围内。
# 通常的范围来自用五个种子（本笔记本的种子不在其中）、在 bfloat16 下所做的五次训练（均值与标准差，见 `benchmarks/bands_08_text_to_image_deeper.json`）。
# 说明所说的有 99.3% ± 1.6% 属实；走一个来回之后，仍有 99.3% ± 1.5% 一致。

# %%
results = {
    "named": float(named.mean()),
    "true": float(true.mean()),
    "round trip": float(kept.mean()),
    "in the data": in_data,
    "short hair": {
        key if isinstance(key, str) else f"w = {key:g}": share[1] for key, share in found.items()
    },
    "long as asked": obeyed_long,
}

# %% tags=["headline", "bands"]
print(f"captions: {results['true']:.1%} of what is said is true; round trip", end=" ")
print(f"{results['round trip']:.1%}; short hair among glasses: {in_data:.0%} in the data,", end=" ")
print(f"{found[2.0][1]:.0%} drawn, {found['weighted'][1]:.0%} after weighting")
assert results["named"] > 0.9 and results["true"] > 0.92 and results["round trip"] > 0.92
assert results["short hair"]["w = 2"] > 0.92 and results["short hair"]["weighted"] < 0.8
