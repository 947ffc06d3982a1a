# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# This chapter covers the ground of five articles.
# They are honest work and a good first look at the field; two of them carry a complete Keras program, and reading a program closely enough to find its faults is a skill of its own.
# Three of the five reach us cut off in the middle, which is no fault of their authors and is not held against them.
#
# We call them, for short, **history** (《AIGC从入门到实战：AIGC 的发展历程》), **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), **generative AI** (an article without a title line, on generative-AI content), **principles** (《AIGC(AI Generated Content) - 原理与代码实例讲解》) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》).
# Code is quoted as it stands; quoted sentences are our translations.
#
# | The article says | What is right | Where you saw it |
# | --- | --- | --- |
# | History, 2.4, figure: "data input" goes into the generator, and both verdicts lead back to the generator alone | Noise goes into G; real and generated images go into D; both players are updated. The article's own 3.1.2 updates both, and its program feeds noise | The idea |
# | Generative AI, 4.1.1: D's "input is real data x" | Real or generated. The article's 4.2.1 does use $D(G(z))$ | The idea |
# | Principles, 3.2, figure: both return arrows read "Update G" | $D(x)$ does not depend on G, so it can only teach D; $D(G(z))$ teaches both. (The figure's address breaks off right after these arrows; one into D may have followed) | The idea; Two players, one step |
# | Large models, 2.1 and 3.1: AIGC's model layer is generator and discriminator, and D judges the "quality" of content | That is one family, the GAN; the VAE that 2.1 also names has no discriminator. D answers "real or generated?": a fine picture unlike the data is rejected | The idea |
# | History, 4.1, and industry, 4.1.1: $\min_G \max_D V$ is the "loss function" | Imprecise: $V$ is a value function, which D raises and G lowers. D's loss is $-V$; G's is the second term of $V$, or $-\log D(G(z))$ | The game; The loss, written out |
# | Large models, 4.1: $L_G = -\log(D(G(z)))$ | The loss of one sample: the expectation is missing, although 4.2 speaks of one. Generative AI, 4.2.1, writes it | The loss, written out |
# | Large models, 4.2: the loss "expresses the probability" that D assigns | It is the negative logarithm of a probability, from 0 upwards without limit | The loss, written out; first cell below |
# | Large models, 4.2: "the smaller the loss, the stronger the generator" | Only against one fixed opponent. At the ideal equilibrium $D = 1/2$, and the losses stand at $L_D = 2\ln 2$ and $L_G = \ln 2$ | First cell below |
# | Large models, 3.1: "fully connected layers"; training "improves both" | Its program is convolutional. Either will do, and this chapter trains both. Improvement is not guaranteed: players may circle, or collapse | A convolutional GAN; Two players, one step; Mode collapse |
# | Large models, 3.3: `D_params = update_params(D_params, D_output_real, data, fake_data)` | Pseudo-code, but: `D_params` and `G_params` are never initialised, nor used by `D` and `G`; the update of D is not given `D_output_fake`; `content = G(...)` stands inside the epoch loop, so only the last one is kept | Two players, one step |
# | History, 5.1: `optim.Adam(G.parameters(), lr=0.0002)` | Not wrong. This leaves $\beta_1$ at 0.9; DCGAN (Radford et al. 2015), whose rate this is, found training steadier with 0.5 | Both programs, corrected |
# | Industry, 4.1.2: with G fixed, optimise D until it "maximises" its ability, then G | Imprecise: that is the order of the proof. In practice D takes one or a few steps; an optimal D saturates the minimax generator | The loss, written out; second cell below |
# | Principles, 3.2: a gradient penalty "prompts D to satisfy" 1-Lipschitz continuity | A soft pull, on points between real and generated images, on the critic of a Wasserstein loss rather than of the logarithms above it. It guarantees nothing elsewhere | Four losses; third cell below |
# | Principles, 3.2: several G and D, "averaging their outputs", for diversity | Average the discriminators' logits. Averaged pictures are double exposures and less diverse: draw each sample from one generator | Several networks |
# | Generative AI, 3.3 and 9.5: GANs for "diverse" data. Principles, 3.2: samples come "infinitely close" to the data's distribution | GANs are sharp and inclined to drop modes, as 3.3 says itself. The limit is a theorem for unlimited capacity and an optimal D at every step | The game; Mode collapse |
# | Generative AI, 9.4: for better images "deeper networks, more complex activation functions" | More data, its other advice, does help. Depth cures none of the failures shown here, and deep plain stacks train worse. What helps is balance between the players, a penalty on the discriminator's gradient, averaged weights, augmentation | Mode collapse; Four losses; A convolutional GAN |
# | Industry, 3.3.1: "convolutional and pooling layers" | True of classifiers. Generators enlarge, by transposed convolutions or upsampling, and rarely pool; DCGAN replaced pooling by strides in D too | Convolution and its transpose, in brief |
#
# First the equilibrium.
# A logit of 0 means $D = 1/2$.
# In the table below, one and the same image meets three discriminators: its loss changes, the generator does not.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 本章的内容与五篇文章有关。
# 它们都是认真写成的入门材料，其中两篇还附有完整的 Keras 程序；把程序读细、读到能看出毛病，本身就是一项基本功。
# 五篇中有三篇传到我们手里时中途截断，这不是作者的过失，缺掉的部分也不计作错误。
#
# 以下用简称：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**原理与代码**》即《AIGC(AI Generated Content) - 原理与代码实例讲解》，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》2.4 的图：“数据输入”进生成器，真伪两路反馈都只回到生成器 | 进生成器的是噪声；真实图像和生成图像进判别器；双方都要更新。该文 3.1.2 写的就是两者都更新，代码喂的也是噪声 | 思路 |
# | 《生成式AI》4.1.1：判别器“输入为真实数据x” | 真实数据和生成数据都要输入；该文 4.2.1 的公式里就有 $D(G(z))$ | 思路 |
# | 《原理与代码》3.2 的图：两条返回箭头都写着“Update G” | $D(x)$ 与生成器无关，只能用来训练判别器；$D(G(z))$ 才同时训练双方。（图的地址恰好在这两条箭头之后截断，后面也许还有指向判别器的一条） | 思路；两个玩家，一步更新 |
# | 《大模型》2.1、3.1：AIGC 的模型层“包括生成器和判别器”，判别器判断内容的“质量” | 这说的只是 GAN 一类；2.1 同时提到的 VAE 就没有判别器。判别器回答的是“真实还是生成”：画得再好，不像训练数据也会被判为生成 | 思路 |
# | 《发展历程》4.1、《赋能行业》4.1.1：把 $\min_G \max_D V$ 叫作“损失函数” | 不够准确：$V$ 是价值函数，判别器要它大，生成器要它小。判别器的损失是 $-V$，生成器的损失是 $V$ 的第二项，或者 $-\log D(G(z))$ | 博弈；把损失写出来 |
# | 《大模型》4.1：$L_G = -\log(D(G(z)))$ | 这是单个样本的损失，少了期望，而 4.2 却说它是期望值；《生成式AI》4.2.1 写全了 | 把损失写出来 |
# | 《大模型》4.2：损失“表示判别器对生成数据的判断概率” | 损失是概率的负对数，最小为 0，上不封顶 | 把损失写出来；下面第一个单元格 |
# | 《大模型》4.2：“损失函数越小，表示生成器的生成能力越强” | 只有对手固定不变时才成立。理想的均衡处 $D = 1/2$，两个损失停在 $L_D = 2\ln 2$、$L_G = \ln 2$ | 下面第一个单元格 |
# | 《大模型》3.1：“一系列的全连接层”；双方性能“都会得到提高” | 文中的程序是卷积网络。两种都可以，本章都训练了。提高并无保证：双方可能兜圈子，也可能坍塌 | 卷积 GAN；两个玩家，一步更新；模式坍塌 |
# | 《大模型》3.3：`D_params = update_params(D_params, D_output_real, data, fake_data)` | 虽是伪代码，仍有三处不通：`D_params`、`G_params` 没有初始化，`D` 和 `G` 也没有用到它们；更新判别器时没有传入 `D_output_fake`；`content = G(...)` 写在按轮的循环之内，只有最后一次留得下来 | 两个玩家，一步更新 |
# | 《发展历程》5.1：`optim.Adam(G.parameters(), lr=0.0002)` | 不算错。这样写 $\beta_1$ 取默认的 0.9；这个学习率出自 DCGAN（Radford 等，2015），而 DCGAN 一文发现 0.5 更稳 | 两个程序的改正版 |
# | 《赋能行业》4.1.2：先固定 G，优化 D，使它“能够最大化”区分能力，再优化 G | 不够准确：这是证明里的次序。实际训练时判别器每轮只走一步或几步；判别器一旦最优，极小极大形式的生成器就饱和了 | 把损失写出来；下面第二个单元格 |
# | 《原理与代码》3.2：梯度惩罚“促使D满足1-Lipschitz连续性” | 它是软约束，只作用在真实图像与生成图像之间的点上，配的是 Wasserstein 损失的评论家（critic），而不是上文的对数损失；在别处什么也不保证 | 四种损失；下面第三个单元格 |
# | 《原理与代码》3.2：采用多个 G 和 D，“对其输出取平均”，以提高多样性 | 判别器可以平均 logit。生成的图像一平均就成了重影，多样性反而下降：每个样本应当只出自一个生成器 | 多个网络 |
# | 《生成式AI》3.3、9.5：GAN 擅长“多样化”的数据；《原理与代码》3.2：样本“无限逼近真实样本的分布” | GAN 清晰，但容易丢失模式，3.3 自己也提到了。“无限逼近”是定理的结论，前提是容量无限、判别器步步最优 | 博弈；模式坍塌 |
# | 《生成式AI》9.4：想画得更好，可用“更深的网络结构、更复杂的激活函数” | 同一节说的增加数据确实有用。加深网络却治不了这里看到的任何一种失败，一味叠深反而更难训练。管用的是双方的均衡、对判别器梯度的惩罚、权重的滑动平均和数据增强 | 模式坍塌；四种损失；卷积 GAN |
# | 《赋能行业》3.3.1：CNN 靠“卷积层和池化层” | 对分类器是对的。生成器要把图放大，用转置卷积或上采样，很少用池化；DCGAN 在判别器里也以步幅代替了池化 | 卷积与转置卷积，简述 |
#
# 先看均衡：logit 为 0 就是 $D = 1/2$。
# 接着让同一张图像去见三个判别器：损失变了，生成器却一点没变。

