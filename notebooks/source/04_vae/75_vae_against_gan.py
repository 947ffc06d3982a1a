# %% [markdown] lang="en"
# ## VAE against GAN
#
# One scorer for all, that of chapter 3.
# The columns: the Fréchet distance in the features of our classifier (lower is better); precision (do samples look real?); recall (is everything there?); class KL (are the ten digits made in their natural shares?
# 0 is best); nearest, the distance to the nearest training image (near 1 as for a new real image; 0 would be copies).
# Three rows come first for comparison: real images (training images, with a dash under nearest, since each is its own), copies (a hundred of them over and over) and noise (random pixels).
# The GAN is chapter 3's convolutional one, trained for more seconds than `digits_vae` was.

# %% [markdown] lang="zh"
# ## VAE 与 GAN
#
# 同一把尺子，即第 3 章的打分器。
# 各列依次是：在课程分类器的特征里计算的弗雷歇距离（越小越好）；精确率（样本像不像真的）；召回率（是不是什么都画得出）；类别 KL（十种数字的比例自然吗，0 最好）；最近邻，即到最近训练图像的距离（新的真实图像约为 1，照抄则为 0）。
# 最前面三行供对照：真实图像取自训练集（最近的就是自己，所以“最近邻”一格是短横），照抄是其中一百幅反复抄，噪声是随机像素。
# GAN 就是第 3 章的卷积 GAN，训练的秒数比 `digits_vae` 还多。

# %%
from aigc_keras import GAN, TwoPlayerAdam
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

networks = ConvGenerator(), ConvDiscriminator()
gan = GAN(*networks, loss="relativistic", r1_weight=1.0, seed=0)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, 440, alpha=0.01, warmup_target=4e-3, warmup_steps=50
)
gan.compile(TwoPlayerAdam(rate, use_ema=True, ema_momentum=0.99), steps_per_execution=10)
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
start = time.perf_counter()
gan.fit(train_images, batch_size=128, epochs=9, verbose=0, callbacks=[averaging, Progress()])
print(f"{time.perf_counter() - start:.0f} s")

# %%
scorer = metrics.ImageScores("mnist", test_images, train_images)
scored = scorer.reference_rows()
scored["autoencoder, random codes"] = scorer.score(np.rint(invented_digits * 255).astype("uint8"))
for name, model in {"VAE, means": digits_vae, "conditional VAE": ordered, "GAN": gan}.items():
    scored[name] = {key: mean for key, (mean, _) in scorer.score_model(model, seeds=(0,)).items()}
scored["VAE, draws"] = scorer.score(digits_vae.sample(2000, seed=0, draws=True))

# %%
columns = {
    "frechet": ("Fréchet distance", "弗雷歇距离"),
    "precision": ("precision", "精确率"),
    "recall": ("recall", "召回率"),
    "class_kl": ("class KL", "类别 KL"),
    "nearest": ("nearest", "最近邻"),
}
names = {
    "real": ("real images", "真实图像"),
    "copies": ("copies", "照抄"),
    "noise": ("noise", "噪声"),
    "autoencoder, random codes": ("autoencoder, random codes", "自编码器，随机编码"),
    "VAE, means": ("VAE, means", "VAE，均值图"),
    "conditional VAE": ("conditional VAE", "条件 VAE"),
    "VAE, draws": ("VAE, draws", "VAE，抽签图"),
}
rows = [
    [names.get(name, name), *(f"{row[key]:.2f}" if key in row else "–" for key in columns)]
    for name, row in scored.items()
]
plotting.table([("images", "图像"), *columns.values()], rows)

# %% [markdown] lang="en"
# Read the rows together.
# The GAN had more seconds, and yet the VAE's means and the GAN's samples are about level in this table.
# That may surprise: the eye finds the VAE's digits soft.
# But these features come from a classifier, and a soft 3 is still a 3 to it; what costs distance here are the mixtures that are no digit.
# Chapter 3 trains its GAN for longer and goes on improving; the VAE, with 7,000 images, is near its end.
# The conditional VAE is told which digit to make, so it makes fewer mixtures: here it has the smallest Fréchet distance of all the models and the best precision.
# It pays with variety: its recall is far below that of the plain VAE's means.
# No single column would have shown both.
# "VAE, draws" is what the model really says images look like, grain and all, and the features dislike the grain: whoever compares a VAE's means with a GAN's samples compares two different things.
# By Fréchet distance, the plain autoencoder's random codes are behind every trained generator except the draws.
# And no column shows the rest: the GAN has no likelihood, no encoder and no repair to offer.

# %% [markdown] lang="zh"
# 把各行放在一起读。
# GAN 训练的时间还长些，VAE 的均值图与 GAN 的样本在这张表里却大致相当。
# 这也许出人意料：眼睛觉得 VAE 的数字发软。
# 可这些特征来自一个分类器，软绵绵的 3 在它看来还是 3；在这里拉大距离的，是那些不成数字的混合体。
# 第 3 章的 GAN 训练得更久，还在进步；而只有 7,000 幅图的 VAE 已接近尽头。
# 条件 VAE 知道要画哪个数字，混合体就少：这次运行中，各模型里数它的弗雷歇距离最小，精确率最高。
# 代价是花样少：召回率远低于普通 VAE 的均值图。
# 单看哪一列，都看不出这得失两面。
# “VAE，抽签图”是按像素概率抽签得到的图，连颗粒在内，才是模型真正认为的图像模样，而这些特征不喜欢颗粒：拿 VAE 的均值图与 GAN 的样本相比，比的是两样不同的东西。
# 论弗雷歇距离，普通自编码器的随机编码除了胜过抽签图，不如任何一个生成模型。
# 还有表里看不出的：GAN 给不出似然，没有编码器，也不会修补。
