# %% [markdown] lang="en"
# ## What you will make
#
# A captioner is chapter 6's encoder and decoder with one change: what the encoder reads is not a sentence but the 16 patches of a portrait.
# The decoder writes a caption token by token, and for each token its cross-attention looks at the patches.
#
# It learns from 9,000 portraits, each with two English captions that name all nine attributes.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 写说明的模型就是第 6 章的编码器和解码器，只改一处：编码器读的不是句子，而是一幅头像的 16 个图块。
# 解码器逐个词元地写说明，每写一个词元，它的交叉注意力都去查看这些图块。
#
# 训练用 9,000 幅头像，每幅配两条说全九个属性的英文说明。

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
# The order of the things and their phrases vary, as in the captions it has learnt from.

# %% [markdown] lang="zh"
# 请把每句话与它的头像对照。
# 各样东西的次序和说法有变化，与它学过的说明一样。
