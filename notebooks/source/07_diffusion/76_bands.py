# %% [markdown] lang="en"
# ## Did everything work?
#
# The last cell checks that the main results lie where they usually do; if an update of some package spoils a training, this is where it shows.
# BANDS_EN

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 本章最后一个代码单元格检查主要结果是否在通常的范围内；某个软件包更新之后，训练若出问题，在这里就会看到。
# BANDS_ZH

# %%
row_names = {
    "pixels": ("diffusion, pixels, 8 steps", "扩散，像素，8 步"),
    "codes": ("diffusion, codes", "扩散，编码"),
    "codes, guided": ("diffusion, codes, w = 1.5", "扩散，编码，w = 1.5"),
}
results = {
    name: {key: round(float(results_of[row][key]), 3) for key in keys}
    for name, row in row_names.items()
}
results["obeyed"] = {f"w = {w:g}": float(found["obeyed"]) for w, found in sweep.items()}
results["portraits"] = {
    "w = 1": float(obeyed[("this run, w = 1", "本次训练，w = 1")].mean()),
    "w = 3": float(obeyed[("this run, w = 3", "本次训练，w = 3")].mean()),
    "kept, w = 3": float(obeyed[("kept painter, w = 3", "课程自带，w = 3")].mean()),
}
results["memorised"] = {name: float(np.mean(found < 1)) for (name, _), found in gaps.items()}
results["one dimension"] = {"shares": shares[1:], "spreads": spreads[1:]}

# %% tags=["headline", "bands"]
codes_row, of_portraits = results["codes"], results["portraits"]
print(f"Fréchet distance: pixels {results['pixels']['frechet']:.1f}, codes", end=" ")
print(f"{codes_row['frechet']:.2f} (recall {codes_row['recall']:.2f});", end=" ")
print(f"{results['obeyed']['w = 2']:.0%} of ordered digits and", end=" ")
print(f"{of_portraits['w = 3']:.0%} of ordered attributes are read as asked")
