# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# Every number above came out of this run.
# The last cell checks that the results lie within bands.
# Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_03_gan.json`; a GAN whose loss has the wrong sign, recorded there too, falls outside.
# If a new version of some package ruins the training, it is this cell that says so.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 以上每个数都出自本次运行。
# 最后这个单元格检查各项结果是否落在界限之内。
# 界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_03_gan.json` 中；那里还记录了一个损失符号写反的 GAN，它落在界限之外。
# 如果哪个软件包的新版本毁了训练，报警的就是这个单元格。

# %% tags=["headline", "bands"]
conv = results["conv"]
print(
    f"Fréchet distance {conv['frechet']:.1f} (real {references['real']['frechet']:.2f}),", end=" "
)
print(f"recall {conv['recall']:.2f}, {obedience:.0%} of ordered digits are read as asked")
assert conv["frechet"] < 3.5 and conv["recall"] > 0.6
assert results["conditional"]["frechet"] < 2.5 and obedience > 0.8
assert results["ring, cured"]["modes"] >= max(7, results["ring, hasty"]["modes"] + 1)
assert results["collapsed"]["class_kl"] > 1 and results["collapsed"]["recall"] < 0.1
