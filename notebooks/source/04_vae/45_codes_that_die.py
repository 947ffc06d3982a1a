# %% [markdown] lang="en"
# ## Codes that die
#
# The divergence is a price, and a dimension that does not earn its price is given up: its code becomes the prior, whatever the image, and the decoder learns to ignore it.
# That is **posterior collapse**.
# To count survivors, look at how much the mean of a dimension's code varies from image to image: a large variance over images marks an **active** dimension, a tiny one a dead dimension.
# Burda et al. (2015) drew the line at 0.01, after thousands of epochs.
# After our twelve, the dead still twitch, and we draw it at 0.05.
#
# We provoke it: 32 dimensions and a price eight times too high, beta = 8.
# Then two cures with the same beta.
# **Free bits** charge every dimension for at least 0.3 nats, used or not, so giving it up saves nothing.
# **KL annealing**, in the figure warm-up, lets the price rise slowly from zero, so that dimensions learn to be useful before they are charged in full.
#
# > **Predict before you run.** Both cures keep some dimensions alive.
# > Which one gives the better bound on validation images?

# %% [markdown] lang="zh"
# ## 编码会“死”
#
# 散度是要付的价钱，哪一维回不了本，就会被放弃：不管来的是什么图像，它的编码分布都变成先验，解码器则学会不理睬它。
# 这叫**后验坍塌**。
# 要清点还活着的维度，就看每一维编码的均值随图像变化有多大：对各幅图像求方差，方差大的是**活跃**维度，小到几乎没有的，就是死掉的。
# Burda 等人（2015）训练了几千轮，界线划在 0.01；我们只训练十二轮，死掉的维度还会抽动，界线就划在 0.05。
#
# 我们来故意引发它：编码取 32 维，价格定为该有的八倍，即 beta = 8。
# 然后在同样的 beta 下试两种药。
# **免费比特**：每一维不论用没用，至少按 0.3 奈特收费，放弃它也就省不下什么。
# **KL 退火**（图中的 warm-up）：价格从零慢慢涨上去，让各维先学会有用，再全额收费。
#
# > **先猜，再运行。** 两种药都能让一些维度活下来。
# > 在验证图像上，哪一种的下界更好？

# %% tags=["hide-output"]
cures = {
    "beta 1": {},
    "beta 8": {"beta": 8.0},
    "beta 8, warm-up": {"beta": 8.0, "warmup_steps": 200},
    "beta 8, free bits": {"beta": 8.0, "free_bits": 0.3},
}
alive, divergences, points = {}, {}, {}
rows = []
for name, settings in cures.items():
    patient = VAE(latent_dim=32, widths=(256,), seed=0, **settings)
    train(patient, train_images, epochs=12)
    z_mean, z_log_var = patient.encode(binary_validation)
    kl = ops.convert_to_numpy(aigc_keras.losses.gaussian_kl(z_mean, z_log_var)).mean(0)
    divergences[name] = np.sort(kl)[::-1]
    alive[name] = metrics.active_units(z_mean, threshold=0.05).sum()
    bound = patient.elbo(binary_validation).mean()
    points[name] = kl.sum(), -bound - kl.sum()
    chinese = name.replace(", warm-up", "，预热").replace(", free bits", "，免费比特")
    rows.append([(name, chinese), alive[name], f"{kl.sum():.1f}", f"{bound:.1f}"])
active = ("active of 32", "32 维中活跃的")
divergence = ("divergence in nats", "散度（奈特）")
plotting.table([("setting", "设置"), active, divergence, ("ELBO in nats", "ELBO（奈特）")], rows)

# %% tags=["hide-output"]
figure, axis = plt.subplots()
for (name, values), style in zip(divergences.items(), ("-", "--", ":", "-."), strict=True):
    axis.plot(range(1, 33), values, style, label=name)
axis.set(xlabel="dimension of the code, by rank", ylabel="divergence in nats", ylim=(0, None))
axis.legend()
plotting.show(
    figure,
    "Divergence of each of 32 dimensions, sorted. With beta 1 the curve falls slowly and reaches "
    "zero at no dimension; with beta 8 it is at zero after a few, with KL annealing after some more; "
    "with free bits it is level near 0.3 nats.",
    "32 个维度各自的散度，从大到小排列。beta 为 1 时缓缓下降，没有一维到零；beta 为 8 时几维之后就贴着零，加 KL 退火则多撑几维；用免费比特时水平地停在约 0.3 奈特。",
)

# %% [markdown] lang="en"
# The horizontal axis counts the dimensions by rank, the vertical axis is the divergence of each in nats.
#
# <details><summary>Answer</summary>
#
# At eight times the price most dimensions lie on the floor, and the bound, which is always computed with beta 1, is far worse.
# With KL annealing hardly more of them are active, but what is useful when the price arrives can pay it: together the survivors say several times as much, and the bound is better for it.
# Free bits keep all of them at about the free amount, each dimension saying little, and here they give the better bound of the two.
#
# </details>
#
# Neither brings back the bound of beta 1: a wrong price is best cured by the right one.
# The cures matter where beta is 1 and dimensions die all the same, early in training or beside a strong decoder.

# %% [markdown] lang="zh"
# 横轴是维度按散度从大到小的名次，纵轴是各维的散度，单位奈特；图例中 warm-up 是 KL 退火，free bits 是免费比特。
#
# <details><summary>答案</summary>
#
# 价格定到八倍，大多数维度都贴在地板上，下界（一律按 beta 为 1 计算）也差了很多。
# 加了 KL 退火，活跃的维度并没有多出几个，但价格涨上来时已经有用的维度付得起这份钱：它们合起来说的内容多了几倍，下界也好了不少。
# 免费比特让所有维度都停在免费额度附近，每一维只说一点点；就这一次运行而言，两种药里是它的下界更好。
#
# </details>
#
# 两者都没能追回 beta 为 1 时的下界：价格错了，最好的药是改对价格。
# 真正用得上这两种药的，是 beta 为 1 而维度照样死去的时候：训练初期，或者解码器太强。
