# %% [markdown] lang="en"
# # Exercises to chapter 4: variational autoencoders
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 110 minutes in all.
# Exercise 3 trains a small Keras model.
# For all other functions NumPy is all you need, and they may use nothing else: no Keras, no `aigc_keras`.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme ones, but none that the task does not allow.
# The chapter is [04_vae](../04_vae.ipynb); its notation and units are used here.

# %% [markdown] lang="zh"
# # 第 4 章练习：变分自编码器
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 110 分钟。
# 练习 3 要训练一个小的 Keras 模型。
# 其余的函数只用 NumPy 就够了，也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
#
# 提交的就是这个笔记本。
# 评分时会用新的随机数调用你的函数，还会试一些检查里没有的情形：有的很极端，但都在题目允许的范围之内。
# 对应的章节是 [04_vae](../04_vae.ipynb)，记号和单位与正文相同。

# %%
# {{setup}}

# %%
import math

import keras
import numpy as np
from keras import layers, ops

from aigc_course.checks import vae as check
from aigc_keras import data, plotting

plotting.use_style()

# %% [markdown] lang="en"
# ## Exercise 1 ★ A draw that lets gradients pass (1 point, 5 minutes)
#
# The encoder has given the mean $\mu$ and the log-variance $\log \sigma^2$ of each dimension of every code.
# Turn `noise`, drawn from $\mathcal N(0, 1)$, into a draw from $\mathcal N(\mu, \sigma^2)$ by the reparameterisation trick.
# Draw nothing yourself.
#
# <details><summary>A hint</summary>
#
# The chapter's formula multiplies by $\sigma$.
# What must be done to $\log \sigma^2$ to get $\sigma$, not $\sigma^2$?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 让梯度通过的采样（1 分，5 分钟）
#
# 编码器给出了每个编码各维的均值 $\mu$ 和对数方差 $\log \sigma^2$。
# `noise` 抽自 $\mathcal N(0, 1)$，请用重参数化技巧把它变成 $\mathcal N(\mu, \sigma^2)$ 的一次采样。
# 函数里不要另抽随机数。
#
# <details><summary>提示</summary>
#
# 正文的公式里乘的是 $\sigma$。
# 由 $\log \sigma^2$ 怎样得到 $\sigma$，而不是 $\sigma^2$？
#
# </details>


# %%
def draw_codes(z_mean, z_log_var, noise):
    """Codes drawn from q(z | x): all three arguments and the result have the shape (n, dim)."""
    ### BEGIN SOLUTION
    return z_mean + np.exp(0.5 * z_log_var) * noise
    ### END SOLUTION


# %%
check.exercise_1(draw_codes)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ The whole loss (2 points, 12 minutes)
#
# Write the negative ELBO of a batch of binary images in **nats per image**, a single number, estimated with one code for each image: the reconstruction loss $-\log p(x \mid z)$, summed over the pixels, plus the divergence $\mathrm{KL}(q(z \mid x) \,\|\, p(z))$, summed over the dimensions of the code; then the mean over the images.
# The decoder has turned that code into one logit $\ell$ for each pixel, the log-odds of white.
# A pixel on which the decoder is sure and wrong has a large loss, and the loss must stay exact there: for $\ell = 800$ and a black pixel it is 800 nats, neither infinity nor 16, which is what comes out if probabilities are kept $10^{-7}$ away from 0 and 1.
#
# <details><summary>A hint</summary>
#
# Do not go through the probability: it is rounded to 0 or 1.
# The chapter has the loss of a pixel in terms of $\mathrm{softplus}(\ell) = \log(e^0 + e^\ell)$, and NumPy has a function for the logarithm of a sum of two exponentials.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 完整的损失（2 分，12 分钟）
#
# 请写出一批二值图像的负 ELBO，单位是**奈特/幅**，结果是一个数，每幅图像用一个编码来估计：重建误差 $-\log p(x \mid z)$ 对像素求和，加上对编码各维求和的散度 $\mathrm{KL}(q(z \mid x) \,\|\, p(z))$，再对各幅图像取平均。
# 解码器由这个编码为每个像素给出一个 logit $\ell$，即取白色的对数几率。
# 解码器若对某个像素很有把握却判断错了，损失就很大，而且仍须算准：像素为黑而 $\ell = 800$ 时，损失是 800 奈特，不是无穷大，也不是 16（如果不让概率离 0 和 1 近于 $10^{-7}$，得到的就是 16）。
#
# <details><summary>提示</summary>
#
# 不要绕道概率，它会被舍入成 0 或 1。
# 正文用 $\mathrm{softplus}(\ell) = \log(e^0 + e^\ell)$ 写出了一个像素的损失；两个指数之和的对数，NumPy 有现成的函数可求。
#
# </details>


