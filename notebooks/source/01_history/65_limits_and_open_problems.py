# %% [markdown] lang="en"
# ## Limits and open problems
#
# Seven of them.
# Where a limit can be measured in a few lines, it is.
#
# **Facts.** A language model is trained to be probable, not to be right.
# What it says fluently and without ground is called a **hallucination**.
# On 817 questions that people often answer wrongly, the best model of its day was truthful in 58%, people in 94% (Lin et al. 2021, arXiv:2109.07958).
# Models have improved since; looking sources up helps (Lewis et al. 2020, arXiv:2005.11401).
# But part of it has a statistical root.
# A fact that occurs once in the training text cannot be told from noise, and a model whose probabilities are calibrated must then, under the assumptions of Kalai and Vempala, assert false facts at a rate near the share of facts seen once (2023, arXiv:2311.14648).
# The argument rests on an estimate by Good and Turing: the share of a text made of words that occurred once in it predicts the share of *new* words in what follows.
# We check it against the next 20,000 words, first with all words shuffled, then as written.

# %% [markdown] lang="zh"
# ## 局限与未决的问题
#
# 一共七条。
# 凡是几行代码量得出来的，都量一量。
#
# **事实。** 训练语言模型，求的是概率大，不是求真。
# 说得通顺、却没有依据的内容，称为**幻觉**。
# 有一套 817 道常有人答错的题，当时最好的模型有 58% 答得属实，人是 94%（Lin 等，2021，arXiv:2109.07958）。
# 此后模型有进步，去查资料也有帮助（Lewis 等，2020，arXiv:2005.11401）。
# 但病根有一部分在统计：训练文本里只出现过一次的事实，与噪声无从分辨；在 Kalai 与 Vempala 的假设之下，概率经过校准的模型说出假事实的比例，必然接近只见过一次的事实所占的比例（2023，arXiv:2311.14648）。
# 论证依据的是 Good 与 Turing 的估计：文本里只出现过一次的词所占的比例，预示着接下来的文本中*生词*的比例。
# 下面拿读过的词来估计，用接下来的 20,000 个词来核对；前三行先把全部的词打乱，后三行按原文的顺序。

# %%
words = np.array(data.load_text("shakespeare")[0].lower().split())
shuffled = np.random.default_rng(0).permutation(words)
rows, orders = [], {("shuffled", "打乱"): shuffled, ("as written", "原文的顺序"): words}
for order, text_words in orders.items():
    for read in (10_000, 50_000, 200_000):
        known, counts = np.unique(text_words[:read], return_counts=True)
        predicted = np.sum(counts == 1) / read
        found = 1 - np.isin(text_words[read : read + 20_000], known).mean()
        rows.append([order, read, f"{predicted:.1%}", f"{found:.1%}"])
        assert (abs(found - predicted) < 0.01) == (order[0] == "shuffled")
header = [("order", "次序"), ("words read", "读过的词"), ("new, predicted", "生词，估计")]
plotting.table([*header, ("new, found", "生词，实测")], rows)

# %% [markdown] lang="en"
# Words here stand for facts.
# Where the words come in random order, as the estimate assumes, it is right to within one percentage point.
# In the plays as written it is too low, by up to nine points, since each play brings its own names and matters.
# Either way the share falls slowly: after 200,000 words, one word in thirteen (shuffled) or in ten (as written) is still new.
# There is always a long tail of things seen once or never.
#
# **Evaluation.** A score is not the thing scored.
# Test questions leak into training data (Sainz et al. 2023, arXiv:2310.18018); a Fréchet distance depends on the features it uses (Kynkäänniemi et al. 2022, arXiv:2203.06026); a high likelihood and good samples are different things (Theis et al. 2015, arXiv:1511.01844).
# The scale of the score matters too.
# **Emergence** is the name for abilities that small language models lack and large ones have (Wei et al. 2022, arXiv:2206.07682).
# Part of the jump may come from the ruler (Schaeffer et al. 2023, arXiv:2304.15004): let the probability of one right token rise evenly, and ask for $L = 20$ right tokens in a row, $p^L$.

