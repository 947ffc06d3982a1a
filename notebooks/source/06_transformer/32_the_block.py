# %% [markdown] lang="en"
# ## The block
#
# Attention only fetches, and what it fetches is a mean; something has to compute with it.
# So each **block** has a second part, the **feed-forward network**: two dense layers with a ReLU between them widen the $D$ numbers of a position to $4D$ and bring them back to $D$, each position by itself.
#
# ![A Transformer block from bottom to top. x (n, T, D) goes two ways: straight up, the residual connection, and through layer normalisation and causal attention with several heads, whose result is added. Then the same again with layer normalisation and the feed-forward network, D to 4D, ReLU, 4D to D. The result has the shape (n, T, D) again.](../figures/transformer_block_en.svg)
#
# Two more things make it possible to stack blocks.
#
# - **Residual connection**: a part does not replace what it is given, it adds to it, $x + f(x)$.
#   Follow the straight line in the picture: what stands at a position can reach the top unchanged, and the gradient can come back the same way.
# - **Layer normalisation** (Ba et al. 2016, arXiv:1607.06450): the $D$ numbers of each position are shifted and scaled to mean 0 and variance 1, then multiplied by a learnt gain, and a learnt bias is added.
#   So every part is given numbers of about the same size, however much the blocks below have added up.
#   No other position and no other text of the batch plays a part, unlike in the batch normalisation of chapter 3.
#
# Both are parts of what the model computes, in training and in use.
#
# > **Predict before you run.** We send 32 positions with random vectors through twelve untrained blocks, once with the residual connections and once without.
# > After each block we measure how alike the positions are: the mean cosine of the angle between two of them, 1 if all point the same way.
# > What happens without the residual connections?

# %% [markdown] lang="zh"
# ## 块
#
# 注意力只负责取回信息，而且取回的只是一个平均值，还要有别的部件用这个平均值来计算。
# 所以每个**块**还有第二部分，即**前馈网络**：两个全连接层，中间一个 ReLU，把一个位置上的 $D$ 个数扩展到 $4D$ 个，再变回 $D$ 个，每个位置单独计算。
#
# ![Transformer 块，自下而上。x (n, T, D) 分两路：一路直接向上，即残差连接；另一路经过层归一化和多头因果注意力，结果加到前一路上。然后再来一次，这回经过层归一化和前馈网络：D 到 4D，ReLU，4D 到 D。结果的形状仍是 (n, T, D)。](../figures/transformer_block_zh.svg)
#
# 要把许多块叠在一起，还需要两样东西。
#
# - **残差连接**：一个部件的输出不取代输入，而是加到输入上，即 $x + f(x)$。
#   看图中那条直线：一个位置上的向量可以原样到达顶端，梯度也可以沿原路返回。
# - **层归一化**（Ba 等，2016，arXiv:1607.06450）：把每个位置上的 $D$ 个数平移、缩放到均值 0、方差 1，再乘以可学习的增益，加上可学习的偏置。
#   这样，不论前面各块累加了多少，每个部件得到的数大小都差不多。
#   与第 3 章的批量归一化不同，层归一化不涉及其他位置，也不涉及同一批次里的其他文本。
#
# 残差连接和层归一化都是模型计算的一部分，训练时要算，使用时同样要算。
#
# > **先猜，再运行。** 取 32 个位置，每个位置上放一个随机向量，让它们经过十二个没有训练过的块，一次有残差连接，一次没有。
# > 每过一块，量一量各个位置上的向量有多相似：求两两之间夹角余弦的平均值，等于 1 就表示方向全都相同。
# > 没有残差连接会怎样？


# %% tags=["hide-output"]
def likeness(x):  # (T, D)
    unit = x / np.linalg.norm(x, axis=-1, keepdims=True)
    return ((unit @ unit.T).sum() - len(x)) / (len(x) * (len(x) - 1))


stack, rows = [Block(64, 4) for _ in range(12)], []
start = rng.normal(size=(1, 32, 64)).astype("float32")
for shown, residual in ((("with", "有"), 1.0), (("without", "没有"), 0.0)):
    x, alike = start, []
    for block in stack:
        x = residual * x + block.attention(block.norms[0](x))
        x = residual * x + block.contract(block.expand(block.norms[1](x)))
        alike.append(likeness(ops.convert_to_numpy(x)[0]))
    rows.append([shown, *(f"{alike[i - 1]:.2f}" for i in (1, 4, 12))])
header = [("residual connections", "残差连接"), ("mean cosine after 1 block", "平均余弦，1 块之后")]
plotting.table([*header, ("after 4", "4 块之后"), ("after 12", "12 块之后")], rows)

# %% [markdown] lang="en"
# Without residual connections every block puts something made of means in the place of each position's vector, and these means are more and more alike: after a few blocks the positions can hardly be told apart, and the text is lost.
# (Dong et al. 2021, arXiv:2103.03404, prove it for stacks of pure attention.)
# With residual connections the positions stay different much longer: after twelve blocks they are not much more alike than after a single one without.
#
# **Norm before or after?** The original Transformer normalised after each sum, $\mathrm{norm}(x + f(x))$, which cuts the straight line; since GPT-2 (Radford et al. 2019) most models normalise before each part, as our block does.
# Xiong et al. (2020, arXiv:2002.04745) explain the difference: with the norm after, the last blocks of an untrained model have large gradients, so that it needs a careful warm-up; with the norm before, training is less delicate.

# %% [markdown] lang="zh"
# 没有残差连接，每个块都用由平均值算出的结果取代各个位置上的向量，而这些平均值越来越像；过了几块，各个位置就很难区分，文本的内容也就丢失了。
# （Dong 等，2021，arXiv:2103.03404，对只由注意力堆叠而成的网络证明了这一点。）
# 有残差连接时，各个位置要经过多得多的块才变得相似：十二块之后的相似程度，比没有残差连接时一块之后高不了多少。
#
# **归一化放在前还是后？** 最初的 Transformer 在每次相加之后归一化，即 $\mathrm{norm}(x + f(x))$，这就切断了图中残差连接的那条直线；从 GPT-2（Radford 等，2019）起，多数模型在每个部件之前归一化，我们的块也是如此。
# Xiong 等（2020，arXiv:2002.04745）解释了两种做法的差别：归一化放在后面，未经训练的模型最后几块的梯度很大，需要仔细安排预热；归一化放在前面，训练就不那么容易出问题。
