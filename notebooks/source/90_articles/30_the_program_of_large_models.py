# %% [markdown] lang="en"
# ## The program of the large-models article
#
# The idea of 5.2.1 is sound: a DCGAN in two Keras models.
# It does not run as printed, and once it runs it does not learn.
# We rebuild each fault in miniature, with the correction beside it; the label was the first of them.
#
# **Shapes.** `inputs` first names the noise and then, a few lines down, the discriminator's images, so `discriminator(generator(inputs))` feeds images to the generator.
# The generator ends in `Flatten()`, 784 numbers in a row, while the discriminator, and the real images in `np.concatenate([real_imgs, fake_imgs])`, are 28×28×1.
# Here 8×8 stands for 28×28.
# The correction: a name for each input, and images that stay images.

# %% [markdown] lang="zh"
# ## 《大模型》的程序
#
# 5.2.1 的思路是对的：用两个 Keras 模型搭一个 DCGAN。
# 但照原样跑不起来，就算跑起来，也学不到东西。
# 下面把每处错误做成微缩版重演一遍，旁边给出改法；开头的标签就是其中第一处。
#
# **形状。** `inputs` 先是噪声，几行之后又改指判别器的图像，于是 `discriminator(generator(inputs))` 把图像送进了生成器。
# 生成器以 `Flatten()` 收尾，输出排成一行的 784 个数；判别器要的、以及 `np.concatenate([real_imgs, fake_imgs])` 里的真实图像，却都是 28×28×1。
# 这里用 8×8 代替 28×28。
# 改法：每个输入各有其名，图像始终保持图像的形状。


# %%
def attempt(action):
    """The result of an action, of an array its shape; or which error stops it."""
    try:
        result = action()
        return str(getattr(result, "shape", result))
    except Exception as error:
        # en: Where Keras names the shape that it expected, we show that, up to a terminal's colour code.
        # zh: Keras 若说了它要什么形状，就取那一句，到终端的颜色码为止。
        expected = re.search(r"[Ee]xpected shape[^\x1b\n]*", str(error))
        reason = expected[0] if expected else str(error).split("\n")[0].split(": ")[-1]
        return f"{type(error).__name__}: {shorten(reason, 76, placeholder=' ...')}"


noise_input = keras.Input((4,), name="noise")
image_input = keras.Input((8, 8, 1), name="images")
pixels = layers.Dense(64, activation="tanh")(noise_input)  # (n, 4) -> (n, 64)
# en: As printed, a row of pixels; and corrected, an image (n, 8, 8, 1).
# zh: 照原样是一行像素；改正后是图像 (n, 8, 8, 1)。
flat_generator = keras.Model(noise_input, pixels, name="flat")
image_generator = keras.Model(noise_input, layers.Reshape((8, 8, 1))(pixels), name="shaped")
logit = layers.Dense(1)(layers.Flatten()(image_input))  # (n, 8, 8, 1) -> (n, 1)
small_discriminator = keras.Model(image_input, logit, name="discriminator")

# %%
real_image = np.ones((1, 8, 8, 1), "float32")
one_noise = np.zeros((1, 4), "float32")
flat_image = ops.convert_to_numpy(flat_generator(one_noise))  # (1, 64)
made_image = ops.convert_to_numpy(image_generator(one_noise))  # (1, 8, 8, 1)
trials = {
    ("printed: images into G", "原样：图像送入 G"): lambda: flat_generator(image_input),
    ("printed: G's output into D", "原样：G 的输出送入 D"): lambda: small_discriminator(
        flat_generator(noise_input)
    ),
    ("printed: beside a real image", "原样：与真实图像拼接"): lambda: np.concatenate(
        [real_image, flat_image]
    ),
    ("mended: G's output into D", "改正：G 的输出送入 D"): lambda: small_discriminator(
        image_generator(noise_input)
    ),
    ("mended: beside a real image", "改正：与真实图像拼接"): lambda: np.concatenate(
        [real_image, made_image]
    ),
}
rows = [[name, attempt(action)] for name, action in trials.items()]
plotting.table([("what is tried", "试什么"), ("what Python answers", "Python 的回答")], rows)

# %% [markdown] lang="en"
# **Range.** `x_train.astype("float32") / 255.0` lies in [0, 1], but the generator's `tanh` in [-1, 1].
# D then need not look at the strokes: the rule "any negative pixel means generated" is enough.
# We try this rule on 200 real images and 200 from an untrained generator.
# Once the real images are scaled to [-1, 1], as the library does inside the model, their black background is -1, and the rule calls them generated as well.
# It is then right about all 200 generated images and wrong about all 200 real ones, which makes 50%, like a toss of a coin.

