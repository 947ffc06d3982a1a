# %% [markdown] lang="en"
# ## Limits
#
# Three limits can be measured in a few lines: amplified bias, memorised secrets and model collapse.
# Three others cannot, and come first.
#
# **Facts.** A language model is trained to be probable, not to be right.
# What it says fluently and without ground is called a **hallucination**.
# On 817 questions that people often answer wrongly, the best model of its day was truthful in 58%, people in 94% (Lin et al. 2021, arXiv:2109.07958).
# Models have improved since, and looking sources up helps (Lewis et al. 2020, arXiv:2005.11401).
# But a fact that occurs once in the training text can hardly be told from noise: under the assumptions of Kalai and Vempala (2023, arXiv:2311.14648), a model whose probabilities are right on average must assert false facts at a rate close to the share of facts that it has seen only once.
#
# **Rights.** Three questions are often mixed up.
# *May the training data be used?* Licences often go missing: an audit of 1,800 text collections found none given for more than 70% on common hosting sites (Longpre et al. 2023, arXiv:2310.16787).
# *Does an output infringe?* It may, if it repeats a protected work.
# *Who owns an output?* Countries answer differently: the Beijing Internet Court protected an image because of the prompts and choices of the person who made it ((2023) 京 0491 民初 11279), while the federal Court of Appeals for the District of Columbia refused copyright to a picture without a human author (case 23-5233, 2025).
# A notice of copyright under a picture decides none of the three.
#
# **Energy.** Training GPT-3 took an estimated 1,287 MWh (Patterson et al. 2021, arXiv:2104.10350).
# Use counts as well: an image cost 2.907 Wh on average, a short text 0.047 Wh (Luccioni et al. 2023, arXiv:2311.16863).
# At a hundred million uses a day, how many days of use equal that training?

# %% [markdown] lang="zh"
# ## 局限
#
# 有三种局限，几行代码就能测量：偏差被放大、秘密被记住、模型坍塌。
# 另外三种没法这样测量，先说它们。
#
# **事实。** 训练语言模型，追求的是概率大，不是内容正确。
# 说得通顺、却没有依据的内容，称为**幻觉**。
# 在 817 道人们常答错的题上，当时最好的模型有 58% 的回答属实，人的回答则有 94% 属实（Lin 等，2021，arXiv:2109.07958）。
# 此后模型有了进步，让模型查阅资料也有帮助（Lewis 等，2020，arXiv:2005.11401）。
# 但是，训练文本里只出现过一次的事实，很难与噪声区分开来：在 Kalai 与 Vempala 的假设之下（2023，arXiv:2311.14648），概率总体上准确的模型，说出假事实的比例必然接近只见过一次的事实所占的比例。
#
# **权利。** 三个问题常被混为一谈。
# *训练数据能不能用？* 许可证信息常常丢失：有人查了 1,800 个文本数据集，在常用的托管网站上，70% 以上没有写明许可证（Longpre 等，2023，arXiv:2310.16787）。
# *输出侵不侵权？* 输出如果重复了受保护的作品，就可能侵权。
# *输出归谁？* 各国答案不同：北京互联网法院看重使用者在提示词和选择上的投入，因而保护了一幅图像（（2023）京0491民初11279号）；美国哥伦比亚特区联邦上诉法院则不承认没有人类作者的画享有版权（23-5233 号案，2025）。
# 在图下写一行版权声明，三个问题一个也解决不了。
#
# **能耗。** 训练 GPT-3 估计用电 1,287 兆瓦时（Patterson 等，2021，arXiv:2104.10350）。
# 使用也要耗电：生成一幅图像平均 2.907 瓦时，一段短文本 0.047 瓦时（Luccioni 等，2023，arXiv:2311.16863）。
# 如果每天使用一亿次，多少天的用电抵得上那次训练？

# %% tags=["nbval-check-output"]
for what, watt_hours in (("images", 2.907), ("short texts", 0.047)):
    print(f"{what}: {1287e6 / (1e8 * watt_hours):.0f} days")