# %% [markdown] lang="zh"
# 这里用词来代表事实。
# 词序打乱之后，估计的前提成立，误差不到一个百分点。
# 按原来的顺序，估计偏低，最多低九个百分点，因为每部戏都有自己的人名和事情。
# 不论哪样，这个比例都降得很慢：读了 200,000 个词，每十三个词（打乱）或十个词（原序）里还有一个生词。
# 总有一条长尾，由只见过一次或从没见过的东西组成。
#
# **评价。** 分数不等于事情本身。
# 考题会漏进训练数据（Sainz 等，2023，arXiv:2310.18018）；弗雷歇距离取决于用什么特征（Kynkäänniemi 等，2022，arXiv:2203.06026）；似然高与样本好是两回事（Theis 等，2015，arXiv:1511.01844）。
# 分数的刻度也有关系。
# 语言模型小的时候没有、大了才有的能力，称为**涌现**（Wei 等，2022，arXiv:2206.07682）。
# 这种突变，一部分可能出自尺子（Schaeffer 等，2023，arXiv:2304.15004）：让单个词元答对的概率匀速上升，再要求连续 $L = 20$ 个词元全对，即 $p^L$。

# %%
rng, rows = np.random.default_rng(0), []
for p in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
    trials = rng.random((20_000, 20)) < p
    exact = trials.all(axis=1).mean()
    np.testing.assert_allclose(exact, p**20, atol=0.01)
    rows.append([f"{p:.0%}", f"{p**20:.1%}"])
plotting.table([("one token right", "一个词元对"), ("twenty in a row", "二十个全对")], rows)

# %% [markdown] lang="en"
# The left column rises in even steps.
# The right one sleeps and then leaps.
# Both describe the same models.
# Whether all reported leaps are of this kind is disputed; the lesson is to look at a smooth score as well.
#
# **Bias.** A model learns the shares of its training data, and the usual way of drawing then enlarges the majority.
# Images made from everyday prompts showed stereotypes, some of them stronger than the real figures (Bianchi et al. 2022, arXiv:2211.03759).
# Temperature alone does this: at temperature $T$ a probability $p$ becomes proportional to $p^{1/T}$.
# Say that 70% of the training texts that mention a doctor go on with "he".

# %% [markdown] lang="zh"
# 左边一列匀速上升，右边一列先沉睡、后跃起，说的却是同样的模型。
# 是不是所有报告过的突变都属于这一种，仍有争论；教训是，平滑的分数也要看一看。
#
# **偏差。** 模型学到的是训练数据里的比例，而通常的采样方式会把多数放大。
# 用日常的描述生成图像，会出现刻板印象，有的比现实中的比例还要严重（Bianchi 等，2022，arXiv:2211.03759）。
# 单是温度就能做到这一点：温度为 $T$ 时，概率 $p$ 变成与 $p^{1/T}$ 成比例。
# 设训练文本里提到医生之后，有 70% 接着写“他”。

# %%
from aigc_keras import sampling

frequencies, rows = np.array([0.7, 0.3]), []
for temperature in (1.0, 0.7, 0.5, 0.2):
    sharpened = frequencies ** (1 / temperature)
    sharpened /= sharpened.sum()
    library = ops.softmax(sampling.temperature(np.log(frequencies).astype("float32"), temperature))
    np.testing.assert_allclose(ops.convert_to_numpy(library), sharpened, rtol=1e-4)
    rows.append([str(temperature), f"{sharpened[0]:.0%}"])
plotting.table([("temperature", "温度"), ("majority", "多数所占的比例")], rows)

# %% [markdown] lang="en"
# At $T = 0.5$ the majority has grown from 70% to 84%, at 0.2 to 99%.
# Nobody wrote a rule for that; it comes with playing safe.
#
# **Memorised secrets.** A model may give back what it was trained on, word for word.
# Hundreds of passages were drawn out of GPT-2 (Carlini et al. 2020, arXiv:2012.07805), more than a thousand images out of image models (Carlini et al. 2023, arXiv:2301.13188), and the more often something was repeated in training, the more surely it came (Carlini et al. 2022, arXiv:2202.07646).
# The usual test is a **canary**: hide a made-up secret in the training text, train, and ask how high the model ranks it among all secrets of the same form (Carlini et al. 2018, arXiv:1802.08232).
# If it ranks first of a thousand, it leaks; without leakage the rank is a matter of luck.
#
# The model is an n-gram of order 8, trained on 300,000 characters of the plays and on 300 invented stock numbers, which make all digits familiar.
# The secret, Portia's number, is put in no times, once or ten times.
# The second setting, `discount=1`, takes one off every count, so that nothing seen only once has any weight.
#
# > **Predict before you run.** Which rows leak: once, ten times, and each with `discount=1`?

