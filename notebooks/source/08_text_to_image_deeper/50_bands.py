# %% [markdown] lang="en"
# ## Did everything work?
#
# The last code cell prints the main results, and checks that captions name more than 90% of the attributes, and more than 90% of these truly.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后一个代码单元格打印主要的结果，并检查说明是否说到了 90% 以上的属性，其中又是否有 90% 以上说对。

# %%
results = {
    "named": float(named.mean()),
    "true": float(true.mean()),
    "round trip": float(kept.mean()),
    "in the data": in_data,
    "short hair": {str(key): share[1] for key, share in found.items()},
    "long as asked": obeyed_long,
}

# %% tags=["headline", "bands"]
print(f"captions: {results['true']:.1%} of what is said is true; round trip", end=" ")
print(f"{results['round trip']:.1%}; short hair among glasses: {in_data:.0%} in the data,", end=" ")
print(f"{found[2.0][1]:.0%} drawn, {found['weighted'][1]:.0%} after weighting")
assert results["named"] > 0.9 and results["true"] > 0.9
