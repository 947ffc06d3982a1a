# %% [markdown] lang="en"
# ## Codes that die, and what beta trades
#
# For this section we go back to black and white, the binary protocol of chapter 4.
#
# A dimension of the code costs divergence.
# If it helps the reconstruction by less than it costs, training gives it up: its distribution becomes the prior, whatever the image, and the decoder learns to ignore it.
# That is **posterior collapse**, and such a dimension is called dead.
#
# We provoke it in a VAE with a code of 32 dimensions and hidden layers of 256 units: its divergence counts eight times, $\beta = 8$ (Higgins et al. 2017).
# Then we try two cures with the same $\beta$.
#
# - **Free bits**: a dimension is charged for at least 0.3 nats, used or not, so giving it up saves nothing.
# - **KL annealing** (warm-up): $\beta$ rises from zero over the first 200 of 336 training steps, so dimensions become useful before they are charged in full.
#
# (The loss printed after each training counts the divergence as that training does, so the four are not comparable.)

# %% [markdown] lang="zh"
# ## “死”掉的编码维度，以及 beta 的权衡
#
# 这一节回到黑白图像，即第 4 章的二值评测约定。
#
# 编码的每一维都会增加散度。
# 如果一维对重建的帮助小于它增加的散度，训练就会放弃这一维：不管是哪幅图像，这一维的分布都变成先验，解码器也学会不理会它。
# 这叫**后验坍塌**，我们说这样的维度“死”了。
#
# 下面故意引发后验坍塌：编码取 32 维，隐藏层取 256 个单元，散度的权重 $\beta$ 取 8（Higgins 等，2017）。
# 然后在同样的 $\beta$ 下试两种补救办法。
#
# - **免费比特**：每一维的散度不足 0.3 奈特时，也按 0.3 奈特计入损失，所以放弃这一维并不能减小损失。
# - **KL 退火**：训练共 336 步，$\beta$ 在前 200 步里从零慢慢升上去，让各维先变得有用，散度再全额计入。
#
# （四次训练把散度计入损失的办法不同，所以训练后打印的四个损失不能相互比较。）

# %%
cures = {
    "beta 1": {},
    "beta 8": {"beta": 8.0},
    "beta 8, warm-up": {"beta": 8.0, "warmup_steps": 200},
    "beta 8, free bits": {"beta": 8.0, "free_bits": 0.3},
}
models = {}
for name, settings in cures.items():
    models[name] = VAE(latent_dim=32, widths=(256,), seed=0, **settings)
    train(models[name], train_images, epochs=12)

# %% [markdown] lang="en"
# How does one see that a dimension is dead?
# Its mean is nearly the same for every image.
# So we compute the variance of each dimension's mean over the 1,000 validation images, and sort the 32 variances.
# Burda et al. (2015, arXiv:1509.00519) call a dimension **active** if this variance is above 0.01.
# They trained for thousands of epochs.
# The trainings here have only twelve, so we draw the line at 0.05: with a smaller variance the term $\mu^2/2$ adds less than $0.05/2 = 0.025$ nats to the divergence.

# %% [markdown] lang="zh"
# 怎样看出某一维死了？
# 如果死了，不管是哪幅图像，这一维的均值都几乎一样。
# 所以我们对每一维计算编码的均值在 1,000 幅验证图像之间的方差，再把 32 个方差从大到小排列。
# Burda 等（2015，arXiv:1509.00519）把方差大于 0.01 的维度算作**活跃**。
# 他们训练了几千轮，我们只训练了十二轮，所以这里的界线取 0.05：方差低于它时，$\mu^2/2$ 这一项对散度的贡献不到 $0.05/2 = 0.025$ 奈特。

# %%
binary_validation = data.binarize(validation_images, seed=0)
codes = {name: model.encode(binary_validation) for name, model in models.items()}
figure, axis = plt.subplots(figsize=(5, 3))
for (name, (z_mean, _)), marker in zip(codes.items(), "os^x", strict=True):
    variances = np.sort(np.var(z_mean, axis=0))[::-1]  # (32,)
    axis.plot(range(1, 33), variances, marker, markersize=4, label=name)
axis.axhline(0.05, color="black", linewidth=1)
axis.set(xlabel="dimension, sorted", ylabel="variance of its mean", yscale="log")
axis.legend()
plotting.show(
    figure,
    "The variance of each dimension's mean over images, sorted, for the four trainings; the line stands at 0.05.",
    "四次训练中，每一维的均值在各幅图像之间的方差，从大到小排列；横线为 0.05。",
)

# %% [markdown] lang="en"
# At $\beta = 1$ all dimensions or nearly all lie above the line, and at $\beta = 8$ most lie below it.
# There the variances cross the line without a gap, so the count depends on where the line is drawn.
# With free bits all 32 lie above it.
# With annealing only about a quarter do, but most of these lie far above it.
#
# Is a code with more active dimensions a better one?
# For that we need a measure that treats all four alike: minus the ELBO of the validation images, which counts the divergence once in every row.
# The table shows its two parts beside it.
# (They differ from the terms printed above, which are means over the last epoch, on training images and with weights that are not averaged yet.)
#
# > **Predict before you run.** Which of the two cures gives the better bound on validation images, and does either reach that of $\beta = 1$?