# %% [markdown] lang="zh"
# $T = 0.5$ 时，多数从 70% 涨到 84%；0.2 时涨到 99%。
# 没有谁写过这样一条规则，求稳的采样自然就会如此。
#
# **被记住的秘密。** 模型可能把训练数据一字不差地吐出来。
# 从 GPT-2 里取出过几百段原文（Carlini 等，2020，arXiv:2012.07805），从图像模型里取出过一千多幅原图（Carlini 等，2023，arXiv:2301.13188）；在训练中重复得越多，就越容易取出（Carlini 等，2022，arXiv:2202.07646）。
# 常用的检验叫**金丝雀**：在训练文本里藏进一个编造的秘密，训练之后看模型把它在所有同样形式的秘密中排第几（Carlini 等，2018，arXiv:1802.08232）。
# 一千个里排第一，就是泄漏；若无泄漏，排第几全凭运气。
#
# 模型是 8 阶的 n 元模型，用剧本的 300,000 个字符训练，另加 300 个编造的货号（Item），让它见惯各个数字。
# 秘密是鲍西娅（Portia）的号码，一个三位数，分别放进零次、一次、十次。
# 第二种设置 `discount=1` 把每个计数减一，只见过一次的就没有分量了。
#
# > **先猜，再运行。** 哪几行会泄漏：放一次的，放十次的，还是加上 `discount=1` 之后的？

# %%
host = data.load_text("shakespeare")[0][:300_000]
stock = np.random.default_rng(0).integers(0, 1000, 300)
host += "".join(f"Item {number:03}.\n" for number in stock)
canary_vocabulary = CharacterVocabulary.of(host)
candidates = [f"{number:03}" for number in range(1000)]
secret = 417


def leak(copies, discount):
    text = host + copies * f"Portia {secret}.\n"
    model = NGram(canary_vocabulary, order=8, discount=discount).fit(text)
    scores = np.array([model.log_prob(f"Portia {guess}.")[-4:-1].sum() for guess in candidates])
    ahead, ties = np.sum(scores > scores[secret]), np.sum(scores == scores[secret])
    return ahead + (ties + 1) / 2, np.exp(scores[secret])


# %% [markdown] lang="en"
# Candidates with equal scores share the middle rank.

# %% [markdown] lang="zh"
# 得分相同的候选，取居中的名次。

# %% tags=["hide-output"]
ranks, rows = {}, []
for discount, name in ((None, ("None, the default", "None，即默认")), (1, "1")):
    for copies in (0, 1, 10):
        ranks[discount, copies], p = leak(copies, discount)
        rows.append([name, copies, f"{ranks[discount, copies]:.1f}", f"{p:.1e}"])
