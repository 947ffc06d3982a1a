# %% [markdown] lang="en"
# ## Four ways to draw, in a minute
#
# Now images: 7,000 handwritten digits to learn from, 2,000 drawn by each model, compared with the 2,000 test images.
# The mark is the **Fréchet distance**: our own classifier turns every image into 128 features, and mean and covariance of the drawn images are compared with those of the test images; smaller is better ([chapter 3](03_gan.ipynb) has the formula).
# Two rows give the figure its meaning: real training images, and noise.
# Each model gets seconds of training, not hours.

# %% [markdown] lang="zh"
# ## 一分钟看遍四种画法
#
# 再看图像：用 7,000 幅手写数字来学，每个模型画 2,000 幅，与 2,000 幅测试图像比。
# 成绩是**弗雷歇距离**：课程自带的分类器把每幅图变成 128 个特征，比较画出的图与测试图像在特征上的均值和协方差，越小越好（公式见[第 3 章](03_gan.ipynb)）。
# 另有两行作参照：真实的训练图像（real）和噪声（noise）。
# 每个模型只训练几秒到十几秒，而不是几小时。

# %%
(images, _), (test_images, _) = data.load_images("mnist")
train_images = images[:7000]
scorer = metrics.ImageScores("mnist", test_images, train_images)
noise_images = np.random.default_rng(0).integers(0, 256, (2000, 28, 28, 1), dtype="uint8")
drawings = {"real": train_images[:2000], "noise": noise_images}
image_rows = {name: (scorer.frechet(kept), 0, 0) for name, kept in drawings.items()}


# %%
def examine(name, draw, train_seconds):
    draw()
    start = time.perf_counter()
    drawings[name] = draw()
    draw_seconds = time.perf_counter() - start
    image_rows[name] = scorer.frechet(drawings[name]), train_seconds, draw_seconds
    print(f"{name}: distance {image_rows[name][0]:.2f}, {train_seconds:.0f} s of training")


# %% [markdown] lang="en"
# **An autoencoder** squeezes an image into 16 numbers, its code, and learns to restore it.
# To make it draw, we fit a normal distribution with mean and covariance to the training codes, and decode what is drawn from that.
# (`examine` draws twice and times the second pass; the first includes compiling.)

# %% [markdown] lang="zh"
# **自编码器**把图像压成 16 个数，即编码，再学着还原。
# 要让它画新图，就给训练图像的编码拟合一个正态分布（均值和协方差都由编码估计），从中采样，再解码。
# （`examine` 画两遍，只给第二遍计时，因为第一遍包含编译。）

# %%
encoder = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)
decoder = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)

# %%
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
start = time.perf_counter()
options = {"batch_size": 100, "epochs": 12, "verbose": 0}
autoencoder.fit(train_images, train_images / 255, callbacks=[Progress()], **options)
autoencoder_seconds = time.perf_counter() - start

# %%
codes = encoder.predict(train_images, batch_size=1000, verbose=0).astype("float32")
centre, covariance = codes.mean(axis=0), np.cov(codes.T)


def decode(codes):
    images = decoder.predict(codes.astype("float32"), batch_size=1000, verbose=0)
    return np.rint(255 * images.astype("float32")).astype("uint8")


# %%
def draw_codes():
    rng = np.random.default_rng(0)
    return decode(rng.multivariate_normal(centre, covariance, 2000))


examine("autoencoder", draw_codes, autoencoder_seconds)

# %% [markdown] lang="en"
# **A variational autoencoder** (Kingma & Welling 2013, arXiv:1312.6114) trains its codes towards a normal distribution, so that drawing from it makes sense; [chapter 4](04_vae.ipynb) is about it.
# **A generative adversarial network** (Goodfellow et al. 2014, arXiv:1406.2661) lets a generator learn from a discriminator; chapter 3 explains the settings.
# Both keep a running average of their weights, and both learning rates rise and fall.

# %% [markdown] lang="zh"
# **变分自编码器**（Kingma 与 Welling，2013，arXiv:1312.6114）训练时就把编码往正态分布上靠，从中采样才名正言顺，详见[第 4 章](04_vae.ipynb)。
# **生成对抗网络**（Goodfellow 等，2014，arXiv:1406.2661）让生成器跟着判别器学，设置的理由见第 3 章。
# 两者都对权重取滑动平均，学习率都先升后降。


# %%
def fit_averaged(model, optimizer, epochs, batch_size):
    model.compile(optimizer, steps_per_execution=9)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    options = {"batch_size": batch_size, "epochs": epochs, "verbose": 0}
    start = time.perf_counter()
    model.fit(train_images, callbacks=[averaging, Progress()], **options)
    return time.perf_counter() - start