# %%
def negative_elbo(images, logits, z_mean, z_log_var):
    """Nats per image, a single number.

    images: (n, height, width, 1), every pixel 0 or 1; logits: like images.
    z_mean, z_log_var: (n, dim).
    """
    ### BEGIN SOLUTION
    pixels = np.logaddexp(0, logits) - images * logits
    kl = 0.5 * (z_mean**2 + np.exp(z_log_var) - 1 - z_log_var)
    return np.mean(np.sum(pixels, axis=(1, 2, 3)) + np.sum(kl, axis=1))
    ### END SOLUTION


# %%
check.exercise_2(negative_elbo)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ Which beta is it really? Train and mend (3 points, 30 minutes)
#
# This program trains a small VAE on digits in black and white.
# It runs without an error, its loss falls, and it reconstructs digits that it has never seen very well.
# Yet from codes drawn from the prior it makes pale and torn strokes, and few of these images are digits.
#
# The first two cells are in order; the fault is in `failing_loss`.
# Run all three, and look at the table and the figure before you change anything.

# %% [markdown] lang="zh"
# ## 练习 3 ★★ beta 究竟是多少？找出原因并修好（3 分，30 分钟）
#
# 下面的程序用黑白的数字图像训练一个小 VAE。
# 它运行时不报错，损失一直在下降，没见过的数字也重建得很好。
# 可是用取自先验的编码，它画出的笔画又淡又破碎，没有几幅像数字。
#
# 前两格没有问题，毛病在 `failing_loss` 里。
# 先把三格都运行一遍，看一看表和图，再动手改。


# %%
class SmallVAE(keras.Model):
    """A VAE with a code of 16 dimensions; `loss` takes images, logits, z_mean and z_log_var."""

    def __init__(self, shape, loss):
        super().__init__()
        self.loss_to_fall, self.noise = loss, keras.random.SeedGenerator(0)
        hidden, both = layers.Dense(128, "relu"), layers.Dense(2 * 16, dtype="float32")
        self.encoder = keras.Sequential([keras.Input(shape), layers.Flatten(), hidden, both])
        hidden, pixels = layers.Dense(128, "relu"), layers.Dense(math.prod(shape), dtype="float32")
        self.decoder = keras.Sequential([keras.Input((16,)), hidden, pixels])
        self.to_image = layers.Reshape(shape)

    def call(self, images):
        z_mean, z_log_var = ops.split(self.encoder(images), 2, axis=1)  # (n, 16) each
        noise = keras.random.normal(ops.shape(z_mean), seed=self.noise)
        z = z_mean + ops.exp(0.5 * z_log_var) * noise
        return self.to_image(self.decoder(z)), z_mean, z_log_var

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return self.loss_to_fall(x, *y_pred)