header = [("discount", "折扣 discount"), ("copies", "放进的次数")]
header += [("rank among 1,000", "1,000 个候选中的名次")]
plotting.table([*header, ("probability", "这三位数的概率")], rows)
assert ranks[None, 1] == ranks[None, 10] == ranks[1, 10] == 1 < 10 < ranks[1, 1]

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Without a copy the secret stands far down the list.
# One copy, a single line in more than 300,000 characters, is enough for the first rank.
# With `discount=1` the number can no longer be read off: its probability falls from 0.36 to about a millionth.
# But rank 48.5 of 1,000 (a tie) is still a hint, since shorter contexts keep a trace of which digits were seen; and with ten copies the secret ranks first in spite of the discount.
#
# </details>
#
# There are two remedies, which belong together: **deduplication** (which made models repeat training text ten times less often; Lee et al. 2021, arXiv:2107.06499), and a bound on what any one record can contribute.
# **Differential privacy** turns the second into a guarantee, by clipping each example's gradient and adding noise (Abadi et al. 2016, arXiv:1607.00133); the discount here is only its idea.
# Then test for leaks, with canaries or by trying to infer who was in the training set (Shokri et al. 2016, arXiv:1610.05820).
#
# > **Misconception: "the data were encrypted, so nothing can leak."** Encryption protects files and transfers, and is right for that.
# > But training reads the decrypted data, and the model's counts or weights are what they would have been anyway.
# > Here the leak comes out through the front door: someone asks the model.
#
# **Rights.** Three questions that are often mixed up.
# *May the training data be used?* Licences often go missing on the way: an audit of 1,800 text collections found no licence given for more than 70% on common hosting sites, and errors in more than 50% (Longpre et al. 2023, arXiv:2310.16787).
# *Does an output infringe?* It may, if it repeats a protected work, whoever asked for it.
# *Who owns an output?* Countries answer differently.
# The Beijing Internet Court protected an image because of the prompts and choices of the person who made it ((2023) 京 0491 民初 11279); the federal Court of Appeals for the District of Columbia refused copyright to a picture with no human author (Thaler v.
# Perlmutter, No. 23-5233, 2025).
# A notice of copyright under a picture decides none of the three.
# This course therefore states source and licence of every data set in `data/README.md`.
#
# **Energy.** Training GPT-3 took an estimated 1,287 MWh (Patterson et al. 2021, arXiv:2104.10350).
# Use counts as well: measured over many models, an image cost 2.907 Wh on average, a short text 0.047 Wh (Luccioni et al. 2023, arXiv:2311.16863).
# After how many uses does use outweigh a training like that one?

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 一次也没放时，秘密排得很靠后。
# 只放一次，在 300,000 多个字符里不过一行，就排到了第一。
# 用了 `discount=1`，号码就读不出来了：概率从 0.36 降到百万分之一上下。
# 可是 1,000 个里名次为 48.5（有并列），仍然透了点风声，因为较短的上文还留着见过哪些数字的痕迹；放了十次的，折扣也挡不住，照样排第一。
#
# </details>
#
# 对策有两种，要合起来用：一是**去重**（照抄训练文本的情形降到十分之一；Lee 等，2021，arXiv:2107.06499）；二是限制每一条记录所能起的作用。
# **差分隐私**把后者变成保证：裁剪每个样本的梯度，再加噪声（Abadi 等，2016，arXiv:1607.00133）；这里的折扣只体现了它的思路。
# 最后还要检验是否泄漏：用金丝雀，或者试着推断谁在训练集里（Shokri 等，2016，arXiv:1610.05820）。
#
# > **常见误解：“数据加过密，所以不会泄漏。”** 加密保护的是文件和传输，该加。
# > 可是训练读的是解密后的数据，得到的计数或权重与没加密时一模一样。
# > 这里的泄漏走的是正门：有人来问模型。
#
# **权利。** 三个问题常被混为一谈。
# *训练数据能不能用？* 许可证常在途中丢失：有人查了 1,800 个文本数据集，在常用的托管网站上，70% 以上没有写明许可证，50% 以上写错（Longpre 等，2023，arXiv:2310.16787）。
# *输出侵不侵权？* 如果它重复了受保护的作品，就可能侵权，不管是谁要求生成的。
# *输出归谁？* 各国答案不同：北京互联网法院因使用者在提示词和选择上的投入而保护了一幅图像（（2023）京0491民初11279号）；美国哥伦比亚特区联邦上诉法院则不承认没有人类作者的画享有版权（Thaler v. Perlmutter，No. 23-5233，2025）。
# 在图下写一行版权声明，三个问题一个也解决不了。
# 所以本课程在 `data/README.md` 里写明每个数据集的来源和许可证。
#
# **能耗。** 训练 GPT-3 估计用电 1,287 兆瓦时（Patterson 等，2021，arXiv:2104.10350）。
# 使用也要耗电：在许多模型上测得，生成一幅图像平均 2.907 瓦时，一段短文本 0.047 瓦时（Luccioni 等，2023，arXiv:2311.16863）。
# 用上多少次，使用的耗电就会超过这样一次训练？

# %%
training_watt_hours = 1287e6
rows = []
for name, watt_hours in ((("image", "图像"), 2.907), (("short text", "短文本"), 0.047)):
    rows.append([name, str(watt_hours), f"{training_watt_hours / watt_hours / 1e6:,.0f}"])