# %%
def rising_then_falling(steps, peak):
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=peak, warmup_steps=steps // 10
    )


# %%
vae = VAE(latent_dim=16, widths=(512,), seed=0)
rate = rising_then_falling(10 * 28, peak=0.012)
optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
seconds = fit_averaged(vae, optimizer, epochs=10, batch_size=250)
examine("VAE", lambda: vae.sample(2000, seed=0), seconds)

# %%
players = ConvGenerator(), ConvDiscriminator()
gan = GAN(*players, loss="relativistic", r1_weight=1.0, seed=0)
rate = rising_then_falling(5 * 54, peak=4e-3)
optimizer = TwoPlayerAdam(rate, use_ema=True, ema_momentum=0.98)
seconds = fit_averaged(gan, optimizer, epochs=5, batch_size=128)
examine("GAN", lambda: gan.sample(2000, seed=0), seconds)

# %% [markdown] lang="en"
# **A diffusion model** (Ho et al. 2020, arXiv:2006.11239) learns to remove noise.
# Mix a training example $x$ with noise, $x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$, from $t = 0$ (clean) to $t = 1$ (nothing but noise), and let a network say from $x_t$ and $t$ which noise was put in.
# The loss is the mean square of its error, nothing else.
# (`compute_loss` is all that we override; the network sees $t$ through a few sines and cosines.)
#
# To stay within seconds we do not diffuse the 784 pixels, but the 16 numbers of the autoencoder's code: a *latent* diffusion model (Rombach et al. 2021, arXiv:2112.10752).
# The encoder and decoder are those from above.
# So this row and the autoencoder's differ in one thing only: how new codes are drawn.

# %% [markdown] lang="zh"
# **扩散模型**（Ho 等，2020，arXiv:2006.11239）学的是去噪。
# 把训练样本 $x$ 与噪声混合：$x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$，$t = 0$ 时是干净的样本，$t = 1$ 时全是噪声；再让网络根据 $x_t$ 和 $t$ 说出掺进去的是什么噪声。
# 损失就是误差平方的均值，别无其他。
# （我们只改写 `compute_loss`；$t$ 化成几个正弦和余弦交给网络。）
#
# 为了在几秒钟内练完，这里不对 784 个像素做扩散，而是对自编码器的 16 个数的编码做，即*潜空间*扩散模型（Rombach 等，2021，arXiv:2112.10752）。
# 编码器和解码器就是上面那一对。
# 所以这一行与自编码器那一行只差一处：新编码是怎么抽出来的。


# %%
def mixing(t):
    return ops.cos(np.pi / 2 * t), ops.sin(np.pi / 2 * t)


class Diffusion(keras.Model):
    def __init__(self, size, width=256, seed=None):
        super().__init__(dtype="float32")
        hidden = [layers.Dense(width, "silu", dtype="float32") for _ in range(3)]
        self.network = keras.Sequential([*hidden, layers.Dense(size, dtype="float32")])
        self.seed_generator = keras.random.SeedGenerator(seed)

    def predict_noise(self, noisy, t):
        waves = [wave(k * np.pi / 2 * t) for k in (1, 2, 4, 8) for wave in (ops.cos, ops.sin)]
        return self.network(ops.concatenate([noisy, *waves], axis=-1))

    def call(self, clean):
        t = keras.random.uniform((ops.shape(clean)[0], 1), seed=self.seed_generator)
        noise = keras.random.normal(ops.shape(clean), seed=self.seed_generator)
        signal, spread = mixing(t)
        return noise, self.predict_noise(signal * clean + spread * noise, t)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        noise, predicted = y_pred
        return ops.mean(ops.square(noise - predicted))


# %%
deviation = codes.std(axis=0)
diffusion = Diffusion(16, seed=0)
rate = rising_then_falling(40 * 28, peak=3e-3)
diffusion.compile(keras.optimizers.Adam(rate, beta_2=0.99), steps_per_execution=28)
start = time.perf_counter()
options = {"batch_size": 250, "epochs": 40, "verbose": 0}
diffusion.fit((codes - centre) / deviation, callbacks=[Progress()], **options)
diffusion_seconds = time.perf_counter() - start
print(f"{diffusion.count_params():,} parameters, {diffusion_seconds:.0f} s")

# %% [markdown] lang="en"
# To draw, begin with noise at $t = 0.98$ and go back to $t = 0$ in 40 steps.
# In each, the predicted noise gives an estimate of the clean code, and both are mixed anew with a little less noise.
# This is the deterministic sampler DDIM (Song et al. 2020, arXiv:2010.02502); the loop is compiled as a whole.

