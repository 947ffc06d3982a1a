# %% [markdown] lang="en"
# ## Did everything work?
#
# Apart from those that are called recorded, every number above came out of this run.
# The last cell checks that they lie where they usually do; if an update of some package spoils a training, this is where it shows.
# What is usual was measured in ten trainings, with five seeds in each of two number formats: a Fréchet distance of 1.80 ± 0.30 and a recall of 0.76 ± 0.03 for the convolutional GAN, and 87.9% ± 1.2% of the conditional GAN's digits read as ordered (mean and standard deviation; `benchmarks/bands_03_gan.json`).

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 本章的数值，除注明引自以往记录的以外，都是本次运行的结果。
# 下面的单元格检查这些数值是否落在通常的范围之内；如果某个软件包更新后训练出了问题，这个单元格就会报错。
# 通常的范围来自十次训练，即在两种数值精度下各用五个种子：卷积 GAN 的弗雷歇距离为 1.80 ± 0.30，召回率为 0.76 ± 0.03；条件 GAN 写出的数字，按分类器的判断有 87.9% ± 1.2% 与要求相符（均值与标准差，见 `benchmarks/bands_03_gan.json`）。

# %% tags=["headline", "bands"]
conv, conditional = results["conv"], results["conditional"]
print(f"Fréchet distance {conv['frechet']:.1f} (real {results['real']['frechet']:.2f}),", end=" ")
print(f"recall {conv['recall']:.2f}, {obedience:.0%} of ordered digits are read as asked")
assert conv["frechet"] < 3.5 and conv["recall"] > 0.6
assert conditional["frechet"] < 2.5 and obedience > 0.78
assert results["ring, slow"]["modes"] < 5 and results["ring, r1"]["modes"] >= 7
assert results["ring, r1"]["good"] > 0.55
assert results["dense"]["class_kl"] > 0.5 and results["dense, improved"]["recall"] < 0.4
