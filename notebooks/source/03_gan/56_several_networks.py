# %% [markdown] lang="en"
# ## Several networks
#
# Would a committee do better?
# The principles article suggests averaging the outputs of several networks.
# Average two images and you get a double exposure.
# What can be averaged are the logits of several discriminators (Durugkar et al. 2016); with several generators, each sample is drawn from one of them (Hoang et al. 2017).
# `GANEnsemble` does both: here with two of each, so that each generator makes only half of every batch.
# After its training we average the images of the same two generators for comparison.

# %% [markdown] lang="zh"
# ## 多个网络
#
# 人多是否力量大？
# 《原理与代码》建议用多个网络，把它们的输出取平均。
# 可是两幅图一平均，就成了重影。
# 能平均的是几个判别器的 logit（Durugkar 等，2016）；至于几个生成器，每个样本应当只出自其中一个（Hoang 等，2017）。
# `GANEnsemble` 两样都做：这里双方各有两个网络，每个生成器只画每个批次的一半。
# 训练之后，再把这两个生成器的图像取平均作为对照。

# %%
from aigc_keras import GANEnsemble

generators = [ConvGenerator() for _ in range(2)]
discriminators = [ConvDiscriminator() for _ in range(2)]
ensemble = GANEnsemble(generators, discriminators, loss="relativistic", r1_weight=1.0)
train("ensemble", ensemble, train_images, 4, learning_rate=2e-3)
evaluate("ensemble", ensemble)

# %%
noise = np.random.default_rng(0).standard_normal((2000, ensemble.latent_dim), "float32")
outputs = [g.predict(noise, batch_size=500, verbose=0) for g in generators]
averaged = np.rint((np.mean(outputs, axis=0) + 1) / 2 * 255).astype("uint8")
results["averaged images"] = scorer.score(averaged)
committee = ("ensemble", "averaged images")
plotting.table(HEADER, score_rows({name: results[name] for name in committee}))
rows = np.concatenate([ensemble.sample(10, seed=0), averaged[:10]])
plotting.show(
    plotting.image_grid(rows, row_labels=["one generator", "mean of two"]),
    "Above, samples drawn from one generator each; below, averages of two: double exposures.",
    "上：每个样本出自一个生成器；下：两个生成器的图像取平均，成了重影。",
)