# %% [markdown] lang="zh"
# **取值范围。** `x_train.astype("float32") / 255.0` 落在 [0, 1]，而生成器的 `tanh` 落在 [-1, 1]。
# 这样判别器根本不必看笔画，“有负像素就是生成的”一条规则就够了。
# 拿 200 幅真实图像和未经训练的生成器给出的 200 幅图像来试。
# 把真实图像缩放到 [-1, 1] 之后（课程库在模型内部就是这样做的），它们的黑底变成 -1，这条规则便把它们也当成生成的。
# 于是 200 幅生成图像全判对，200 幅真实图像全判错，合起来正好 50%，与抛硬币一样。


# %%
def has_negative_pixel(images):
    return np.any(images < 0, axis=(1, 2, 3))  # (n, 28, 28, 1) -> (n,)


real_images = train_images[:200].astype("float32") / 255  # (200, 28, 28, 1), in [0, 1]
noise = np.random.default_rng(0).standard_normal((200, 100), "float32")
untrained_generator = ConvGenerator(latent_dim=100)
fake_images = ops.convert_to_numpy(untrained_generator(noise))  # (200, 28, 28, 1), in [-1, 1]
rows = []
for interval, images in (("[0, 1]", real_images), ("[-1, 1]", 2 * real_images - 1)):
    right_on_fakes = np.mean(has_negative_pixel(fake_images))
    right_on_reals = 1 - np.mean(has_negative_pixel(images))
    rows.append([interval, f"{(right_on_fakes + right_on_reals) / 2:.0%}"])
plotting.table([("real images in", "真实图像的范围"), ("the rule is right", "规则判对")], rows)

# %% [markdown] lang="en"
# **The loop.** `gan.train_on_batch` stands outside the inner loop: G moves once for 60,000 moves of D, where 5.2.2 says that they alternate at each step.
# Every batch is one image (with one fake), in the same order each epoch, since nothing shuffles.
# And `generator.predict(noise)`, which is made for large arrays, is called for each image and prints a progress bar each time.
# `fit` takes shuffled batches; inside a step one calls the model itself.
# The last row of the table changes two things at once, `predict` for the call and one image for 64, and does not say how much each of them saves.
# The times are those of the machine that ran this notebook.

# %% [markdown] lang="zh"
# **循环。** `gan.train_on_batch` 写在内层循环之外：判别器更新 60,000 次，生成器才更新一次，而 5.2.2 说的是每次训练都交替更新。
# 每个批次只有一幅真图（配一幅假图），从不打乱，每轮次序都一样。
# `generator.predict(noise)` 本是为大数组准备的，这里却每幅图调用一次，次次都打印进度条。
# `fit` 会打乱数据、按批次取；在训练步里直接调用模型即可。
# 表的最后一行同时改了两处：`predict` 换成直接调用，一幅换成 64 幅；各省下多少，从表里看不出来。
# 表中的耗时因机器而异。