# %%
undecided = ops.zeros(8)
print(f"L_D = {float(discriminator_loss(undecided, undecided)):.4f}, 2 ln 2 = {2 * np.log(2):.4f}")
print(f"L_G = {float(generator_loss(undecided)):.4f}, ln 2 = {np.log(2):.4f}")
rows = []
for verdict in (0.99, 0.5, 0.01):
    verdict_logit = ops.array([np.log(verdict / (1 - verdict))], "float32")
    rows.append([f"{verdict:.2f}", f"{float(generator_loss(verdict_logit)):.4f}"])
plotting.table(["D(G(z))", "L_G"], rows)

# %% [markdown] lang="en"
# Next, a discriminator trained to the end.
# Let the data be $N(0, 1)$ and the generator's samples $N(g, 1)$.
# The best possible discriminator has the logit $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$, so its slope is $-g$.
# The derivative with respect to $g$ is then $\mathbb{E}[D\,g]$ for the minimax loss and $\mathbb{E}[(1 - D)\,g]$ for the non-saturating one.
# The farther the generator is from the data, the more it needs to learn, and the less the first loss tells it.

# %% [markdown] lang="zh"
# 再看训练到底的判别器。
# 设数据服从 $N(0, 1)$，生成器的样本服从 $N(g, 1)$。
# 最优判别器的 logit 是 $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$，斜率为 $-g$。
# 于是对 $g$ 求导，极小极大损失得 $\mathbb{E}[D\,g]$，非饱和损失得 $\mathbb{E}[(1 - D)\,g]$。
# 生成器离数据越远，越需要学，前一种损失给的信号却越弱。

