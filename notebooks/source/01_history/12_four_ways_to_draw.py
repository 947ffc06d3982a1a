# %% [markdown] lang="en"
# ## Four ways to draw
#
# Now images.
# Four kinds of model learn from 7,000 handwritten digits of 28×28 pixels, and each draws 2,000 new ones.
#
# The score is the **Fréchet distance**.
# A small classifier that comes with the course turns each image into 128 numbers, its features.
# Then the features of the drawn images are compared with those of 2,000 test images, in two respects: their mean, and their covariance, which says how they vary together.
# Smaller is better, and [chapter 3](03_gan.ipynb) has the formula.
# To know how to read the numbers, we first measure other real images, and noise.

# %% [markdown] lang="zh"
# ## 四种画法
#
# 接下来看图像。
# 四种模型都从 7,000 幅 28×28 像素的手写数字中学习，然后各画 2,000 幅新的。
#
# 成绩用**弗雷歇距离**来衡量。
# 课程自带一个小分类器，它把每幅图变成 128 个数，称为特征。
# 我们再把画出的图与 2,000 幅测试图像相比，看两者特征的均值和协方差相差多少；协方差说的是各个特征怎样一起变化。
# 距离越小越好，公式见[第 3 章](03_gan.ipynb)。
# 为了知道怎样看待距离的大小，先量两样东西作参照：另一批真实图像，以及噪声。

# %%
(images, _), (test_images, _) = data.load_images("mnist")
train_images = images[:7000]  # (7000, 28, 28, 1), uint8
scorer = metrics.ImageScores("mnist", test_images, train_images)
noise_images = np.random.default_rng(0).integers(0, 256, (2000, 28, 28, 1), dtype="uint8")
drawings = {"real": train_images[:2000], "noise": noise_images}
image_rows = {name: (scorer.frechet(kept), "") for name, kept in drawings.items()}
for name, (distance, _) in image_rows.items():
    print(f"{name}: Fréchet distance {distance:.2f}")


# %%
def examine(name, images, train_seconds):
    drawings[name] = images  # (2000, 28, 28, 1), uint8
    image_rows[name] = scorer.frechet(images), train_seconds
    plotting.show(
        plotting.image_grid(drawings[name][:10]),
        f"{name}: its first ten drawings; Fréchet distance {image_rows[name][0]:.2f}.",
        f"{in_chinese.get(name, name)}：画出的前十幅；弗雷歇距离 {image_rows[name][0]:.2f}。",
    )


in_chinese = {"real": "真实图像", "noise": "噪声"}
in_chinese |= {"autoencoder": "自编码器", "diffusion": "扩散模型"}

# %% [markdown] lang="en"
# Real images come close to 0, and the noise shows how large the number can become.
# The drawers should come near the real images; to be far better than noise is little merit.
#
# ### An autoencoder, 2006
#
# An **autoencoder** is two networks (Hinton & Salakhutdinov 2006, doi:10.1126/science.1127647).
# The encoder squeezes an image into a short code, here 16 numbers; the decoder restores the image from it.
# Both are trained together to make the restored image like the original.

# %% [markdown] lang="zh"
# 真实图像的距离接近 0，噪声的距离则显示这个数能有多大。
# 模型画的图应当接近真实图像；远远胜过噪声，算不上什么本事。
#
# ### 自编码器，2006 年
#
# **自编码器**由两个网络组成（Hinton 与 Salakhutdinov，2006，doi:10.1126/science.1127647）。
# 编码器把图像压缩成一段短的编码，这里是 16 个数；解码器根据编码还原图像。
# 两者一起训练，目标是让还原的图像尽量接近原图。

# %%
encoder = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)  # (n, 28, 28, 1) -> (n, 16)
decoder = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)  # (n, 16) -> (n, 28, 28, 1)

# %%
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
start = time.perf_counter()
options = {"batch_size": 100, "epochs": 12, "verbose": 0}
autoencoder.fit(train_images, train_images / 255, callbacks=[Progress()], **options)
autoencoder_seconds = time.perf_counter() - start

# %% [markdown] lang="en"
# It has learnt to restore images (the loss compares each restored pixel with the original), but it cannot invent any: nobody has said which codes belong to digits.
# So we look where the codes of the training images lie, fit a normal distribution to them (a mean and a covariance), draw new codes from it, and decode those.

# %% [markdown] lang="zh"
# 现在自编码器能还原图像（损失把还原出的每个像素与原图相比），却还不会画新图：没有人说过哪些编码对应着数字。
# 于是我们看训练图像的编码落在哪里，用一个正态分布去拟合这些编码（求出均值和协方差），从这个分布中抽取新的编码，再解码成图像。

