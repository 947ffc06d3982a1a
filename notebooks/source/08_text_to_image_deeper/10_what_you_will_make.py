# %% [markdown] lang="en"
# ## What you will make
#
# A captioner is the encoder and decoder of [chapter 6, deeper](06_transformer_deeper.ipynb), with one change: what the encoder reads is not a sentence but the 16 patches of a portrait.
# The decoder writes a caption token by token, and for each token its cross-attention looks at the patches.
#
# It learns from 9,000 portraits, each with two English captions that name all nine attributes.
# In the code `pairs` gives what the network reads, the tokens that it shall predict, and their weights, `known`, which are 0 where a shorter caption is filled up.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 写说明的模型就是[第 6 章深入篇](06_transformer_deeper.ipynb)的编码器和解码器，只改一处：编码器读的不是句子，而是一幅头像的 16 个图块。
# 解码器逐个词元地写说明，每写一个词元，它的交叉注意力都去查看这些图块。
#
# 训练用 9,000 幅头像，每幅配两条说全九个属性的英文说明。
# 代码里的 `pairs` 给出网络读入的内容、要预测的词元，以及每个词元的权重 `known`：短的说明要补齐，补上的部分权重为 0。

# %%
from aigc_keras import Captioner
from aigc_keras.networks.image_to_text import ImageToText

(portraits, attributes), (test_portraits, test_attributes) = load_portraits()
portraits, attributes = portraits[:9000], attributes[:9000]
names = [a.name for a in PORTRAIT_ATTRIBUTES]
captions = sum((portrait_captions(attributes, "en", seed=i, named=names) for i in (0, 1)), [])
vocabulary = BytePairVocabulary.of("\n".join(captions), 400)

sizes = {"context_length": 64, "hidden_dim": 96, "num_layers": 2, "num_heads": 4}
network = ImageToText(vocabulary.size, (16, 16, 3), patch_size=4, **sizes)
captioner = Captioner(vocabulary, network)
x, y, known = captioner.pairs(np.concatenate([portraits] * 2), captions)
seconds = train(captioner, x, y, learning_rate=3e-3, batch_size=50, epochs=2, sample_weight=known)

# %%
shown = test_portraits[[0, 4, 6]]
said = captioner.generate(shown, 60, temperature=0.0, seed=0)
plotting.show(
    plotting.image_grid(shown, columns=3, column_labels=list("123"), scale=1.2),
    "Three test portraits.",
    "三幅测试头像。",
)
plotting.table(
    ["", ("what the captioner says", "模型写的说明")], [[i, text] for i, text in enumerate(said, 1)]
)

# %% [markdown] lang="en"
# Compare each sentence with its portrait.
# All three begin alike and name things in the same order, though the training captions have several beginnings and orders: with `temperature=0.0` the captioner always takes the likeliest token.
# Only single phrases differ, such as "dressed in green" and "in blue clothes".
# (The loss cannot fall to 0, for no portrait shows which phrases its caption uses.)

# %% [markdown] lang="zh"
# 请把每句话与它的头像对照。
# 三句话的开头相同，各个属性的先后也相同，而训练说明有几种开头和次序：`temperature=0.0` 时，模型每次都取概率最大的词元。
# 只有个别说法不同，例如“dressed in green”和“in blue clothes”。
# （从头像看不出它的说明用了哪些说法，所以损失降不到 0。）