# %%
draws = np.random.default_rng(0).standard_normal(200_000)
rows = []
for gap in (1, 2, 4, 8):
    best_d = 1 / (1 + np.exp(gap * (draws + gap / 2)))
    slopes = np.mean(best_d * gap), np.mean((1 - best_d) * gap)
    rows.append([gap, *(f"{slope:.4f}" for slope in slopes)])
plotting.table(["g", ("minimax", "极小极大"), ("non-saturating", "非饱和")], rows)

# %% [markdown] lang="en"
# And the gradient penalty.
# Real points sit at 1, generated ones at -1.
# This critic has slope 1 between them and slope 5 beyond; the penalty sees nothing amiss, yet the critic is not 1-Lipschitz.

# %% [markdown] lang="zh"
# 最后看梯度惩罚。
# 真实样本在 1，生成样本在 -1。
# 下面的评论家在两者之间斜率为 1，在外侧斜率为 5：惩罚项看不出任何问题，可它并不是 1-Lipschitz 的。


# %%
def bent_critic(x):
    return x + 4 * ops.relu(x - 1)


between = np.random.default_rng(0).uniform(-1, 1, (1000, 1)).astype("float32")
print(f"penalty: {float(gradient_penalty(input_gradient(bent_critic, between))):.4f}")
print(f"slope at x = 2: {float(input_gradient(bent_critic, np.float32([[2]]))[0, 0]):.1f}")