# %%
codes = encoder.predict(train_images, batch_size=1000, verbose=0).astype("float32")  # (7000, 16)
centre, covariance = codes.mean(axis=0), np.cov(codes.T)


def decode(codes):
    images = decoder.predict(codes.astype("float32"), batch_size=1000, verbose=0)
    return np.rint(255 * images.astype("float32")).astype("uint8")  # (n, 28, 28, 1)


# %%
new_codes = np.random.default_rng(0).multivariate_normal(centre, covariance, 2000)  # (2000, 16)
examine("autoencoder", decode(new_codes), autoencoder_seconds)

# %% [markdown] lang="en"
# A few can be read as digits; others look like half of one digit and half of another, as if the new code had fallen between the codes of two kinds.
#
# ### A variational autoencoder, 2013
#
# A **variational autoencoder** (VAE; Kingma & Welling 2013, arXiv:1312.6114) makes the drawing of codes part of the training: its codes are pulled towards a normal distribution from the first step on, and to draw, a code from that distribution is decoded.
# Its loss is the sum of two parts: `reconstruction_loss` says how badly images are restored, and `kl_loss` how far the codes are from the normal distribution.
# [Chapter 4](04_vae.ipynb) derives that; here we take the whole model from the library.

# %% [markdown] lang="zh"
# 自编码器画的图，有几幅认得出是数字；另一些半边像这个数字、半边像那个数字，仿佛新编码落在了两类数字的编码之间。
#
# ### 变分自编码器，2013 年
#
# **变分自编码器**（VAE；Kingma 与 Welling，2013，arXiv:1312.6114）在训练时就为抽取编码作准备：从第一步起，就让编码的分布靠近一个正态分布；画图时，从这个正态分布中抽取编码，再解码。
# 它的损失是两部分之和：`reconstruction_loss` 说的是图像还原得有多差，`kl_loss` 说的是编码的分布离正态分布有多远。
# [第 4 章](04_vae.ipynb)会推导这个损失，这里直接用库里写好的模型。


# %%
def rising_then_falling(steps, peak):
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=peak, warmup_steps=steps // 10
    )


# %%
vae = VAE(latent_dim=16, widths=(512,), seed=0)
rate = rising_then_falling(10 * 28, peak=0.012)
# en: The weights are averaged while training goes on, and the average draws.
# zh: 训练时对权重取滑动平均，画图时用平均后的权重。
vae.compile(
    keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99),
    steps_per_execution=9,
)
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
start = time.perf_counter()
options = {"batch_size": 250, "epochs": 10, "verbose": 0}
vae.fit(train_images, callbacks=[averaging, Progress()], **options)
vae_seconds = time.perf_counter() - start
examine("VAE", vae.sample(2000, seed=0), vae_seconds)

# %% [markdown] lang="en"
# These drawings are softer, and again not all of them are digits.
#
# ### A generative adversarial network, 2014
#
# In a **generative adversarial network** (GAN; Goodfellow et al. 2014, arXiv:1406.2661) one network, the generator, turns random numbers into drawings, and a second one, the discriminator, tells the drawings from real images.
# The first learns from the judgement of the second.
# That takes longer to train than our other models, so we take one that [chapter 3](03_gan.ipynb) has trained with 24 passes over the same 7,000 images; its weights come with the course.
# (The network at the beginning of the chapter is a GAN too, but it is told which digit to draw; none of the four drawers here is.)

# %% [markdown] lang="zh"
# VAE 画的图比自编码器的更模糊，同样不是个个都像数字。
#
# ### 生成对抗网络，2014 年
#
# **生成对抗网络**（GAN；Goodfellow 等，2014，arXiv:1406.2661）由两个网络组成：生成器把随机数变成图，判别器分辨哪些图是画的、哪些是真的。
# 生成器根据判别器的判断来改进。
# GAN 的训练比另外三个模型都久，所以这里直接用[第 3 章](03_gan.ipynb)训练好的一个：它把同样的 7,000 幅图像过了 24 遍，权重随课程一起提供。
# （本章开头的那个网络也是 GAN，可以指定它画哪个数字；这里的四个模型都不能指定。）

# %%
gan = aigc_keras.load_trained("gan_digits")
examine("GAN", gan.sample(2000, seed=0), ("trained in chapter 3", "第 3 章训练"))