# %% [markdown] lang="en"
# Four days of images, or nine months of texts.
# (The two sources concern different models, so only the order of magnitude counts.)
#
# ### Amplified bias
#
# A model learns the shares of its training data, and the usual way of drawing then enlarges the majority.
# Images made from everyday descriptions showed stereotypes, some of them stronger than the real figures (Bianchi et al. 2022, arXiv:2211.03759).
# One cause is easily seen.
# To play safe, programs draw with a **temperature** $T$ below 1: a probability $p$ becomes proportional to $p^{1/T}$.
# Say that 70% of the training texts that mention a doctor go on with "he":

# %% [markdown] lang="zh"
# 生成图像，四天的用电就抵得上那次训练；生成短文本，则要九个月左右。
# （两个来源说的是不同的模型，所以只能比较数量级。）
#
# ### 偏差被放大
#
# 模型学到的是训练数据里的比例，而通常的采样方式会让占多数的一方更占多数。
# 有人用日常的描述生成图像，发现图像带有刻板印象，有的比例比现实中还要悬殊（Bianchi 等，2022，arXiv:2211.03759）。
# 其中一个原因很容易看出来。
# 为了稳妥，程序采样时常用小于 1 的**温度** $T$：概率 $p$ 换成与 $p^{1/T}$ 成正比的数。
# 假设提到医生的训练文本中，有 70% 接着写“他”：

# %%
from aigc_keras import sampling

frequencies, rows = np.array([0.7, 0.3]), []
for temperature in (1.0, 0.7, 0.5, 0.2):
    sharpened = frequencies ** (1 / temperature)
    sharpened /= sharpened.sum()
    library = ops.softmax(sampling.temperature(np.log(frequencies).astype("float32"), temperature))
    np.testing.assert_allclose(ops.convert_to_numpy(library), sharpened, rtol=1e-4)
    rows.append([str(temperature), f"{sharpened[0]:.0%}"])
plotting.table([("temperature", "温度"), ("majority", "占多数的一方所占的比例")], rows)

# %% [markdown] lang="en"
# At $T = 0.5$ the majority has grown from 70% to 84%, at 0.2 to 99%.
# Nobody wrote a rule for that.
#
# ### Memorised secrets
#
# A model may give back what it was trained on, word for word.
# Hundreds of passages were drawn out of GPT-2 (Carlini et al. 2020, arXiv:2012.07805), and more than a thousand images out of image models (Carlini et al. 2023, arXiv:2301.13188).
# The usual test is a **canary**: hide an invented secret in the training text, train, and ask how high the model ranks it among all secrets of the same form (Carlini et al. 2018, arXiv:1802.08232).
# If it ranks first of a thousand, it leaks; without a leak the rank is a matter of chance.
#
# Our model is an n-gram of order 8, trained on 300,000 characters of the plays and on 300 invented stock numbers, so that it has seen each digit from 0 to 9.
# The secret is Portia's number, three digits, put in no times, once or ten times.
# Smoothing takes a discount off every count, by default a number below 1; with the second setting, `discount=1`, what was seen only once has no weight.
#
# > **Predict before you run.** Which rows leak: once, ten times, and each with `discount=1`?