# %% [markdown] lang="zh"
# $\beta = 1$ 时，全部或几乎全部维度都在横线之上；$\beta = 8$ 时，大多数在横线之下。
# $\beta = 8$ 时，方差在横线附近是连续变化的，所以数出的维数与横线画在哪里有关。
# 用免费比特时，32 维全部在横线之上。
# 用 KL 退火时，只有大约四分之一在横线之上，但其中大多数远高于横线。
#
# 活跃的维度多，编码就更好吗？
# 要回答这个问题，得用同一个指标衡量四个模型：验证图像上的 ELBO 取负，每一行都按 $\beta = 1$ 计入散度。
# 下表还列出了它的两个部分。
# （它们与前面打印的两项损失不同：那是最后一轮在训练图像上的平均，用的是还没有取平均的权重。）
#
# > **先猜，再运行。** 在验证图像上，哪一种补救办法的下界更好？
# > 有没有哪一种赶得上 $\beta = 1$ 时的下界？

# %% tags=["hide-output"]
measured, rows = {}, []
for name, (z_mean, z_log_var) in codes.items():
    active = metrics.active_units(z_mean, threshold=0.05).sum()
    kl = aigc_keras.losses.gaussian_kl(z_mean, z_log_var)  # (1000, 32)
    rate = float(ops.mean(ops.sum(kl, axis=1)))
    loss = -models[name].elbo(binary_validation).mean()
    measured[name] = {"alive": active, "rate": rate, "distortion": loss - rate, "sum": loss}
    chinese = name.replace(", warm-up", "，KL 退火").replace(", free bits", "，免费比特")
    rows.append([(name, chinese), active, *(f"{x:.1f}" for x in (rate, loss - rate, loss))])
columns = [("active of 32", "活跃维数（共 32 维）"), ("rate", "码率"), ("distortion", "失真")]
plotting.table([("setting", "设置"), *columns, ("-ELBO, nats", "-ELBO（奈特）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# At $\beta = 8$ most dimensions are dead, and the bound, which is always computed with $\beta = 1$, is far worse.
# Both cures improve it, free bits more than annealing, in each of the ten recorded trainings.
# Free bits keep all 32 dimensions active, each at somewhat less than 0.3 nats on average (the rate in the table is the divergence of all 32 together); with annealing fewer dimensions say more each.
# Neither reaches the bound of $\beta = 1$.
# If $\beta$ is wrong, the first thing to mend is $\beta$; the cures are meant for cases where $\beta$ is 1 and dimensions die all the same, early in training or beside a strong decoder.
#
# </details>
#
# The table also says what $\beta$ trades (Alemi et al. 2017, arXiv:1711.00464).
# The divergence is the **rate**: the nats that the code spends on an image.
# The reconstruction loss is the **distortion**: the nats still missing when the code is known.
# Training minimises the distortion plus $\beta$ times the rate.
# So a large $\beta$ saves rate and raises the distortion, as the second row shows; a $\beta$ below 1, which the table does not have, spends more nats on the code for sharper reconstructions.
# What measures the model is the plain sum, minus the ELBO, and of the four settings it is smallest at $\beta = 1$.
# "Sharper with a small beta" is therefore true of reconstructions and misleading about samples: with a small $\beta$ the codes, taken together, no longer follow the prior that samples are drawn from.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $\beta = 8$ 时，大多数维度已经“死”了，下界（一律按 $\beta = 1$ 计算）也比表的第一行差得多。
# 两种办法都能改善下界；在记录下来的十次训练里，每次都是免费比特改善得更多。
# 免费比特使 32 维都保持活跃，平均每一维的散度（表中的码率是 32 维散度之和）比 0.3 奈特低一些；用 KL 退火时，活跃的维度较少，但每个活跃维度包含的信息较多。
# 两种办法都没有赶上 $\beta = 1$ 时的下界。
# 如果 $\beta$ 本来就不对，首先该改的是 $\beta$；真正用得上这两种办法的，是 $\beta$ 为 1 而维度照样死掉的时候，例如在训练初期，或者解码器太强时。
#
# </details>
#
# 这张表还说明了 $\beta$ 权衡的是什么（Alemi 等，2017，arXiv:1711.00464）。
# 散度就是**码率**，即编码为一幅图像用掉多少奈特。
# 重建误差就是**失真**，即知道编码之后，要还原图像还差多少奈特。
# 训练时最小化的是失真加上 $\beta$ 倍的码率。
# 所以 $\beta$ 大，码率就小，失真就大，表的第二行就是这样；$\beta$ 小于 1 时（表里没有），编码用掉的奈特更多，重建更清晰。
# 衡量模型的是码率与失真之和，即 ELBO 取负；四种设置中，$\beta = 1$ 时这个和最小。
# 因此，“beta 小，图像更清晰”这句话对重建成立，用在样本上却会误导人：$\beta$ 小的时候，全部图像的编码合在一起已不再服从先验，而生成样本所用的编码正是取自先验。