# %% [markdown] lang="en"
# The strokes are sharp now; where a drawing fails, it is torn and not blurred.
#
# ### A diffusion model, 2020
#
# A **diffusion model** (Ho et al. 2020, arXiv:2006.11239) learns to remove noise.
# Mix a training example $x$ with random noise $\varepsilon$, a little or a lot, as a number $t$ between 0 and 1 says:
#
# $$x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$$
#
# At $t = 0$ that is the clean example, at $t = 1$ nothing but noise.
# A network sees $x_t$ and $t$ and must say which noise $\varepsilon$ was put in; the loss is the mean square of its error, and, unlike in a GAN, no second network is needed.
#
# To be trained in less than a minute, ours does not work on the 784 pixels but on the 16 numbers of the autoencoder's code: it is a *latent* diffusion model, named after the latent space, where the codes lie (Rombach et al. 2021, arXiv:2112.10752).
# Encoder and decoder are those from above.
# So this drawer and the autoencoder differ in one thing only: how a new code is drawn.

# %% [markdown] lang="zh"
# GAN 画的笔画清晰；画坏的地方是断裂，不是模糊。
#
# ### 扩散模型，2020 年
#
# **扩散模型**（Ho 等，2020，arXiv:2006.11239）学的是怎样去掉噪声。
# 把训练样本 $x$ 与随机噪声 $\varepsilon$ 混合，噪声是多是少，由 0 与 1 之间的数 $t$ 决定：
#
# $$x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$$
#
# $t = 0$ 时 $x_t$ 是干净的样本，$t = 1$ 时只剩噪声。
# 网络看到 $x_t$ 和 $t$，要预测掺进去的噪声 $\varepsilon$；损失就是误差平方的平均值。
# 扩散模型不像 GAN 那样需要第二个网络。
#
# 为了在一分钟之内训练完，这里的模型处理的不是 784 个像素，而是自编码器的编码，也就是那 16 个数；编码所在的空间叫*潜空间*，这样的模型因此叫潜扩散模型（Rombach 等，2021，arXiv:2112.10752）。
# 编码器和解码器就是上面那一对。
# 所以这个扩散模型与自编码器只有一处不同：怎样抽取新的编码。


# %%
def mixing(t):
    return ops.cos(np.pi / 2 * t), ops.sin(np.pi / 2 * t)


class Diffusion(keras.Model):
    def __init__(self, size, width=256, seed=None):
        super().__init__(dtype="float32")
        hidden = [layers.Dense(width, "silu", dtype="float32") for _ in range(3)]
        self.network = keras.Sequential([*hidden, layers.Dense(size, dtype="float32")])
        self.seed_generator = keras.random.SeedGenerator(seed)

    def predict_noise(self, noisy, t):  # (n, 16), (n, 1) -> (n, 16)
        waves = [wave(k * np.pi / 2 * t) for k in (1, 2, 4, 8) for wave in (ops.cos, ops.sin)]
        return self.network(ops.concatenate([noisy, *waves], axis=-1))

    def call(self, clean):  # (n, 16)
        t = keras.random.uniform((ops.shape(clean)[0], 1), seed=self.seed_generator)
        noise = keras.random.normal(ops.shape(clean), seed=self.seed_generator)
        signal, spread = mixing(t)
        return noise, self.predict_noise(signal * clean + spread * noise, t)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        noise, predicted = y_pred
        return ops.mean(ops.square(noise - predicted))


# %% [markdown] lang="en"
# (The network gets $t$ as a few sines and cosines, which are easier to work with than a single number.)
# It is trained on the codes, each of whose 16 numbers is first brought to mean 0 and standard deviation 1:

# %% [markdown] lang="zh"
# （$t$ 先化成几个正弦值和余弦值再交给网络，网络利用这些值比利用单独一个数容易。）
# 训练用的是编码，编码的 16 个数先分别标准化成均值 0、标准差 1：

# %%
deviation = codes.std(axis=0)  # (16,)
diffusion = Diffusion(16, seed=0)
rate = rising_then_falling(40 * 28, peak=3e-3)
diffusion.compile(keras.optimizers.Adam(rate, beta_2=0.99), steps_per_execution=28)
start = time.perf_counter()
options = {"batch_size": 250, "epochs": 40, "verbose": 0}
diffusion.fit((codes - centre) / deviation, callbacks=[Progress()], **options)
diffusion_seconds = time.perf_counter() - start

# %% [markdown] lang="en"
# Whoever always guessed zero noise would have a loss of 1; what the network cannot tell from the mixture remains.
#
# To draw, begin with noise at $t = 0.98$ and go to $t = 0$ in 40 steps (at $t = 1$ nothing of a code is left, and it could not be computed from the mixture).
# In each step the predicted noise gives an estimate of the clean code; this estimate and the predicted noise are mixed again, with a little less noise (DDIM; Song et al. 2020, arXiv:2010.02502).