# %% [markdown] lang="en"
# ### The program of the large-models article
#
# The idea of 5.2.1 is sound: a DCGAN in two Keras models.
# It does not run as printed, and once it runs it does not learn.
# We rebuild each fault in miniature, with the correction beside it.
#
# **Shapes.** `inputs` first names the noise and then, a few lines down, the discriminator's images, so `discriminator(generator(inputs))` feeds images to the generator.
# The generator ends in `Flatten()`, 784 numbers in a row, while the discriminator, and the real images in `np.concatenate([real_imgs, fake_imgs])`, are 28×28×1.
# Here 8×8 stands for 28×28.
# The correction: a name for each input, and images that stay images.

# %% [markdown] lang="zh"
# ### 《大模型》的程序
#
# 5.2.1 的思路是对的：用两个 Keras 模型搭一个 DCGAN。
# 但照原样跑不起来，跑起来了也学不到东西。
# 下面把每处毛病做成微缩版重演一遍，旁边给出改法。
#
# **形状**。
# `inputs` 先是噪声，几行之后又改指判别器的图像，于是 `discriminator(generator(inputs))` 把图像喂给了生成器。
# 生成器以 `Flatten()` 收尾，输出排成一行的 784 个数；判别器要的、以及 `np.concatenate([real_imgs, fake_imgs])` 里的真实图像，却都是 28×28×1。
# 这里用 8×8 代替 28×28。
# 改法：每个输入各有其名，图像始终保持图像的形状。

# %%
from textwrap import shorten


def attempt(action):
    try:
        return f"{action()}"
    except Exception as error:
        reason = str(error).partition("\n")[0].split(": ")[-1]
        return f"{type(error).__name__}, {shorten(reason, 66, placeholder=' ...')}"


z, images = keras.Input((4,), name="z"), keras.Input((8, 8, 1), name="images")
pixels = layers.Dense(64, activation="tanh")(z)
flat = keras.Model(z, pixels, name="flat")
shaped = keras.Model(z, layers.Reshape((8, 8, 1))(pixels), name="shaped")
judge = keras.Model(images, layers.Dense(1)(layers.Flatten()(images)), name="judge")
one_image = np.ones((1, 8, 8, 1), "float32")
from_flat, from_shaped = (ops.convert_to_numpy(g(np.zeros((1, 4)))) for g in (flat, shaped))

# %%
tried = {
    ("images into G", "图像送进 G"): lambda: flat(images),
    ("flat output into D", "拉平的输出送进 D"): lambda: judge(flat(z)),
    ("flat beside real", "拉平的与真实的并列"): lambda: np.concatenate([one_image, from_flat]),
    ("corrected, into D", "改正后，送进 D"): lambda: judge(shaped(z)),
    ("corrected, beside real", "改正后，与真实的并列"): lambda: np.concatenate(
        [one_image, from_shaped]
    ),
}
ATTEMPT = [("what is tried", "试什么"), ("what comes of it", "结果")]
rows = [[label, attempt(lambda act=act: act().shape)] for label, act in tried.items()]
plotting.table(ATTEMPT, rows)

# %% [markdown] lang="en"
# **Range.** `x_train.astype("float32") / 255.0` lies in [0, 1], but the generator's `tanh` in [-1, 1].
# D needs no eye for digits then: "any negative pixel means generated" is enough.
# We try this rule on 200 real images and 200 from an untrained generator.
# With the real images scaled to [-1, 1], as the library does inside the model, the rule is worth a coin's toss.

# %% [markdown] lang="zh"
# **取值范围**。
# `x_train.astype("float32") / 255.0` 落在 [0, 1]，而生成器的 `tanh` 落在 [-1, 1]。
# 这样判别器根本不必认识数字，“有负像素就是生成的”一条规则足矣。
# 拿 200 张真实图像和未经训练的生成器给出的 200 张图像来试。
# 把真实图像缩放到 [-1, 1] 之后（课程库在模型内部就是这样做的），这条规则就和抛硬币一样了。

