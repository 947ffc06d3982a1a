# %% [markdown] lang="en"
# ## Did everything work?
#
# Apart from what is cited from others or called recorded, the results above came out of this run (and those of the GAN from weights trained before).
# The last cells gather the main results and check that they lie where they usually do; if an update of some package spoils a training, this is where it shows.
# What is usual was measured in ten runs, with five seeds in each of two number formats (`benchmarks/bands_01_history.json`).

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 以上结果都出自本次运行（GAN 的结果出自事先训练好的权重），注明引自文献或以往记录的除外。
# 下面两个单元格汇总主要结果，检查结果是否落在通常的范围之内；如果某个软件包更新之后训练出了问题，在这里就会看到。
# 通常的范围来自十次运行，两种数值精度下各用五个种子（见 `benchmarks/bands_01_history.json`）。

# %%
results = {f"bits, {name}": bits for name, (bits, _) in text_rows.items()}
trained_here = [name for name in image_rows if name != "GAN"]
results |= {f"distance, {name}": image_rows[name][0] for name in trained_here}
results |= {
    "bits, smallest network": losses[0, -1],
    "bits, largest network": losses[-1, -1],
    "residual, fitted": misses(theta)[0],
    "residual, largest": misses(theta)[1],
    "one right": shares[1][-1, -1],
    "eight right": shares[8][-1, -1],
}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
for start, unit in (("bits", "bits per character"), ("distance", "Fréchet distance")):
    parts = [f"{k.split(', ')[1]} {v:.2f}" for k, v in results.items() if k.startswith(start)]
    print(f"{unit}: {', '.join(parts)}", end="; " if start == "bits" else "\n")
assert results["bits, 5-gram"] < 2.7 and results["bits, recurrent"] < 3.4
assert results["bits, attention"] < 3.6
assert max(results["distance, autoencoder"], results["distance, VAE"]) < 20
assert results["distance, diffusion"] < min(results["distance, autoencoder"], 5)
assert np.all(np.diff(losses[:, -1]) < 0) and np.all(np.diff(losses[-1]) < 0)
assert results["residual, fitted"] < 0.15 and results["residual, largest"] < 0.3
assert results["one right"] > 0.4 and 0 < results["eight right"] < 0.05