# %% [markdown] lang="zh"
# 如果总是猜噪声为零，损失就是 1；网络从混合的结果里看不出来的那部分噪声，始终留在损失里。
#
# 画图时，从 $t = 0.98$ 处的噪声出发，分 40 步走到 $t = 0$（在 $t = 1$ 处，编码一点也没有留下，没法从混合的结果里算出编码）。
# 每一步先根据预测的噪声估计干净的编码，再把这个估计与预测的噪声重新混合，掺的噪声比上一步少一点（DDIM；Song 等，2020，arXiv:2010.02502）。

# %%
moments = np.linspace(0.98, 0, 41, dtype="float32")


def remove_noise(x):  # (n, 16) -> (n, 16)
    def step(i, x):
        (signal, spread), (next_signal, next_spread) = mixing(times[i]), mixing(times[i + 1])
        noise = diffusion.predict_noise(x, ops.zeros_like(x[:, :1]) + times[i])
        clean = (x - spread * noise) / signal
        return next_signal * clean + next_spread * noise

    times = ops.convert_to_tensor(moments)
    return ops.fori_loop(0, len(moments) - 1, step, x)


denoise = backend.compile_function(remove_noise, diffusion.variables)


# %%
noise = np.random.default_rng(0).standard_normal((2000, 16), "float32")
drawn = ops.convert_to_numpy(denoise(ops.convert_to_tensor(noise)))  # (2000, 16)
new_codes = centre + deviation * drawn
examine("diffusion", decode(new_codes), autoencoder_seconds + diffusion_seconds)

# %% [markdown] lang="en"
# More of these ten can be read than of the autoencoder's ten.
#
# ### Side by side
#
# All rows show the first ten drawings, unselected.
# The seconds of training that the table gives for the diffusion model include its autoencoder.

# %% [markdown] lang="zh"
# 扩散模型画的这十幅里，认得出的比自编码器那十幅里的多。
#
# ### 放在一起比
#
# 下图第一行是真实图像，其余每行是一个模型画的图，都取前十幅，未经挑选。
# 表中扩散模型的训练时间包括它所用的自编码器。

# %%
names = ("real", "autoencoder", "VAE", "GAN", "diffusion")
plotting.show(
    plotting.image_grid(np.concatenate([drawings[name][:10] for name in names]), row_labels=names),
    "Ten real digits, then ten drawings by each model.",
    "十个真实的数字（real），下面是四个模型各画的十个：自编码器（autoencoder）、VAE、GAN、扩散模型（diffusion）。",
)
rows = []
for name, (distance, training) in image_rows.items():
    seconds = f"{training:.1f}" if isinstance(training, float) else training
    rows.append([(name, in_chinese.get(name, name)), f"{distance:.2f}", seconds])
plotting.table(
    [("images", "图像"), ("Fréchet distance", "弗雷歇距离"), ("training, seconds", "训练（秒）")],
    rows,
)

# %% [markdown] lang="en"
# Compare the autoencoder with the diffusion model first, for that is a clean comparison: same encoder, same decoder, same images.
# The distance falls to about half.
# A normal distribution only knows the mean and the covariance of the codes, while the diffusion model can learn more closely where the codes lie, so that fewer new codes should fall into the gaps between.
# It pays for that with training time and with 40 passes through its network for each image.
#
# The other rows do not rank ideas.
# The VAE, whose training is short and whose loss asks for more than clear images, is behind the plain autoencoder; the GAN has been trained for longer than all the others.
# And no model comes near real images.
#
# > **Misconception: "the newer model is the better one."** At which budget, by which measure, on which data?
# > Of our writers that learn, the oldest was the best.

# %% [markdown] lang="zh"
# 先比自编码器和扩散模型，因为两者的编码器、解码器、训练图像全都相同，不同的只是怎样抽取编码。
# 扩散模型的距离是自编码器的一半左右。
# 正态分布只反映编码的均值和协方差，扩散模型却能更细致地学到编码分布在哪里，抽取的编码应当也就较少落进编码之间的空隙。
# 代价是训练要多花时间，而且每画一幅图，网络都要计算 40 遍。
#
# 其余几行不能用来判断哪种思路更好。
# VAE 的训练时间短，它的损失也不只要求图像清晰，成绩比普通的自编码器略差；GAN 的训练时间则比其他几个都长。
# 另外，没有哪个模型接近真实图像的水平。
#
# > **常见误解：“模型越新越好。”** 要先问：预算多大，用什么度量，在什么数据上？
# > 本章三种会学习的写作模型里，成绩最好的是最老的那一种。