# %% [markdown] lang="zh"
# 画图时，从 $t = 0.98$ 处的纯噪声出发，分 40 步回到 $t = 0$。
# 每一步先用预测的噪声估计出干净的编码，再把两者重新混合，只是噪声少一点。
# 这就是确定性的采样法 DDIM（Song 等，2020，arXiv:2010.02502）；整个循环一并编译。

# %%
moments = np.linspace(0.98, 0, 41, dtype="float32")


def remove_noise(x):
    def step(i, x):
        (signal, spread), (next_signal, next_spread) = mixing(times[i]), mixing(times[i + 1])
        noise = diffusion.predict_noise(x, ops.zeros_like(x[:, :1]) + times[i])
        clean = (x - spread * noise) / signal
        return next_signal * clean + next_spread * noise

    times = ops.convert_to_tensor(moments)
    return ops.fori_loop(0, len(moments) - 1, step, x)


denoise = backend.compile_function(remove_noise, diffusion.variables)


# %%
def draw_diffusion():
    noise = np.random.default_rng(0).standard_normal((2000, 16), "float32")
    drawn = ops.convert_to_numpy(denoise(ops.convert_to_tensor(noise)))
    return decode(centre + deviation * drawn)


examine("diffusion", draw_diffusion, autoencoder_seconds + diffusion_seconds)

# %% [markdown] lang="en"
# The first ten drawings of each, unselected.
# The table repeats the distances, with the seconds of training and of drawing 2,000 images; the diffusion model's training includes its autoencoder's.

# %% [markdown] lang="zh"
# 各取前十幅，未经挑选。
# 随后的表把弗雷歇距离再列一遍，另有训练的秒数和画 2,000 幅所用的秒数；扩散模型的训练时间把它所用的自编码器也算在内。

# %%
names = ("real", "autoencoder", "VAE", "GAN", "diffusion")
plotting.show(
    plotting.image_grid(np.concatenate([drawings[name][:10] for name in names]), row_labels=names),
    "Five rows of ten digits. Real ones are clear. The autoencoder's are blurred, several of them "
    "no digits; the VAE's are soft, some of them mixtures; the GAN's are hard-edged and often "
    "broken; those of the diffusion model are mostly readable.",
    "五行数字，每行十个。真实的很清楚；自编码器的模糊，有几个不成数字；VAE 的柔软，有些是混合体；GAN 的边缘分明，但常有残缺；扩散模型的大多可以辨认。",
)
in_chinese = {
    "real": "真实图像",
    "noise": "噪声",
    "autoencoder": "自编码器",
    "diffusion": "扩散模型",
}
rows = []
for name, (distance, training, drawing) in image_rows.items():
    pair = name, in_chinese.get(name, name)
    rows.append([pair, f"{distance:.2f}", f"{training:.1f}", f"{drawing:.2f}"])
header = [("images", "图像"), ("distance", "距离"), ("training, seconds", "训练（秒）")]
plotting.table([*header, ("drawing, seconds", "画图（秒）")], rows)

# %% [markdown] lang="en"
# From top to bottom: real, autoencoder, VAE, GAN, diffusion.
# In this run the diffusion model on codes has the smallest distance, and the comparison with the autoencoder is the clean one: same encoder, same decoder, same images.
# A normal distribution only knows the mean and the covariance of the codes; the diffusion model has learned where the codes really lie.
# That costs training time, and 40 passes through the network for each drawing instead of none.
#
# The other three rows should not be read as a ranking of ideas.
# Plain and variational autoencoder are close together.
# The GAN has had five epochs; the table of chapter 3, after 24, looks different.
# A minute of training need not repeat the order of the decades, and none of these distances is near that of real images.
#
# > **Misconception: "the newer model is the better one."** At which budget, by which measure, on which data?
# > In text, the oldest method won here; in images, the newest.
# > Both tables would look different with a thousand times the time.

# %% [markdown] lang="zh"
# 从上到下依次是：真实图像、自编码器、VAE、GAN、扩散模型。
# 这次运行中，在编码上做扩散的模型距离最小；它与自编码器那一行可以干净地相比：编码器、解码器、训练图像全都相同。
# 正态分布只知道编码的均值和协方差，扩散模型却学到了编码究竟落在哪里。
# 代价是训练要花时间，而且每画一批都要把网络跑 40 遍，自编码器一遍也不用。
#
# 其余三行不宜看作思想的高下。
# 普通自编码器和变分自编码器不相上下。
# GAN 只训练了五轮，第 3 章练到 24 轮的那张表就是另一番模样。
# 一分钟的训练未必重演几十年的次序；而且，没有哪个距离接近真实图像的水平。
#
# > **常见误解：“模型越新越好。”** 多大的预算？
# > 用什么尺子？
# > 在什么数据上？
# > 在这里，写文本是最老的办法赢了，画图像是最新的办法赢了。
# > 时间若有一千倍，两张表都会变样。
