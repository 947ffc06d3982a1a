# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last cells gather the main results and check that they lie within wide bands.
# They assert what must hold, not who wins: all models that learn beat the frequencies of single characters, all that draw are far from noise, more data and more parameters help, and all-or-nothing scores fall with $k$.
# Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_01_history.json`.
# Recorded there too is a run in which the text models are trained on the wrong targets and the image models on negatives: its bits, its distances and its fitted curve lie far outside what the ten runs gave, and the assertions stop it.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个单元格汇总主要结果，检查它们是否落在宽松的界限之内。
# 断言的是必须成立的事，而不是谁胜谁负：凡是学习的模型，都胜过单个字符的频率；凡是会画的，都离噪声很远；数据多了、参数多了，都有好处；只认全对的分数随 $k$ 下降。
# 界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_01_history.json` 中；那里还记录了一次故意弄坏的运行，文本模型学的是错位的目标，图像模型看的是负片；它的比特数、距离和拟合曲线都远在那十次运行的范围之外，通不过断言。

# %%
results = {f"bits, {name}": bits for name, (bits, _) in text_rows.items()}
results |= {f"distance, {name}": row[0] for name, row in image_rows.items()}
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
assert max(results[f"distance, {name}"] for name in ("autoencoder", "VAE", "GAN")) < 20
assert results["distance, diffusion"] < min(results["distance, autoencoder"], 5)
assert np.all(np.diff(losses[:, -1]) < 0) and np.all(np.diff(losses[-1]) < 0)
assert results["residual, fitted"] < 0.15 and results["residual, largest"] < 0.3
assert results["one right"] > 0.4 and 0 < results["eight right"] < 0.05