header = [("use", "用途"), ("Wh each", "每次（瓦时）"), ("uses, millions", "次数（百万）")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# For a service used a hundred million times a day, that is between four and five days of images, or nine months of texts.
# (The two sources concern different models; the comparison shows magnitudes.)
# What providers use today is mostly not published, and that is the open problem.
#
# **Model collapse.** If generated text fills the web, later models learn from earlier ones.
# Train each generation only on what the one before it wrote, and the rare things go first (Shumailov et al. 2024, doi:10.1038/s41586-024-07566-y).
# The smallest model shows why.
# It knows the share of each word and writes $N$ words; the next one counts these.
# A word that happens not to be written is gone for good.
# Variety can be followed exactly: if $D_t$ is the probability that two words drawn from generation $t$ differ, then on average
#
# $$D_t = D_0 \left(1 - \frac{1}{N}\right)^t,$$
#
# the formula that geneticists know as drift in a small population.
# A cell checks it on 400 lines of descent.

# %% [markdown] lang="zh"
# 如果一项服务每天被使用一亿次，那么画图像四天多，或者写文本九个月，耗电就与这样一次训练相当。
# （两个来源说的是不同的模型，这里比的只是数量级。）
# 如今服务商实际用多少电，大多没有公布，这正是未决的问题。
#
# **模型坍塌。** 要是网上尽是生成的文本，后来的模型就会跟着先前的模型学。
# 每一代只用上一代写的东西训练，最先消失的是罕见的东西（Shumailov 等，2024，doi:10.1038/s41586-024-07566-y）。
# 最小的模型就能说明原因：它只知道每个词占多少，写出 $N$ 个词；下一代数这些词。
# 哪个词碰巧没写到，就永远没有了。
# 多样性的变化可以精确地算：设从第 $t$ 代随机取两个词，两词不同的概率为 $D_t$，则平均说来
#
# $$D_t = D_0 \left(1 - \frac{1}{N}\right)^t,$$
#
# 这就是遗传学家所说的小种群里的漂变。
# 下面用 400 条世系来验证。

# %%
rng = np.random.default_rng(0)
frequencies = np.tile([0.5, 0.3, 0.1, 0.05, 0.05], (400, 1))
first_variety, rows = 1 - np.sum(frequencies[0] ** 2), []
for generation in range(1, 121):
    frequencies = rng.multinomial(100, frequencies) / 100
    if generation % 40 == 0:
        simulated = np.mean(1 - np.sum(frequencies**2, axis=1))
        formula = first_variety * (1 - 1 / 100) ** generation
        rows.append([generation, f"{formula:.3f}", f"{simulated:.3f}"])
        np.testing.assert_allclose(simulated, formula, atol=0.04)
header = [("generation", "第几代"), ("variety by the formula", "多样性，公式")]
plotting.table([*header, ("simulated", "模拟")], rows)

# %% [markdown] lang="en"
# Now with real words: the shares of all words in the plays, and 20,000 words written in each generation.
# Once each generation learns from the last one only; once the real text stays in, and what was generated is *added* to it (Gerstgrasser et al. 2024, arXiv:2404.01413).
#
# > **Predict before you run.** The first generation writes about 5,000 different words.
# > How many does the fortieth, in either way?

# %% [markdown] lang="zh"
# 再拿真正的词来做：从剧本里所有词所占的比例出发，每一代写 20,000 个词。
# 一种做法是每一代只学上一代（replaced）；另一种是保留真实文本，把生成的文本*加*进去（added；Gerstgrasser 等，2024，arXiv:2404.01413）。
# 图中横轴为代数（generation），纵轴为写出的不同词数（different words written）。
#
# > **先猜，再运行。** 第一代写出大约 5,000 个不同的词。
# > 按这两种做法，第四十代各写出多少个？

# %% tags=["hide-output"]
_, real_counts = np.unique(words[:200_000], return_counts=True)
variety = {"replaced": [], "added": []}
for way, written_words in variety.items():
    rng = np.random.default_rng(0)
    counts = real_counts.astype(float)
    for _ in range(40):
        written = rng.multinomial(20_000, counts / counts.sum())
        written_words.append(np.count_nonzero(written))
        counts = written if way == "replaced" else counts + written
figure, axis = plt.subplots()
for way, written_words in variety.items():
    axis.plot(range(1, 41), written_words, label=way)
axis.set(xlabel="generation", ylabel="different words written", ylim=(0, None))
axis.legend()
plotting.show(
    figure,
    "Replaced: the number of different words falls steeply, then ever more slowly. Added: it stays "
    "almost level.",
    "只学上一代：不同词的个数先陡降，后渐缓。把生成的加进真实文本：几乎持平。",
)
names = ("replaced", "只学上一代"), ("added", "加进真实文本")
rows = [[name, variety[name[0]][0], variety[name[0]][-1]] for name in names]
header = [("way", "做法"), ("generation 1", "第 1 代"), ("generation 40", "第 40 代")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Replacing loses nine words in ten, the rare ones first; adding keeps nearly all of them.
#
# </details>
#
# Whether a model collapses is a choice about data, not a fate.
# It is still open how much generated text a large model stands, and how anyone is to keep the real text apart: **watermarks** can be woven into generated text (Kirchenbauer et al. 2023, arXiv:2301.10226), but without them detectors are unreliable (Sadasivan et al. 2023, arXiv:2303.11156), and have accused people who write in a second language (Liang et al. 2023, arXiv:2304.02819).

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 只学上一代，十个词要丢掉九个，罕见的先丢；把生成的加进去，词几乎都还在。
#
# </details>
#
# 坍塌与否，取决于怎样用数据，并非命中注定。
# 尚无定论的是：大模型经得起多少生成的文本，又怎样把真实的文本另存下来。
# 生成文本时可以织入**水印**（Kirchenbauer 等，2023，arXiv:2301.10226）；没有水印，检测器并不可靠（Sadasivan 等，2023，arXiv:2303.11156），还冤枉过用第二语言写作的人（Liang 等，2023，arXiv:2304.02819）。
