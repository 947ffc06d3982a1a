# %% [markdown] lang="en"
# ## Did everything work?
#
# The last cell checks that the main results lie where they usually do; if an update of some package spoils a training, this is where it shows.
# What is usual was measured in ten trainings of the digits, five seeds in each of two number formats (mean and standard deviation; `benchmarks/bands_04_vae.json`): an ELBO of -105.6 ± 0.2 nats for the 2,000 test images, a Fréchet distance of 3.77 ± 0.17 for the VAE's means, and 85.7% ± 1.2% of the conditional VAE's digits read as ordered.
# On the first 200 test images alone, the bound with K = 5,000 was -99.2 ± 0.3 nats.
# Five trainings of the portraits, in bfloat16 alone, restored test portraits with 24.6 ± 0.1 dB, left 74% ± 1% of the mouths readable, and of the ordered hair colours 92% ± 2% were read as ordered.
# A VAE whose divergence was averaged over the dimensions of the code instead of summed, recorded there too, falls outside: only 75% of its hair styles were read as ordered, where the five had 87% to 90%.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 本章最后一个代码单元格检查主要结果是否在通常的范围内；某个软件包更新之后，训练若出问题，在这里就会看到。
# 数字图像的通常范围来自十次训练，两种数值精度下各用五个种子（均值与标准差，见 `benchmarks/bands_04_vae.json`）：2,000 幅测试图像的 ELBO 为 -105.6 ± 0.2 奈特/幅，VAE 均值图的弗雷歇距离为 3.77 ± 0.17，条件 VAE 画出的数字有 85.7% ± 1.2% 被认作所要的那个。
# 只看前 200 幅测试图像，K = 5,000 的下界为 -99.2 ± 0.3 奈特/幅。
# 头像的五次训练只用了 bfloat16：重建测试头像的 PSNR 为 24.6 ± 0.1 dB，重建之后仍有 74% ± 1% 的嘴认得对；按要求画的新头像中，有 92% ± 2% 的发色被认作所要的那种。
# 同一文件还记录了另一个 VAE，它的散度对编码各维取了平均而不是求和，结果落在范围之外：按要求画的发型只有 75% 被认作所要的那种，而上述五次训练为 87% 到 90%。

# %%
means = scored[names.index(("VAE, means", "VAE，均值图"))]
results = {
    "ELBO": elbo.mean(),
    "K = 5,000": weighted.mean(),
    "gap": gap.mean(),
    "Fréchet": means["frechet"],
    "recall": means["recall"],
    "obedience": obedience,
}
results = {name: round(float(value), 3) for name, value in results.items()}
results["portraits"] = {"PSNR": float(psnr[0]), "read": accuracy[1], "edited": edited}
results["portraits"]["ordered"] = {name: rates["read"] for name, rates in obeyed.items()}
results["portraits"]["mouth repaired"] = mouths[1]

# %% tags=["headline", "bands"]
of_portraits = results["portraits"]
print(f"ELBO {results['ELBO']:.1f} nats, Fréchet distance {results['Fréchet']:.1f},", end=" ")
print(f"{obedience:.0%} of ordered digits are read as asked; portraits restored with", end=" ")
print(f"{of_portraits['PSNR']:.1f} dB, {of_portraits['ordered']['hair_color']:.0%} of ordered hair")
assert results["ELBO"] > -109 and results["gap"] > 4
assert results["Fréchet"] < 5 and results["recall"] > 0.5 and obedience > 0.75
assert of_portraits["PSNR"] > 24 and of_portraits["read"]["hair_color"] > 0.95
assert of_portraits["ordered"]["hair"] > 0.82 and of_portraits["ordered"]["hair_color"] > 0.78
assert of_portraits["edited"]["glasses: dark"] > 0.6
