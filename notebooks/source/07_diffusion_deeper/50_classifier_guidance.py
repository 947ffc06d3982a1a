# %% [markdown] lang="en"
# ## A classifier that steers
#
# Can a model that was never told labels draw a wanted digit?
# Bayes' rule says how: $p(x_t \mid y)$ is proportional to $p(x_t)\, p(y \mid x_t)$, so
#
# $$\nabla \log p(x_t \mid y) = \nabla \log p(x_t) + \nabla \log p(y \mid x_t).$$
#
# The first term on the right is the model's: the gradient of the log density of noisy images, the score, is $-\epsilon / s$ with the noise predicted at its best.
# The second is the gradient of a classifier of noisy images with respect to its input.
# Taken $w$ times, it gives **classifier guidance** (Dhariwal & Nichol 2021, arXiv:2105.05233):
#
# $$\hat \epsilon = \hat \epsilon_{\text{none}} - w\, s\, \nabla \log p(y \mid x_t).$$
#
# Classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598) needs no classifier: $\hat \epsilon = \hat \epsilon_{\text{none}} + w (\hat \epsilon_{\text{label}} - \hat \epsilon_{\text{none}})$.
# Its bracket is what $-s \nabla \log p(y \mid x_t)$ would be if both networks were perfect, so the same $w$ means the same strength: 0 ignores the label, 1 follows Bayes' rule, more exaggerates.

# %% [markdown] lang="zh"
# ## 用分类器引导
#
# 没有见过标签的模型，能按要求画出某个数字吗？
# 贝叶斯公式给出了办法：$p(x_t \mid y)$ 正比于 $p(x_t)\, p(y \mid x_t)$，所以
#
# $$\nabla \log p(x_t \mid y) = \nabla \log p(x_t) + \nabla \log p(y \mid x_t).$$
#
# 右边第一项由模型给出：带噪图像对数密度的梯度，即得分，等于 $-\epsilon / s$，其中 $\epsilon$ 取最优的噪声预测。
# 第二项是一个带噪图像分类器对它的输入的梯度。
# 把第二项乘以 $w$，就是**分类器引导**（Dhariwal 与 Nichol，2021，arXiv:2105.05233）：
#
# $$\hat \epsilon = \hat \epsilon_{\text{无}} - w\, s\, \nabla \log p(y \mid x_t).$$
#
# 无分类器引导（Ho 与 Salimans，2022，arXiv:2207.12598）不需要分类器：$\hat \epsilon = \hat \epsilon_{\text{无}} + w (\hat \epsilon_{\text{标签}} - \hat \epsilon_{\text{无}})$。
# 假如两个网络都完美，括号里的差就等于 $-s \nabla \log p(y \mid x_t)$，因此 $w$ 相同就是引导强度相同：0 不理会标签，1 就是贝叶斯公式，再大则夸大标签的作用。

# %% [markdown] lang="en"
# The classifier is given the noisy code, multiplied by the signal rate, and the time.
# The factor matters: in pure noise the label is anyone's guess, so the gradient has to vanish with the signal; a classifier without it finds chance patterns in the noise, and $\hat x$ divides them by $a$.

# %% [markdown] lang="zh"
# 分类器的输入是乘了信号系数的带噪编码，以及时刻。
# 这个系数很要紧：在纯噪声里谁也猜不出标签，所以梯度必须随信号一起消失；没有这个系数的分类器会在噪声里找出偶然的规律，而 $\hat x$ 还要把它们除以 $a$。

# %%
def make_classifier(width=128):
    noisy, time = keras.Input((16,)), keras.Input(())
    signal = ops.expand_dims(ops.cos(math.pi / 2 * time), -1)  # (n, 1)
    x = layers.Dense(width)(signal * noisy) + layers.Dense(width)(TimeCode(64)(time))
    x = layers.Dense(width, activation="silu")(layers.Activation("silu")(x))
    return keras.Model([noisy, time], layers.Dense(10)(x))  # logits (n, 10)


classifier = make_classifier()
times = rng.random(20 * 7000, dtype="float32")
signals, noise_rates = np.cos(np.pi / 2 * times)[:, None], np.sin(np.pi / 2 * times)[:, None]
many = np.tile(codes, (20, 1))  # (140000, 16)
noisy = signals * many + noise_rates * rng.standard_normal(many.shape, dtype="float32")
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
falling = keras.optimizers.schedules.CosineDecay(4e-3, 280)
classifier.compile(keras.optimizers.Adam(falling), loss, steps_per_execution=14)
history = classifier.fit([noisy, times], np.tile(train_labels, 20), batch_size=500, verbose=0)
for time in (0.02, 0.5, 0.9):
    noisy = rates(time)[0] * validation_codes + rates(time)[1] * drawn
    logits = classifier.predict_on_batch([noisy, np.full(1000, time, "float32")])
    read = np.mean(logits.argmax(1) == validation_labels)
    print(f"time {time}: {read:.0%} of the noisy validation codes read correctly")

