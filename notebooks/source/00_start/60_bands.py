# %% [markdown] lang="en"
# ## Did everything work?
#
# The last two cells gather the main results and check that they lie within generous bands; five training seeds in each of two number formats stand behind them (`benchmarks/bands_00_start.json`).
# If the training gave every image the label of the image before it, the results would fall outside.
# If a new version of some package ruins the training, this is where it shows.
# Every chapter ends like this.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后两个代码单元格汇总主要结果，检查它们是否落在宽松的界限之内；界限的依据是两种数值精度下各五个训练种子的结果（`benchmarks/bands_00_start.json`）。
# 如果训练时每幅图像用的都是前一幅的标签，结果就落在界限之外。
# 如果某个软件包的新版本让训练出了问题，检查就会报错。
# 每一章都这样收尾。

# %%
results = {
    "first loss": first_loss,
    "accuracy": history["val_accuracy"][-1],
    "overfitted, training loss": overfitted["loss"][-1],
    "overfitted, best validation loss": min(overfitted["val_loss"]),
    "overfitted, last validation loss": overfitted["val_loss"][-1],
    "overfitted, accuracy": overfitted["val_accuracy"][-1],
    "seeds, mean": scores[64].mean(),
    "seeds, spread": scores[64].std(ddof=1),
}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"{results['accuracy']:.1%} of 1,000 validation digits read correctly", end=", ")
print(f"{results['overfitted, accuracy']:.0%} after learning 200 images by heart")
assert 2.0 < results["first loss"] < 3.2 and results["accuracy"] > 0.9
assert results["overfitted, training loss"] < 0.02
gap = results["overfitted, last validation loss"] - results["overfitted, best validation loss"]
assert gap > 0.03
assert 0.7 < results["overfitted, accuracy"] < 0.9
assert difference > 2 * np.hypot(of_seeds, of_images)
assert results["seeds, mean"] > 0.8 and 0.002 < results["seeds, spread"] < 0.03
