# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands.
# Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_04_vae.json`; a VAE whose divergence is averaged over the dimensions of the code instead of summed, recorded there too, falls outside.
# If a new version of some package ruins the training, this is where it shows.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个单元格汇总主要结果，检查它们是否落在界限之内。
# 界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_04_vae.json` 中；那里还记录了一个把散度对编码各维求平均（本应求和）的 VAE，它落在界限之外。
# 如果哪个软件包的新版本毁了训练，就会在这里露出来。

# %%
results = {
    "ELBO": elbo.mean(),
    "K = 5,000": weighted.mean(),
    "gap": gap,
    "bits per dimension": grey_bits,
    "Fréchet": scored["VAE, means"]["frechet"],
    "recall": scored["VAE, means"]["recall"],
    "obedience": obedience,
    "hole": hole_psnr["VAE, 16 numbers"],
    "denoised": metrics.psnr(denoised["VAE"], clean).mean(),
}
results = {name: round(float(value), 3) for name, value in results.items()}
results["alive"] = {name: int(count) for name, count in alive.items()}

# %% tags=["headline", "bands"]
print(f"ELBO {results['ELBO']:.1f} nats, {grey_bits:.2f} bits per dimension", end=", ")
print(f"Fréchet distance {results['Fréchet']:.1f}, {obedience:.0%} as ordered")
assert results["ELBO"] > -109 and results["gap"] > 4 and grey_bits < 1.65
assert results["Fréchet"] < 5 and results["recall"] > 0.5 and obedience > 0.75
assert alive["beta 8"] <= 20 and alive["beta 1"] >= 25 and alive["beta 8, free bits"] == 32
assert results["hole"] > 9 and results["denoised"] > 18