def train_vae(images, loss):
    """Eight arrays after 500 steps, the encoder's four first: images (n, height, width, 1)."""
    keras.utils.set_random_seed(0)
    vae = SmallVAE(images.shape[1:], loss)
    vae.compile(keras.optimizers.Adam(3e-3), jit_compile=False)
    history = vae.fit(images, batch_size=100, epochs=50_000 // len(images), verbose=0)
    falls = history.history["loss"]
    print(f"loss in the first epoch {falls[0]:.1f}, in the last {falls[-1]:.1f}")
    return vae.encoder.get_weights() + vae.decoder.get_weights()


# %%
def layer_pair(x, first, first_bias, second, second_bias):
    return np.maximum(x @ first + first_bias, 0) @ second + second_bias


def encode(weights, images):
    """z_mean and z_log_var, (n, 16) each, of images (n, height, width, 1)."""
    return np.split(layer_pair(images.reshape(len(images), -1), *weights[:4]), 2, axis=1)


def draw_digits(weights, z):
    """Probabilities of white, (n, 28, 28, 1), for codes (n, 16)."""
    return 0.5 + 0.5 * np.tanh(0.5 * layer_pair(z, *weights[4:]).reshape(-1, 28, 28, 1))


def nats(weights, images):
    """Reconstruction loss, divergence and their sum: means over the images, as text."""
    z_mean, z_log_var = encode(weights, images)
    z = z_mean + np.exp(0.5 * z_log_var) * np.random.default_rng(0).normal(size=z_mean.shape)
    white = draw_digits(weights, z)
    right = np.maximum(np.where(images == 1, white, 1 - white), 1e-12)
    reconstruction = -np.log(right).sum() / len(images)
    kl = np.sum(z_mean**2 + np.exp(z_log_var) - 1 - z_log_var) / 2 / len(images)
    return [f"{number:.1f}" for number in (reconstruction, kl, reconstruction + kl)]


# %%
def failing_loss(images, logits, z_mean, z_log_var):
    """The loss of a batch: images and logits (n, height, width, 1), the others (n, dim)."""
    reconstruction = ops.sum(ops.softplus(logits) - images * logits, axis=(1, 2, 3))
    kl = 0.5 * (z_mean**2 + ops.exp(z_log_var) - 1 - z_log_var)
    return ops.mean(reconstruction) + ops.mean(kl)


(digits, _), _ = data.load_images("mnist")
digits = (digits > 127).astype("float32")  # (8000, 28, 28, 1), 0 or 1
train_digits, new_digits = digits[:5000], digits[7000:]
failing = train_vae(train_digits, failing_loss)
terms = [("reconstruction loss", "重建误差"), ("divergence", "散度"), ("sum", "和")]
sets = {("training", "训练"): train_digits, ("new", "新的"): new_digits}
plotting.table(
    [("digits", "数字"), *terms], [[name, *nats(failing, x)] for name, x in sets.items()]
)
from_prior = np.random.default_rng(1).normal(size=(10, 16))
reconstructed, made = (
    draw_digits(failing, z) for z in (encode(failing, new_digits[:10])[0], from_prior)
)
plotting.show(
    plotting.image_grid(
        np.concatenate([new_digits[:10], reconstructed, made]),
        row_labels=["new", "reconstructed", "from the prior"],
    ),
    "Top: ten new digits. Middle: the same, reconstructed, close to the originals. Bottom: "
    "what comes of ten codes from the prior, pale and torn strokes.",
    "上：十个新数字。中：重建的结果，与原图很接近。下：由取自先验的十个编码画出的图像，"
    "笔画又淡又破碎。",
)

# %% [markdown] lang="en"
# - `find_beta` is a measurement, and works for any loss that somebody hands you without its source.
#   The loss is called as yours of exercise 2 is, and returns a number: some factor times the reconstruction loss plus some factor times the divergence, both meant as in exercise 2.
#   Its author may have summed or averaged over the pixels and over the dimensions, and may have added weights; that of the divergence may even be 0.
#   Write the loss as $a \cdot (\text{reconstruction} + \beta \cdot \mathrm{KL})$, with the first term summed over the pixels and the second over the dimensions, and return $\beta$.
#   You may call the loss as often as you like, with any arrays of suitable shapes.
#   Then try `find_beta(failing_loss, (28, 28, 1), 16)`.
# - `reason` returns one letter.
#   Why are the digits from the prior so bad?
#   Table, figure and `find_beta` rule the others out.
#   - `"A"`: 500 steps are too few; the decoder has not learnt to draw digits yet.
#   - `"B"`: the divergence counts for too little; the codes of the digits lie where the prior hardly ever draws one.
#   - `"C"`: the codes have died; the decoder ignores them.
#   - `"D"`: overfitting; the VAE knows the training digits by heart, and can do nothing with others.
#   - `"E"`: the divergence counts for too much; the code is not allowed to say enough about the digit.
# - `mended_training` trains on images and returns the eight arrays of a VAE, as `train_vae` does.
#   Take `train_vae` with a loss of your own, or write a training of your own; hidden layers and codes may have other sizes.
#   The check has images of another size: a few patterns, in which pixels are flipped at random.
#   With your weights it computes the negative ELBO of new images with $\beta = 1$.
#   For these images it knows the smallest loss that any model can have, and the loss of a model that does without a code; of the way from the first to the second, yours may lie at most a quarter.
#
# Then write three sentences into a text cell of your own: what you saw, why it happened, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# For `find_beta`: for which `z_mean` and `z_log_var` is the divergence zero?
# Which logits make every pixel cost the same, whatever the images?
# Choose inputs for which you know both terms without computing much.
#
# For `reason`: would a dead code have this divergence?
# Compare the divergence with the one that the section "One training step" of the chapter prints.
#
# </details>

# %% [markdown] lang="zh"
# - `find_beta` 用来测量：别人交给你一个损失函数，没有源代码，它也要能用。
#   这个损失函数的调用方式与练习 2 里你的函数相同，返回一个数：重建误差乘某个系数，加上散度乘另一个系数，这两项的含义同练习 2。
#   对像素、对编码各维，作者也许求了和，也许取了平均，还可能加了权重，散度的权重甚至可以是 0。
#   把损失写成 $a \cdot (\text{重建误差} + \beta \cdot \mathrm{KL})$，括号里的两项分别对像素、对各维求和，返回 $\beta$。
#   这个损失函数可以调用任意多次，只要形状合适，传什么数组都行。
#   写好之后，试一试 `find_beta(failing_loss, (28, 28, 1), 16)`。
# - `reason` 返回一个字母：编码取自先验时，画出的数字为什么这么差？
#   看表、看图，再加上 `find_beta`，足以排除其余各项。
#   - `"A"`：500 步太少，解码器还没有学会画数字。
#   - `"B"`：散度的权重太小，数字的编码落在先验很少抽到的地方。
#   - `"C"`：编码已经“死”了，解码器不理会它。
#   - `"D"`：过拟合，VAE 把训练用的数字背了下来，换了别的数字就无能为力。
#   - `"E"`：散度的权重太大，编码不能充分说出数字的样子。
# - `mended_training` 用图像训练一个 VAE，像 `train_vae` 那样返回八个数组。
#   可以自己写一个损失交给 `train_vae`，也可以连训练一起自己写；隐藏层和编码可以取别的大小。
#   检查时所用的图像大小与这里的不同，内容只有几种图案，每幅图像里随机有一些像素黑白颠倒。
#   检查用你的权重，按 $\beta = 1$ 计算新图像的负 ELBO。
#   对这些图像，任何模型所能达到的最小损失，以及完全不用编码的模型的损失，都是已知的；你的损失比最小损失多出的部分，不得超过这两个损失之差的四分之一。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，为什么会这样，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 关于 `find_beta`：`z_mean` 和 `z_log_var` 取什么值时散度为零？
# logit 取什么值时，无论图像如何，每个像素的损失都一样？
# 挑一些几乎不用计算就知道两项各是多少的输入。
#
# 关于 `reason`：编码如果死了，散度会有这么大吗？
# 请把这里的散度与正文“一个训练步”一节打印的散度比一比。
#
# </details>


# %%
def find_beta(loss, image_shape, latent_dim):
    """The beta of a loss, a number.

    loss: a function of arrays images (n, *image_shape), logits (the same), z_mean and z_log_var
    (n, latent_dim), for any n; returns a number.
    image_shape: (height, width, 1); latent_dim: int.
    """
    ### BEGIN SOLUTION
    pixels, codes = np.zeros((1, *image_shape)), np.zeros((1, latent_dim))
    free = loss(pixels, pixels, codes, codes)
    charged = loss(pixels, pixels, codes + 1, codes)
    reconstruction, kl = np.log(2) * pixels.size, 0.5 * latent_dim
    return ((charged - free) / kl) / (free / reconstruction)
    ### END SOLUTION


def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "B"
    ### END SOLUTION


def mended_training(images):
    """Eight arrays, as `train_vae` returns them: images (n, height, width, 1) float32, 0 or 1."""

    ### BEGIN SOLUTION
    def loss(images, logits, z_mean, z_log_var):
        reconstruction = ops.sum(ops.softplus(logits) - images * logits, axis=(1, 2, 3))
        kl = 0.5 * ops.sum(z_mean**2 + ops.exp(z_log_var) - 1 - z_log_var, axis=1)
        return ops.mean(reconstruction + kl)

    return train_vae(images, loss)
    ### END SOLUTION


# %%
check.exercise_3(find_beta, reason, mended_training)

# %% [markdown] lang="en"
# Here are both trainings on the same new digits, and what they make of the same ten codes from the prior.
# The mended VAE reconstructs less sharply, and its sum is much smaller.

# %% [markdown] lang="zh"
# 下面用同样的新数字比较两次训练，并用取自先验的同样十个编码各画一次。
# 修好的 VAE 重建得没有那么清晰，可是两项之和小得多。

# %%
if check.exercise_3.passes(find_beta, reason, mended_training):
    mended = mended_training(train_digits)
    trainings = {("failing", "失败的"): failing, ("mended", "修好的"): mended}
    rows = [[name, *nats(weights, new_digits)] for name, weights in trainings.items()]
    plotting.table([("training", "训练"), *terms], rows)
    pictures = [
        draw_digits(weights, z)
        for weights in (failing, mended)
        for z in (encode(weights, new_digits[:10])[0], from_prior)
    ]
    names = ["failing: reconstructed", "from the prior", "mended: reconstructed", "from the prior"]
    plotting.show(
        plotting.image_grid(np.concatenate(pictures), row_labels=names),
        "Ten new digits reconstructed and ten codes from the prior, first by the failing VAE, "
        "then by the mended one, whose strokes from the prior are clearer and whole.",
        "十个新数字的重建，以及取自先验的十个编码画出的图像：先是失败的 VAE，"
        "再是修好的 VAE，它由先验画出的笔画更清楚、更完整。",
    )

# %% [markdown] lang="en"
# ## Exercise 4 ★★ What a dimension says (2 points, 12 minutes)
#
# The divergence is what a dimension costs, not what it says.
# A dimension whose code is $\mathcal N(3, 1)$ for *every* image costs 4.5 nats and says nothing about the image.
# What a draw says about its image is the entropy of all draws together, less the mean entropy of the draws of one image.
# A normal distribution with variance $v$ has the entropy $\tfrac{1}{2} \log (2 \pi e v)$.
# Treat all draws together, over all $n$ images and all noise, as if they were normal too: this gives an upper bound on what each dimension says.
# Return it in nats; where it is near zero, the dimension has collapsed.
#
# <details><summary>A hint</summary>
#
# The constants cancel.
# The draws of all images together scatter for two reasons: their means differ, and each is drawn around its mean.
# Their variance is a sum of two terms.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 一个维度说了多少（2 分，12 分钟）
#
# 散度是一个维度的价钱，不是它说出的内容。
# 假如有一维，对*每一幅*图像，编码的分布都是 $\mathcal N(3, 1)$：它要花 4.5 奈特，却对图像只字未提。
# 一次采样对它那幅图像说了多少，等于全部采样合在一起的熵，减去单幅图像的采样之熵的平均值。
# 方差为 $v$ 的正态分布，熵是 $\tfrac{1}{2} \log (2 \pi e v)$。
# 把所有采样（取遍 $n$ 幅图像和全部噪声）合在一起也当作正态分布，就得到每一维所说内容的一个上界。
# 请返回这个上界，单位是奈特；接近零的维度就已经坍塌。
#
# <details><summary>提示</summary>
#
# 常数会抵消。
# 所有图像的采样合在一起，分散的原因有两个：各自的均值不同，又各自在均值附近抽取。
# 合起来的方差是两项之和。
#
# </details>


# %%
def information(z_mean, z_log_var):
    """Nats that each dimension says at most: z_mean, z_log_var (n, dim), the result (dim,).

    The n images are all there are: a variance over them divides by n.
    """
    ### BEGIN SOLUTION
    variance = np.var(z_mean, axis=0) + np.mean(np.exp(z_log_var), axis=0)
    return 0.5 * (np.log(variance) - np.mean(z_log_var, axis=0))
    ### END SOLUTION


# %%
check.exercise_4(information)

# %% [markdown] lang="en"
# ## Exercise 5 ★★ A tighter bound (2 points, 20 minutes)
#
# Take the chapter's linear model: $z \sim \mathcal N(0, I)$ and $x = Wz + s\,\varepsilon$, where every component of $\varepsilon$ is standard normal noise.
# The encoder gives $q(z \mid x)$: independent normal dimensions with `z_mean` and `z_log_var`.
# Make $K$ codes of the $K$ rows of `noise`, and return the estimate of the importance-weighted bound that these give:
#
# $$\log \frac{1}{K} \sum_{k=1}^{K} w_k, \qquad w_k = \frac{p(x \mid z_k)\, p(z_k)}{q(z_k \mid x)}.$$
#
# $x$ may have hundreds of components, and then every $e^{\log w_k}$ is rounded to zero: work with logarithms, and keep all constants of the densities.
#
# <details><summary>A hint</summary>
#
# Three sums of logarithms of normal densities give $\log w_k$, a vector of $K$ numbers.
# For the mean of the weights, take out the largest, as the chapter does.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 5 ★★ 更紧的下界（2 分，20 分钟）
#
# 取正文中的线性模型：$z \sim \mathcal N(0, I)$，$x = Wz + s\,\varepsilon$，其中 $\varepsilon$ 的每个分量都是标准正态噪声。
# 编码器给出 $q(z \mid x)$：各维独立，都是正态分布，由 `z_mean` 和 `z_log_var` 描述。
# 请用 `noise` 的 $K$ 行得到 $K$ 个编码，返回由它们得出的重要性加权下界的估计值：
#
# $$\log \frac{1}{K} \sum_{k=1}^{K} w_k, \qquad w_k = \frac{p(x \mid z_k)\, p(z_k)}{q(z_k \mid x)}.$$
#
# $x$ 可能有几百个分量，这时每个 $e^{\log w_k}$ 都会下溢成零：请用对数计算，密度中的常数一个也不要丢。
#
# <details><summary>提示</summary>
#
# 正态密度的对数求和，共有三个这样的和；由它们得到 $\log w_k$，即一个有 $K$ 个数的向量。
# 对权重求平均时，像正文那样先提出最大的一项。
#
# </details>


# %%
def weighted_bound(x, w, deviation, z_mean, z_log_var, noise):
    """The bound in nats, a single number.

    x: (pixels,); w: (pixels, dim); deviation: s above, a number.
    z_mean, z_log_var: (dim,); noise: (K, dim), drawn from N(0, 1).
    """
    ### BEGIN SOLUTION
    z = z_mean + np.exp(0.5 * z_log_var) * noise
    misses = (x - z @ w.T) / deviation
    log_p_x = -0.5 * np.sum(misses**2 + np.log(2 * np.pi * deviation**2), axis=1)
    log_p_z = -0.5 * np.sum(z**2 + np.log(2 * np.pi), axis=1)
    log_q = -0.5 * np.sum(noise**2 + z_log_var + np.log(2 * np.pi), axis=1)
    log_weights = log_p_x + log_p_z - log_q
    largest = log_weights.max()
    return largest + np.log(np.mean(np.exp(log_weights - largest)))
    ### END SOLUTION


# %%
check.exercise_5(weighted_bound)

# %% [markdown] lang="en"
# With it, watch the bound close in on the exact $\log p(x)$.
# The encoder here is a careless one: whatever $x$ is, it gives the prior's mean and half the prior's standard deviation.
# The table shows the mean of 200 bounds beside the exact value, in nats.

# %% [markdown] lang="zh"
# 现在可以看着下界逼近精确的 $\log p(x)$。
# 这里的编码器很马虎：不管 $x$ 是什么，它都报先验的均值和先验标准差的一半。
# 表中是 200 个下界的平均，以及精确值，单位是奈特。

# %%
if check.exercise_5.passes(weighted_bound):
    rng = np.random.default_rng(0)
    w, x, deviation = rng.normal(size=(30, 2)), rng.normal(size=30), 2.0
    covariance = w @ w.T + deviation**2 * np.eye(30)
    log_determinant = np.linalg.slogdet(2 * np.pi * covariance)[1]
    exact = -0.5 * (x @ np.linalg.solve(covariance, x) + log_determinant)
    z_mean, z_log_var = np.zeros(2), np.full(2, 2 * np.log(0.5))
    rows = []
    for count in (1, 10, 100, 1000):
        noises = rng.normal(size=(200, count, 2))
        bounds = [weighted_bound(x, w, deviation, z_mean, z_log_var, n) for n in noises]
        rows.append([count, f"{np.mean(bounds):.2f}", f"{exact:.2f}"])
    plotting.table(["K", ("bound, on average", "下界的平均"), ("exact", "精确值")], rows)

# %% [markdown] lang="en"
# ## Exercise 6 ★★★ Repair an image (4 points, 30 minutes)
#
# Part of an image is missing.
# Find the code that best explains the rest, then let the decoder fill the hole.
# The decoder is a network with one hidden layer, given by its weights:
#
# $$\ell = \tanh(z A)\, B + c,$$
#
# one logit for each pixel, as in exercise 2.
# The score of a code is $\log p(\text{visible} \mid z) + \log p(z)$, with the prior $\mathcal N(0, I)$.
#
# 1. `slope` (2 points): the gradient of the score at each of $m$ codes.
#    Missing pixels hold NaN and must not take part.
# 2. `repair` (2 points): climb from each of the codes `starts`, since the score may have several hills.
#    Return the code with the largest score, and the repaired image: visible pixels as they are, missing ones filled with the probability of white that the decoder gives for this code.
#    The code counts as right if its score lies within half a nat of the best that can be reached from the starts.
#
# <details><summary>A hint</summary>
#
# Chain rule, backwards from the score: the slope of a visible pixel's log-likelihood with respect to its logit is $x - \sigma(\ell)$, for a missing pixel it is zero; from there through $B$, through $\tanh$ with the derivative $1 - \tanh^2$, through $A$; last the prior's own slope.
# `np.where` keeps NaN out, a product with zero does not.
# For the decoders here, 500 steps of 0.02 times the slope are enough.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 6 ★★★ 修补图像（4 分，30 分钟）
#
# 一幅图像缺了一块。
# 请找出最能解释其余部分的编码，再让解码器把空洞填上。
# 解码器是有一个隐藏层的网络，由它的权重给出：
#
# $$\ell = \tanh(z A)\, B + c,$$
#
# 与练习 2 一样，每个像素一个 logit。
# 一个编码的得分是 $\log p(\text{可见}\mid z) + \log p(z)$，先验为 $\mathcal N(0, I)$。
#
# 1. `slope`（2 分）：得分在 $m$ 个编码处各自的梯度。
#    缺失的像素存的是 NaN，不得参与计算。
# 2. `repair`（2 分）：得分可能有好几个山头，所以要从 `starts` 里的每个编码出发往上爬。
#    返回得分最高的编码和修补好的图像：可见的像素保持原样，缺失的像素填上解码器对这个编码给出的取白色的概率。
#    编码的得分与从这些起点所能达到的最高分相差不超过半奈特，就算正确。
#
# <details><summary>提示</summary>
#
# 用链式法则，从得分往回推：可见像素的对数似然对 logit 的导数是 $x - \sigma(\ell)$，缺失像素的导数是零；然后经过 $B$，再经过导数为 $1 - \tanh^2$ 的 $\tanh$，再经过 $A$；最后加上先验那一项的梯度。
# `np.where` 能把 NaN 挡在外面，乘以零则不能。
# 对这里的解码器，每步走梯度的 0.02 倍，走 500 步就够了。
#
# </details>


# %%
def slope(z, image, visible, a, b, c):
    """The gradient of log p(visible | z) + log p(z) at each code, (m, dim).

    z: (m, dim). image: (pixels,), 0 or 1 where visible, else NaN; visible: bool (pixels,).
    a: (dim, hidden), b: (hidden, pixels), c: (pixels,), the decoder's weights.
    """
    ### BEGIN SOLUTION
    hidden = np.tanh(z @ a)
    probability = 1 / (1 + np.exp(-(hidden @ b + c)))
    by_logit = np.where(visible, image - probability, 0)
    return (by_logit @ b.T * (1 - hidden**2)) @ a.T - z
    ### END SOLUTION


def repair(image, visible, a, b, c, starts):
    """The code (dim,) with the largest score, and the repaired image (pixels,): a tuple.

    starts: (m, dim), codes to climb from; the other arguments as those of `slope`.
    """
    ### BEGIN SOLUTION
    z = starts
    for _ in range(500):
        z = z + 0.02 * slope(z, image, visible, a, b, c)
    logits = np.tanh(z @ a) @ b + c
    pixels = np.where(visible, image * logits - np.logaddexp(0, logits), 0)
    best = np.argmax(pixels.sum(axis=1) - 0.5 * np.sum(z**2, axis=1))
    probability = 1 / (1 + np.exp(-logits[best]))
    return z[best], np.where(visible, image, probability)
    ### END SOLUTION


# %%
check.exercise_6(slope, repair)

# %% [markdown] lang="en"
# Digits, at last.
# A decoder of 14×14 pixels is quickly made from the principal components of the training digits, with one hidden unit for each; it is no trained VAE, but it knows how strokes run.
# Your functions fill a hole in test digits that it has never seen.
# The table shows the loss of the true pixels in the hole; the rival fills each hole with the mean of its image's visible pixels.
# In the figure the damaged digits stand at the top, the repaired ones in the middle, the truth at the bottom; what is filled in is a probability, so it is grey.

# %% [markdown] lang="zh"
# 最后用真正的数字试一试。
# 用训练图像的主成分，很快就能做出一个 14×14 像素的解码器，每个主成分对应一个隐藏单元；它不是训练出来的 VAE，却知道笔画的走向。
# 你的函数要修补的，是它从没见过的测试数字。
# 表中是空洞中真实像素的损失；对手用每幅图像可见像素的均值填洞。
# 图中上排是残缺的数字，中排是修补的结果，下排是真相；填进去的是概率，所以是灰的。

# %%
if check.exercise_6.passes(slope, repair):
    (train, _), (test, _) = data.load_images("mnist")
    train, test = (
        (x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196) > 100).astype(float)
        for x in (train[:3000], test[:10])
    )
    centre = train.mean(axis=0)
    _, scales, components = np.linalg.svd(train - centre, full_matrices=False)
    scales = scales[:24, None] / np.sqrt(len(train))
    a, b = 0.7 * np.eye(24), 6 * scales * components[:24]
    c = 6 * (centre - 0.5)
    visible = np.ones((14, 14), bool)
    visible[4:10, 4:10] = False
    visible = visible.ravel()
    starts = np.random.default_rng(0).normal(size=(4, 24))
    damaged = np.where(visible, test, np.nan)
    repaired = np.stack([repair(x, visible, a, b, c, starts)[1] for x in damaged])
    plain = np.where(visible, test, np.nanmean(damaged, axis=1, keepdims=True))
    losses = []
    fillings = {
        ("repaired", "你修补的"): repaired,
        ("mean of the visible", "可见像素的均值"): plain,
    }
    for name, filled in fillings.items():
        likelihood = np.where(test == 1, filled, 1 - filled)[:, ~visible]
        losses.append([name, f"{-np.log(likelihood).sum(axis=1).mean():.1f}"])
    plotting.table([("filling", "填法"), ("nats per hole", "奈特/洞")], losses)
    rows = np.concatenate([np.where(visible, test, 0.5), repaired, test])
    plotting.show(
        plotting.image_grid(
            rows.reshape(-1, 14, 14, 1), row_labels=["damaged", "repaired", "truth"]
        ),
        "Top: ten test digits with a grey hole. Middle: the hole filled with blurred "
        "grey strokes. Bottom: the truth.",
        "上：十个带灰洞的测试数字。中：洞里补上了模糊的灰色笔画。下：真相。",
    )