# %%
num_images, num_epochs = 60_000, 100
batches = -(-num_images // 64)
untrained_generator.predict(noise[:1], verbose=0)
started = time.perf_counter()
for i in range(5):
    untrained_generator.predict(noise[i : i + 1], verbose=0)
predict_ms = (time.perf_counter() - started) / 5 * 1e3
started = time.perf_counter()
untrained_generator(noise[:64])
call_ms = (time.perf_counter() - started) / 64 * 1e3
as_printed, in_batches = ("as printed", "照原样"), ("batches of 64", "每批 64 幅")
rows = [
    [("updates of D", "D 的更新次数"), num_images * num_epochs, batches * num_epochs],
    [("updates of G", "G 的更新次数"), num_epochs, batches * num_epochs],
    [("ms for a generated image", "每幅生成图像的毫秒数"), f"{predict_ms:.1f}", f"{call_ms:.2f}"],
]
plotting.table(["", as_printed, in_batches], rows)

# %% [markdown] lang="en"
# **Freezing.** The program compiles D, then sets `discriminator.trainable = False` for the joint model.
# That was a known idiom of Keras 2, which remembered at `compile` what was trainable.
# Keras 3 reads the flag when it trains: D never moves, and Keras says so in a warning, which we catch and print.
# G then plays against a D that keeps its random weights and has never learnt what a digit is; it may lower its loss without its images coming any closer to digits.
# The library keeps the players apart by `stop_gradient` and freezes nothing.
# The table has the largest move of any weight in one step: of an unfrozen D, of a frozen one, and of both players of the library.
# What counts is whether it is zero.
# The first step of Adam is about as long as the learning rate, here 1e-2 for the miniature D and 2e-4 for the library's players, and this alone makes the difference between 0.0100 and 0.0002.

# %% [markdown] lang="zh"
# **冻结。** 程序先编译判别器，再为联合模型设 `discriminator.trainable = False`。
# 这是 Keras 2 时代的惯用法：那时哪些权重可训练，在 `compile` 时就记下了。
# Keras 3 在训练时才读这个标志，于是判别器一动不动；Keras 会为此发出警告，这里把它截住打印出来。
# 生成器面对的便始终是一个权重随机、从没学过数字长什么样的判别器：它的损失可以下降，图像却不会因此更像数字。
# 课程库用 `stop_gradient` 把双方隔开，什么也不冻结。
# 表中是走一步之后权重的最大变化：未冻结的判别器、冻结的判别器，以及课程库的双方。
# 要看的是它是否为零。
# Adam 的第一步约等于学习率，这里微缩版判别器用 1e-2，课程库的双方用 2e-4，所以一个是 0.0100，一个是 0.0002，并没有别的含义。


# %%
def largest_move(weights, train):
    """The largest change of any weight that one call of `train` makes."""
    before = [ops.convert_to_numpy(weight) for weight in weights]
    train()
    after = [ops.convert_to_numpy(weight) for weight in weights]
    return max(np.abs(new - old).max() for new, old in zip(after, before, strict=True))


rows = []
with warnings.catch_warnings(record=True) as keras_warnings:
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", UserWarning)
    for trainable, name in (
        (True, ("D, not frozen", "D，未冻结")),
        (False, ("D, frozen", "D，冻结")),
    ):
        small_discriminator.compile(loss="mse", optimizer=keras.optimizers.Adam(1e-2))
        small_discriminator.trainable = trainable
        step = partial(small_discriminator.train_on_batch, real_image, np.ones((1, 1)))
        rows.append([name, f"{largest_move(small_discriminator.weights, step):.4f}"])
small_gan = GAN(DenseGenerator(4, widths=(8,)), DenseDiscriminator(widths=(8,)))
small_gan.compile(TwoPlayerAdam(2e-4))
step = partial(small_gan.train_on_batch, train_images[:8])
for player, name in ((small_gan.discriminator, "D"), (small_gan.generator, "G")):
    move = largest_move(player.trainable_variables, step)
    rows.append([(f"the library's {name}", f"课程库的 {name}"), f"{move:.4f}"])
plotting.table([("player", "哪一方"), ("largest move", "最大变化")], rows)
for warning in keras_warnings:
    print(warning.message)

# %% [markdown] lang="en"
# **Three small things.** `discriminator.history['loss']`: only `fit` makes a `history`, and even then it is an object whose dictionary is `history.history`; `train_on_batch` returns its numbers.
# `LeakyReLU(alpha=0.2)`: still accepted, with a warning; the name is now `negative_slope`.
# The discriminator's last `Flatten()`: `Dense(1)` already gives `(n, 1)`.
#
# **The text** has two slips.
# 5.2.2 says that the generator is compiled: under the comment 生成器的编译 ("compiling the generator") it is `gan` that is compiled, and rightly so.
# And it calls the generator's layers "convolutions and transposed convolutions": they are a dense layer and transposed convolutions.

# %% [markdown] lang="zh"
# **三件小事。** `discriminator.history['loss']`：`fit` 之后才有 `history`，而且那是个对象，字典在 `history.history` 里；`train_on_batch` 的数值就在它的返回值中。
# `LeakyReLU(alpha=0.2)`：还能用，但会警告，现在叫 `negative_slope`。
# 判别器最后的 `Flatten()`：`Dense(1)` 给出的已经是 `(n, 1)`，它什么也没做。
#
# **文字**也有两处出入。
# 5.2.2 说编译了生成器，但注释“生成器的编译”之下，编译的其实是 `gan`，这样做倒是对的。
# 它又说生成器是“一系列的卷积层和反卷积层”，其实是一个全连接层加转置卷积。

# %%
with warnings.catch_warnings(record=True) as keras_warnings:
    warnings.simplefilter("always")
    layers.LeakyReLU(alpha=0.2)
returned = small_gan.train_on_batch(train_images[:8], return_dict=True)
rows = [
    ["history['loss']", attempt(lambda: small_gan.history["loss"])],
    ["train_on_batch(...)", ", ".join(sorted(returned))],
    ["LeakyReLU(alpha=0.2)", str(keras_warnings[0].message)],
    ["Flatten()", f"(5, 1) -> {layers.Flatten()(np.zeros((5, 1))).shape}"],
]
plotting.table([("line", "代码"), ("what it gives", "得到什么")], rows)