# %% [markdown] lang="zh"
# $T = 0.5$ 时，“他”所占的比例从 70% 涨到 84%；$T = 0.2$ 时涨到 99%。
# 没有人规定过要这样放大。
#
# ### 秘密被记住
#
# 模型可能把训练数据一字不差地吐出来。
# 有人从 GPT-2 里取出过几百段原文（Carlini 等，2020，arXiv:2012.07805），从图像模型里取出过一千多幅原图（Carlini 等，2023，arXiv:2301.13188）。
# 常用的检验方法叫**金丝雀**：在训练文本里藏进一个编造的秘密，训练之后，看模型在所有同样形式的秘密中把它排在第几（Carlini 等，2018，arXiv:1802.08232）。
# 秘密在一千个里排第一，就是泄漏；如果没有泄漏，排第几全凭偶然。
#
# 这里的模型是八元模型，用剧本的 300,000 个字符训练，另加 300 个编造的货号（Item），好让模型见过从 0 到 9 的每个数字。
# 秘密是鲍西娅（Portia）的三位数号码，在训练文本里分别放进零次、一次、十次。
# 平滑要从每个计数里扣去一个折扣，默认的折扣小于 1；再试第二种设置 `discount=1`，这时只见过一次的内容就没有分量了。
#
# > **先猜，再运行。** 放一次或十次，用默认折扣或 `discount=1`，这四行里哪几行会泄漏？

# %%
host = train_text[:300_000]
stock = np.random.default_rng(0).integers(0, 1000, 300)
host += "".join(f"Item {number:03}.\n" for number in stock)
canary_vocabulary = CharacterVocabulary.of(host)
candidates = [f"{number:03}" for number in range(1000)]
secret = 417


def leak(copies, discount):
    text = host + copies * f"Portia {secret}.\n"
    model = NGram(canary_vocabulary, order=8, discount=discount).fit(text)
    scores = np.array([model.log_prob(f"Portia {guess}.")[-4:-1].sum() for guess in candidates])
    # en: Candidates with equal scores share the middle rank.
    # zh: 得分相同的候选取居中的名次。
    ahead, ties = np.sum(scores > scores[secret]), np.sum(scores == scores[secret])
    return ahead + (ties + 1) / 2, np.exp(scores[secret])


# %% tags=["hide-output"]
ranks, rows = {}, []
for discount, name in ((None, ("default", "默认")), (1, "1")):
    for copies in (0, 1, 10):
        ranks[discount, copies], p = leak(copies, discount)
        rows.append([name, copies, f"{ranks[discount, copies]:.1f}", f"{p:.1e}"])