# %% [markdown] lang="en"
# Nearly clean codes are read well, very noisy ones hardly better than by guessing, as it must be.
# `backend.input_gradient` gives the gradient with respect to the input.
# An estimate of the noise changed by $-w s g$ goes with an estimate of the image changed by $w \frac{s^2}{a} g$, so that $x_t = a \hat x + s \hat \epsilon$ still holds.

# %% [markdown] lang="zh"
# 几乎干净的编码大多认得对，噪声很大的编码则与瞎猜差不多，理应如此。
# `backend.input_gradient` 给出对输入的梯度。
# 噪声的估计值改变 $-w s g$，图像的估计值就相应改变 $w \frac{s^2}{a} g$，这样 $x_t = a \hat x + s \hat \epsilon$ 仍然成立。


# %%
def log_prob_gradient(noisy, times, one_hot):
    def log_prob(x):
        return ops.sum(ops.log_softmax(classifier([x, times])) * one_hot, axis=-1)

    return backend.input_gradient(log_prob, noisy)  # (n, 16)


compiled = backend.compile_function(log_prob_gradient, classifier.variables)


# %%
def by_classifier(noisy, time, labels, weight):
    signal, rate = rates(time)
    # en: The label 10 means none.
    # zh: 标签 10 表示没有标签。
    clean, noise = from_velocity(teacher, noisy, time, np.full_like(labels, 10))
    times = np.full(len(noisy), time, "float32")
    found = weight * np.array(compiled(noisy, times, np.eye(10, dtype="float32")[labels]))
    return clean + rate**2 / signal * found, noise - rate * found


# %% [markdown] lang="en"
# Both guide the same network, in 8 steps, from the same noise.
# The scores are taken against the 1,000 validation images; "obeyed" is the share of the 2,000 digits that the course's classifier of images reads as ordered.
#
# > **Predict before you run.** How do obedience and recall change with the weight?
# > Which guidance makes better digits, the one by a classifier or the one without?

# %% [markdown] lang="zh"
# 两种办法引导的是同一个网络，都走 8 步，都从同样的噪声开始。
# 评分对照 1,000 幅验证图像；“听从”是 2,000 个数字中被课程的图像分类器认作所要数字的比例。
#
# > **先猜，再运行。** 引导强度增大时，听从的比例和召回率怎样变化？
# > 用分类器引导和无分类器引导，哪一种画得更好？

# %% tags=["hide-output"]
validation_features, _ = classify("mnist", validation_images)
guided, obeyed, rows = {}, {}, []
for weight in (0, 1, 2, 4):
    estimate = partial(by_classifier, labels=wanted, weight=weight)
    guided["classifier", weight] = ddim(estimate, noise, 8)
    how = {"num_steps": 8, "guidance": weight}
    guided["label", weight] = model.diffusion.decode(noise, wanted, **how)
words = {
    "classifier": ("by the classifier", "分类器引导"),
    "label": ("classifier-free", "无分类器引导"),
}
for (name, weight), x in sorted(guided.items()):
    frechet, recall = score(model.images(x), validation_features)
    obeyed[name, weight] = np.mean(classify("mnist", model.images(x))[1] == wanted)
    figures = f"{obeyed[name, weight]:.0%}", f"{frechet:.2f}", f"{recall:.2f}"
    rows.append([words[name], str(weight), *figures])
columns = [("weight", "引导强度"), ("obeyed", "听从"), ("Fréchet distance", "弗雷歇距离")]
plotting.table([("guidance", "引导"), *columns, ("recall", "召回率")], rows)

# %% tags=["hide-output"]
show(
    {f"{name}, {weight}": guided[name, weight] for name in words for weight in (1, 2, 4)},
    "Five twos, threes, fives and eights were ordered. Above: guidance by the classifier with weight 1, 2 and 4. Below: classifier-free guidance with the same weights.",
    "要求画 2、3、5、8 各五个。上三行：分类器引导，强度为 1、2、4；下三行：无分类器引导，强度相同。",
)
