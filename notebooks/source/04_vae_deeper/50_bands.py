# %% [markdown] lang="en"
# ## Did everything work?
#
# The last code cell checks that the results lie where they usually do.
# What is usual was measured in ten trainings, five seeds in each of two number formats (mean and standard deviation; `benchmarks/bands_04_vae_deeper.json`): for the first 200 test images the bound with K = 500 was 1.599 ± 0.001 bits per dimension, and the holes were filled with 10.2 ± 0.1 dB.
# Of 32 dimensions 29 to 32 were active at $\beta = 1$, 4 to 12 at $\beta = 8$, 8 to 11 with annealing, and all 32 with free bits.
# A VAE whose divergence was averaged over the dimensions of the code instead of summed, recorded there too, falls outside: its bound was 1.67 bits per dimension, and at $\beta = 8$ all 32 dimensions of its code were active.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后一个代码单元格检查各项结果是否在通常的范围内。
# 通常的范围来自十次训练，两种数值精度下各用五个种子（均值与标准差，见 `benchmarks/bands_04_vae_deeper.json`）：前 200 幅测试图像上，K = 500 的下界为 1.599 ± 0.001 比特/维；填补空洞的 PSNR 为 10.2 ± 0.1 dB。
# 32 维中活跃的维数：$\beta = 1$ 时为 29 到 32，$\beta = 8$ 时为 4 到 12，用 KL 退火时为 8 到 11，用免费比特时 32 维全部活跃。
# 同一文件还记录了另一个 VAE，它的散度对编码各维取了平均而不是求和，结果落在范围之外：下界为 1.67 比特/维，$\beta = 8$ 时编码的 32 维全部活跃。

# %%
results = {"bits per dimension": grey_bits, "hole": hole_psnr["VAE, 16 numbers", "VAE，16 个数"]}
results = {name: round(float(value), 3) for name, value in results.items()}
for key in ("alive", "rate", "sum"):
    results[key] = {name: round(float(terms[key]), 3) for name, terms in measured.items()}
alive = results["alive"]

# %% tags=["headline", "bands"]
print(f"{results['bits per dimension']:.2f} bits per dimension, holes filled with", end=" ")
print(f"{results['hole']:.1f} dB; {alive['beta 8']:.0f} of 32 dimensions active at beta 8")
assert results["bits per dimension"] < 1.65 and results["hole"] > 9
assert alive["beta 8"] <= 20 and alive["beta 1"] >= 25 and alive["beta 8, free bits"] == 32
assert min(results["sum"], key=results["sum"].get) == "beta 1"