# %%
real = train_images[:200].astype("float32") / 255
draws = np.random.default_rng(0).standard_normal((200, 100), "float32")
fakes = ops.convert_to_numpy(ConvGenerator(100)(draws))
rows = []
for scale, scaled in (("[0, 1]", real), ("[-1, 1]", 2 * real - 1)):
    caught, accused = (np.mean(np.any(x < 0, (1, 2, 3))) for x in (fakes, scaled))
    rows.append([scale, f"{(caught + 1 - accused) / 2:.0%}"])
header = [("real images lie in", "真实图像的范围"), ("the rule is right in", "规则判对的比例")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# **The generator's label.** `y = np.zeros((1, 1))` followed by `gan.train_on_batch(noise, y)` asks for $D(G(z)) = 0$.
# The loss falls as D sees through the images, so the generator learns to be caught.
# The article's own formula, $-\log D(G(z))$, is the cross-entropy with label 1.

# %% [markdown] lang="zh"
# **生成器的标签**。
# 先 `y = np.zeros((1, 1))`，再 `gan.train_on_batch(noise, y)`，要的是 $D(G(z)) = 0$：判别器识破得越彻底，损失越小，生成器学的是怎样被抓住。
# 该文自己的公式 $-\log D(G(z))$，正是标签取 1 时的交叉熵。

# %%
rows = []
for verdict in (0.9, 0.5, 0.1):
    fooled = ops.array([[verdict]], "float32")
    printed, meant = (
        float(keras.losses.binary_crossentropy(ops.full((1, 1), y), fooled)[0]) for y in (0.0, 1.0)
    )
    rows.append([f"{verdict}", f"{printed:.2f}", f"{meant:.2f}"])
losses = [("loss with label 0", "标签 0 的损失"), ("loss with label 1", "标签 1 的损失")]
plotting.table(["D(G(z))", *losses], rows)

# %% [markdown] lang="en"
# **The loop.** `gan.train_on_batch` stands outside the inner loop: G moves once for 60,000 moves of D, where 5.2.2 says that they alternate at each step.
# Every batch is one image (with one fake), in the same order each epoch, since nothing shuffles.
# And `generator.predict(noise)`, which is made for large arrays, is called for each image and prints a progress bar each time.
# `fit` takes shuffled batches; inside a step one calls the model itself.
# The times below are of your machine.

# %% [markdown] lang="zh"
# **循环**。
# `gan.train_on_batch` 写在内层循环之外：判别器动 60,000 次，生成器才动一次，而 5.2.2 说的是每次训练都交替更新。
# 每个批次只有一张真图（配一张假图），从不打乱，每轮次序都一样。
# `generator.predict(noise)` 本是为大数组准备的，这里却每张图调用一次，次次都打印进度条。
# `fit` 会打乱数据、按批次取；一步之内直接调用模型即可。
# 下面的耗时因机器而异。

# %%
digits, epochs, patient = 60_000, 100, ConvGenerator(100)
patient.predict(draws[:1], verbose=0)
start = time.perf_counter()
for i in range(5):
    patient.predict(draws[i : i + 1], verbose=0)
middle = time.perf_counter()
patient(draws[:64])
one = f"{(middle - start) / 5 * 1e3:.1f}"
of_many = f"{(time.perf_counter() - middle) / 64 * 1e3:.2f}"
batches = -(-digits // 64) * epochs
updates = [("updates of D", "D 的更新次数"), ("updates of G", "G 的更新次数")]
plotting.table(
    [("way", "做法"), *updates, ("ms an image of G", "G 画一张的毫秒数")],
    [
        [("as printed, image by image", "原文，逐张"), digits * epochs, epochs, one],
        [("batches of 64", "64 张一批"), batches, batches, of_many],
    ],
)

# %% [markdown] lang="en"
# **Freezing.** The program compiles D, then sets `discriminator.trainable = False` for the joint model.
# That was a known idiom of Keras 2, which remembered at `compile` what was trainable.
# Keras 3 reads the flag when it trains: D never moves, and Keras says so in a warning, which we catch and print.
# An unfrozen D, compiled alike, is the control.
# The library keeps the players apart by `stop_gradient`, as in "Two players, one step", and freezes nothing; Adam's first steps move the weights of both by about the learning rate.

# %% [markdown] lang="zh"
# **冻结**。
# 程序先编译判别器，再为联合模型设 `discriminator.trainable = False`。
# 这是 Keras 2 时代的惯用法：那时哪些权重可训练，在 `compile` 时就记下了。
# Keras 3 在训练时才读这个标志，于是判别器一动不动；Keras 会为此发出警告，这里把它截住打印出来，并以编译方式相同、但不冻结的判别器作对照。
# 课程库的做法见“两个玩家，一步更新”：用 `stop_gradient` 把双方隔开，什么也不冻结；Adam 最初几步，双方权重的移动都约为一个学习率。

# %%
import warnings
from functools import partial


def largest_move(variables, train):
    before = [ops.convert_to_numpy(v) for v in variables]
    train()
    after = [ops.convert_to_numpy(v) for v in variables]
    return max(np.abs(a - b).max() for a, b in zip(after, before, strict=True))


moves = []
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", UserWarning)
    for trainable in (True, False):
        judge.compile(loss="mse", optimizer=keras.optimizers.Adam(1e-2))
        judge.trainable = trainable
        step = partial(judge.train_on_batch, one_image, np.ones((1, 1)))
        moves.append(largest_move(judge.weights, step))
for warning in caught:
    print(warning.message)
small_gan = GAN(DenseGenerator(4, widths=(8,)), DenseDiscriminator(widths=(8,)))
small_gan.compile(TwoPlayerAdam(2e-4))
step = partial(small_gan.train_on_batch, train_images[:8])
for network in (small_gan.discriminator, small_gan.generator):
    moves.append(largest_move(network.trainable_variables, step))

# %%
names = [("D, not frozen", "D，不冻结"), ("D, frozen", "D，冻结")]
names += [("D of the library", "课程库的 D"), ("G of the library", "课程库的 G")]
rows = [[name, f"{move:.4f}"] for name, move in zip(names, moves, strict=True)]
plotting.table([("network", "网络"), ("largest move of a weight", "权重的最大移动")], rows)

# %% [markdown] lang="en"
# **Three small things.** `discriminator.history['loss']`: only `fit` makes a `history`, and even then it is an object whose dictionary is `history.history`; `train_on_batch` returns its numbers.
# `LeakyReLU(alpha=0.2)`: still accepted, with a warning; the name is now `negative_slope`.
# The discriminator's last `Flatten()`: `Dense(1)` already gives `(n, 1)`.
#
# **The text** has two slips.
# 5.2.2 says that the generator is compiled: under the comment 生成器的编译 ("compiling the generator") it is `gan` that is compiled, and rightly so.
# And it calls the generator's layers "convolutions and transposed convolutions": they are a dense layer and transposed convolutions.

# %% [markdown] lang="zh"
# **三件小事**。
# `discriminator.history['loss']`：`fit` 之后才有 `history`，而且那是个对象，字典在 `history.history` 里；`train_on_batch` 的数值就在它的返回值中。
# `LeakyReLU(alpha=0.2)`：还能用，但会警告，现在叫 `negative_slope`。
# 判别器最后的 `Flatten()`：`Dense(1)` 给出的已经是 `(n, 1)`，它什么也没做。
#
# **文字**也有两处出入。
# 5.2.2 说编译了生成器：注释“生成器的编译”之下，编译的其实是 `gan`，这样做倒是对的。
# 它又说生成器是“一系列的卷积层和反卷积层”，其实是一个全连接层加转置卷积。

# %%
step = partial(small_gan.train_on_batch, train_images[:8], return_dict=True)
print("history:", attempt(lambda: small_gan.history["loss"]))
print("train_on_batch:", attempt(lambda: sorted(step())))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    layers.LeakyReLU(alpha=0.2)
for warning in caught:
    print(warning.message)
print("before Flatten (5, 1), after", layers.Flatten()(np.zeros((5, 1))).shape)

# %% [markdown] lang="en"
# ### The program of the generative-AI article
#
# The program of 5.2 wants to write out the training step by hand with two gradient tapes, which is a good exercise.
# Its installation line, `pip install python tensorflow`, asks pip for the language that pip itself runs in: Python comes first, from python.org or conda.
# What Python then refuses:
#
# - `logits=discriminator outputs` is not Python.
# - `generator_loss = tf.reduce_mean(...)` is a number, computed once; the step then calls it, `generator_loss(fake_output)`.
#   A loss has to be a function.
# - `batch_size` is defined nowhere, and `for epoch in range(epoch)` asks for the loop's variable before it exists; the number of epochs needs a name of its own.

# %% [markdown] lang="zh"
# ### 《生成式AI》的程序
#
# 5.2 的程序想用两个梯度带（GradientTape）亲手写出训练步，这是很好的练习。
# 安装命令 `pip install python tensorflow` 是让 pip 去装它自己赖以运行的语言：Python 要先从 python.org 或 conda 装好。
# 接下来，Python 会在这些地方停住：
#
# - `logits=discriminator outputs` 不是合法的 Python。
# - `generator_loss = tf.reduce_mean(...)` 是一个算好的数，训练步里却拿它当函数调用：`generator_loss(fake_output)`。
#   损失必须写成函数。
# - `batch_size` 从未定义；`for epoch in range(epoch)` 在循环变量出现之前就要用它，总轮数应当另起名字。

# %%
call = "f(logits=discriminator outputs)"
loop = "def train():\n    for epoch in range(epoch):\n        pass\ntrain()"
tried = {
    "discriminator outputs": lambda: compile(call, "listing", "exec"),
    "generator_loss(fake_output)": lambda: ops.mean(ops.ones(3))(ops.ones(3)),
    "[batch_size, 28, 28, 1]": lambda: exec("[batch_size, 28, 28, 1]", {}),
    "for epoch in range(epoch)": lambda: exec(loop, {}),
    ("corrected loss", "改正后的损失"): lambda: f"{float(generator_loss(ops.zeros(3))):.4f}",
}
plotting.table(ATTEMPT, [[label, attempt(action)] for label, action in tried.items()])

# %% [markdown] lang="en"
# **The losses.** `disc_loss = discriminator_loss(fake_output)` never looks at `real_output`: a D that calls everything generated is almost perfect by it.
# And the discriminator ends in `sigmoid`, while `sigmoid_cross_entropy_with_logits` applies a sigmoid of its own.
# A "logit" is then confined to (0, 1), and the loss of a D that is completely right cannot fall below $\ln(1 + e^{-1}) \approx 0.313$ for label 1, nor below $\ln 2 \approx 0.693$ for label 0.
# Give the loss raw logits.

# %% [markdown] lang="zh"
# **损失**。
# `disc_loss = discriminator_loss(fake_output)` 从不看 `real_output`：把一切都判为生成的判别器，按它算近乎完美。
# 另外，判别器以 `sigmoid` 结尾，而 `sigmoid_cross_entropy_with_logits` 自己又做一次 sigmoid，“logit”便被关在 (0, 1) 之内；判别器哪怕完全判对，损失也不会低于 $\ln(1 + e^{-1}) \approx 0.313$（标签 1）或 $\ln 2 \approx 0.693$（标签 0）。
# 应当把未经 sigmoid 的 logit 交给损失。

# %%
all_fake = ops.full((4,), -8.0)
blind, seeing = ops.mean(ops.softplus(all_fake)), discriminator_loss(all_fake, all_fake)
print(f"D says 'generated' to all: printed {float(blind):.4f}, correct {float(seeing):.4f}")
rows = []
for label, right_logit in ((1, 20.0), (0, -20.0)):
    sign = 1 - 2 * label
    once, twice = ops.softplus(sign * right_logit), ops.softplus(sign * ops.sigmoid(right_logit))
    rows.append([label, f"{float(once):.3f}", f"{float(twice):.3f}"])
sigmoids = [("one sigmoid", "一次 sigmoid"), ("two sigmoids", "两次 sigmoid")]
plotting.table([("label, D surely right", "标签（D 完全判对）"), *sigmoids], rows)

# %% [markdown] lang="en"
# **The generator.** `Dense` works on the last axis.
# After `Reshape((28, 28, 1))` it treats each of the 784 positions apart, and `Dense(28 * 28)` gives each of them 784 numbers: 28×28×784 instead of an image.
# What is worse, a position sees only its own noise value, so no two of them can agree on a stroke: change one number of the noise and one position changes.
# In a generator that starts from a noise *vector*, all (or very nearly all) pixels do.
# The noise, `[batch_size, 28, 28, 1]`, is also not the declared `(28, 28)`; Keras happens to drop the last axis.
#
# **The data.** `for image_batch in x_train` gives single images of (28, 28), without a batch axis.
# They lie in [0, 1] against `tanh`, as in the first program.

# %% [markdown] lang="zh"
# **生成器**。
# `Dense` 只作用在最后一轴上。
# `Reshape((28, 28, 1))` 之后，它把 784 个位置各自分开处理，`Dense(28 * 28)` 又给每个位置 784 个数：得到 28×28×784，而不是一张图。
# 更要紧的是，每个位置只看得到自己的那个噪声值，位置之间无从配合，写不成一笔：改动噪声里的一个数，只有一个位置随之改变。
# 而从噪声向量出发的生成器，全部（或几乎全部）像素都会变。
# 噪声 `[batch_size, 28, 28, 1]` 与声明的 `(28, 28)` 也对不上，只是 Keras 恰好把最后一轴去掉了。
#
# **数据**。
# `for image_batch in x_train` 取出的是单张 (28, 28) 的图，没有批次轴；数值在 [0, 1]，与 `tanh` 不合，同第一个程序。

# %%
field = keras.Input((28, 28), name="field")
hidden = layers.Dense(128, activation="relu")(layers.Reshape((28, 28, 1))(field))
per_pixel = keras.Model(field, layers.Dense(28 * 28, activation="tanh")(hidden), name="per_pixel")
rows = []
for network, shape in ((per_pixel, (28, 28)), (DenseGenerator(100), (100,))):
    two = np.random.default_rng(0).standard_normal((1, *shape), "float32").repeat(2, axis=0)
    two[1].flat[50] += 3
    first, second = ops.convert_to_numpy(network(two)).reshape(2, 784, -1)
    changed = np.any(first != second, axis=-1).sum()
    rows.append([type(network).__name__, f"{network.output_shape}", changed])
rows[0][0] = per_pixel.name
changes = ("positions that change, of 784", "改变的位置（共 784 个）")
plotting.table([("network", "网络"), ("output", "输出"), changes], rows)
print("one image:", attempt(lambda: per_pixel(train_images[0, ..., 0]).shape))
print("a batch of one:", attempt(lambda: per_pixel(train_images[:1, ..., 0]).shape))

# %% [markdown] lang="en"
# **Training and evaluation.** `discriminator.trainable = False` comes before the step and is never undone, so `discriminator.trainable_variables` is empty and `apply_gradients` has nothing to unpack; `combined`, for which D was frozen, is never used.
# With two tapes neither is needed: each takes the gradient of its own player's variables.
# The "evaluation" feeds test images to the generator as if they were noise and prints shapes, which an untrained network passes: the last line above came from one.
# This chapter's evaluation compares samples with held-out images.
# Last, 5.3 says that D tells "handwritten digits from real images": it tells generated digits from real ones.

# %% [markdown] lang="zh"
# **训练与评估**。
# `discriminator.trainable = False` 写在训练步之前，此后再没改回来，于是 `discriminator.trainable_variables` 是空的，`apply_gradients` 无物可拆；为之冻结判别器的 `combined` 也从未用到。
# 有了两个梯度带，这两样都不需要：各取各的变量的梯度就行。
# “评估”把测试图像当噪声喂给生成器，打印形状，未经训练的网络也能过关：上面最后一行就出自这样的网络。
# 本章的评估是拿样本与留出的图像比较。
# 最后，5.3 说判别器“用于区分手写数字图像和真实图像”，应为区分生成的与真实的手写数字图像。

# %%
print(len(judge.trainable_variables), "trainable variables of a frozen D")
adam = keras.optimizers.Adam(1e-4)
nothing = zip([], judge.trainable_variables, strict=True)
print("apply_gradients:", attempt(lambda: adam.apply_gradients(nothing)))

# %% [markdown] lang="en"
# ### Both programs, corrected
#
# What both articles set out to write, in this chapter's way: noise vectors in, images of 28×28×1 out, raw logits, both players updated on every shuffled batch.
# The images go in as `uint8`; the model scales them to [-1, 1].
# Twenty steps are a token: they show that it runs, and no digits yet.

# %% [markdown] lang="zh"
# ### 两个程序的改正版
#
# 两篇文章想写的，按本章的写法就是下面这样：输入噪声向量，输出 28×28×1 的图像，损失用未经 sigmoid 的 logit，每个打乱的批次上双方都更新。
# 图像以 `uint8` 送入，由模型缩放到 [-1, 1]。
# 二十步只是意思一下：证明它跑得通，还看不出数字。

# %%
corrected = GAN(
    ConvGenerator(latent_dim=100),
    ConvDiscriminator(),
    loss="non_saturating",
    seed=1,
)
corrected.compile(TwoPlayerAdam(learning_rate=2e-4, beta_1=0.5), steps_per_execution=10)
log = corrected.fit(train_images[:640], batch_size=64, epochs=2, verbose=0)
print({name: round(values[-1], 2) for name, values in log.history.items()})
samples = corrected.sample(10, seed=1)
print(samples.shape, samples.dtype)
plotting.show(
    plotting.image_grid(samples),
    "Ten samples after twenty steps: even grey with a fine grain, no digits yet.",
    "二十步之后的十个样本：一片均匀的灰色，带着细密的颗粒，还没有数字。",
)