header = [("discount", "折扣 discount"), ("copies", "放进的次数")]
header += [("rank among 1,000", "1,000 个候选中的名次")]
plotting.table([*header, ("probability", "这三位数字的概率")], rows)
assert ranks[None, 1] == ranks[None, 10] == ranks[1, 10] == 1 < 10 < ranks[1, 1]

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Three rows leak: one copy and ten copies with the default, and ten copies with `discount=1`.
# Without a copy the secret stands somewhere among the thousand (here far down).
# One copy, a single line in more than 300,000 characters, is enough for the first rank.
# With `discount=1` the number can no longer be read off: its probability falls from 0.36 to about a millionth.
# But rank 48.5 of 1,000 (a tie) is still a hint, and with ten copies the secret ranks first in spite of the discount.
#
# </details>
#
# Two remedies belong together: **deduplication**, which made models repeat training text ten times less often (Lee et al. 2021, arXiv:2107.06499), and a bound on what any one record can contribute.
# **Differential privacy** turns the second into a guarantee, by clipping each example's gradient and adding noise (Abadi et al. 2016, arXiv:1607.00133); our discount only shows the idea.
#
# > **Misconception: "the data were encrypted, so nothing can leak."** Encryption protects files and transfers.
# > But training reads the decrypted data, and here the leak comes by asking the model.
#
# ### Model collapse
#
# If generated text fills the web, later models learn from earlier ones.
# Train each generation only on what the one before it wrote, and the rare things go first: **model collapse** (Shumailov et al. 2024, doi:10.1038/s41586-024-07566-y).
# The smallest model shows why.
# It knows the share of each word and writes 20,000 words; the next one counts these.
# A word that happens not to be written is gone for good.
#
# We begin with the first 200,000 words of the plays and let 40 generations follow, in two ways.
# In the first each generation learns from the last one only, so that the text is *replaced*; in the second the real text stays in, and what was generated is *added* to it (Gerstgrasser et al. 2024, arXiv:2404.01413).
#
# > **Predict before you run.** The first generation writes about 5,000 different words.
# > How many does the fortieth, in either way?

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 泄漏的有三行：默认设置下放一次和放十次的，以及 `discount=1` 时放十次的。
# 一次也不放，秘密在一千个里排第几全凭偶然（这里很靠后）。
# 只放一次，在 300,000 多个字符里不过是一行，秘密就排到了第一。
# 用了 `discount=1`，只放一次的号码就问不出来了：概率从 0.36 降到百万分之一左右。
# 可是秘密在 1,000 个里排第 48.5（有并列），仍然透露了一点信息；放十次时，折扣也挡不住，秘密照样排第一。
#
# </details>
#
# 对策有两种，要合起来用：一是**去重**，它使模型照抄训练文本的次数降到十分之一（Lee 等，2021，arXiv:2107.06499）；二是限制每一条记录所能起的作用。
# **差分隐私**让第二种对策有了保证：裁剪每个样本的梯度，再加噪声（Abadi 等，2016，arXiv:1607.00133）；上面的折扣只体现了这个思路。
#
# > **常见误解：“数据加过密，所以不会泄漏。”** 加密保护的是文件和传输。
# > 可是训练时读的是解密后的数据，而上面的泄漏，只要向模型提问就会发生。
#
# ### 模型坍塌
#
# 如果网上到处是生成的文本，后来的模型就会跟着先前的模型学。
# 每一代模型如果只用上一代写的东西来训练，最先消失的就是罕见的东西，这就是**模型坍塌**（Shumailov 等，2024，doi:10.1038/s41586-024-07566-y）。
# 最小的模型就能说明原因。
# 它只知道每个词占多大的比例，按这些比例写出 20,000 个词；下一代就数这些词。
# 哪个词碰巧没写到，就永远没有了。
#
# 我们从剧本的前 200,000 个词开始，往后传 40 代，分两种做法：一种是每一代只学上一代，文本被*替换*（replaced）；另一种是保留真实文本，把生成的文本*加*进去（added；Gerstgrasser 等，2024，arXiv:2404.01413）。
#
# > **先猜，再运行。** 第一代写出大约 5,000 个不同的词。
# > 按这两种做法，第四十代各写出多少个？

# %% tags=["hide-output"]
all_words = np.array(train_text.lower().split())
_, real_counts = np.unique(all_words[:200_000], return_counts=True)
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
    axis.plot(range(1, 41), written_words, label=f"{way}: {written_words[-1]:,} in the end")
axis.set(xlabel="generation", ylabel="different words written", ylim=(0, None))
axis.legend()
plotting.show(
    figure,
    "Different words in each generation, of 20,000 that it writes.",
    "各代（generation）写出的 20,000 个词里，有多少个不同的词（different words）：只学上一代（replaced），或把生成的文本加进真实文本（added）。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# With replacing, the number falls by nine tenths; with adding it stays nearly the same, although in the end about four fifths of what is learnt from was generated.
#
# </details>
#
# So whether a model collapses depends on how the data are used.
# How is anyone to keep the real text apart?
# A **watermark** can be woven into generated text (Kirchenbauer et al. 2023, arXiv:2301.10226); without it detectors are unreliable (Sadasivan et al. 2023, arXiv:2303.11156), and have accused people who write in a second language (Liang et al. 2023, arXiv:2304.02819).

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 每一代只学上一代，不同的词减少九成；把生成的文本加进真实文本，个数几乎不变，尽管到最后，所学的文本大约五分之四是生成的。
#
# </details>
#
# 可见模型是否坍塌，取决于怎样使用数据。
# 那么，怎样才能把真实的文本区分出来？
# 可以在生成的文本里加入**水印**（Kirchenbauer 等，2023，arXiv:2301.10226）；没有水印，检测器并不可靠（Sadasivan 等，2023，arXiv:2303.11156），还冤枉过用第二语言写作的人（Liang 等，2023，arXiv:2304.02819）。
