# %% [markdown] lang="en"
# ## Chapter 6: the Transformer
#
# Principles, 3.1, lists the parts of the Transformer, all of them and in the right order: embedding, positions, encoder, a decoder with attention to the encoder.
# Its formulas and code are missing, and some sentences do not hold.
# [Chapter 6](06_transformer.ipynb) names three of them; these are all.
#
# | What is said | What holds | Section of chapter 6 |
# | --- | --- | --- |
# | Principles, 3.1: the decoder has "multi-head self-attention", in the same words as the encoder | The decoder's self-attention is masked: no position may look at what follows. Without the mask each position finds its own answer in training, as the cell below shows | The causal mask: no looking ahead |
# | Principles, 3.1: attention "establishes long-range dependencies"; how, is not said | By queries, keys, values and a softmax of dot products, divided by $\sqrt{d}$ | Attention: a dictionary that answers with a mean; Why divide by the root of d? |
# | Principles, 3.1: residual connections, layer normalisation and several heads are "important optimisation tricks" used "in training" | They are parts of the model, in training and in use. Tricks of training are warm-up, dropout and clipping | Several heads; The block |
# | Principles, 3.1: normalisation comes "after the sub-layers" | So it was in 2017; most models since GPT-2 normalise before them | The block |
# | Principles, 3.1: the heads "strengthen feature extraction" | One head gives one weighted mean for each position; several give several, with as many parameters | Several heads |
# | Principles, 3.1: GPT, BERT and T5 in one row, "widely used for text generation" | BERT fills blanks, seeing both sides, and gives no probability of a text; GPT and T5 generate | [Deeper](06_transformer_deeper.ipynb): Filling blanks: BERT |
# | Principles, 3.1, the figure: input, embedding, position, encoder, decoder, output, in one chain | The decoder has a second input: in training the true answer, moved on by one; in use what it has written. The encoder's result goes into every block of the decoder | [Deeper](06_transformer_deeper.ipynb): A poet that answers: encoder and decoder |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Today's chatbots are autoregressive: decoders, trained on text and then fine-tuned | In your own work |
# | Generative AI, 4.3.3: "in training", the model "keeps generating" sentences | In training a language model predicts the next token of real text, a Transformer at all positions at once; were it to generate, this could not be done in parallel | What you will make |
# | Industry, 3.2.1 and 4.2.1: n-gram, LSTM and Transformer without a formula; the text breaks off in the middle of the definition, which is no fault of its author | One formula serves all three: $p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$ | A larger GPT, and its rivals |
#
# **The mask.** Let the key of each position be its own number (one-hot), and let each position ask for the number after its own.
# How much weight falls on the next position, which holds the answer?

# %% [markdown] lang="zh"
# ## 第 6 章：Transformer
#
# 《原理与代码》3.1 列出了 Transformer 的各个部件，一个不少，次序也对：嵌入、位置、编码器、带有对编码器的注意力的解码器。
# 其中缺少公式和代码，还有几句话不成立。
# [第 6 章](06_transformer.ipynb)提到了三处，下面是全部。
#
# | 文章怎么说 | 实际怎么样 | 见第 6 章哪一节 |
# | --- | --- | --- |
# | 《原理与代码》3.1：解码器用“多头自注意力”，与编码器用词相同 | 解码器的自注意力要加掩码，任何位置都不许看后面。没有掩码，训练时每个位置都能看到自己的答案，见下面的单元格 | 因果掩码：不许看后面 |
# | 《原理与代码》3.1：注意力“建立……长距离依赖关系”，没有说怎样建立 | 靠查询、键、值，以及对点积（除以 $\sqrt{d}$）取 softmax | 注意力：以平均值作答的字典；为什么要除以根号 d |
# | 《原理与代码》3.1：残差连接、层归一化、多头是“在训练时采用”的“重要的优化技巧” | 它们是模型的组成部分，训练和使用时都要算。预热、丢弃、裁剪才是训练技巧 | 多个头；块 |
# | 《原理与代码》3.1：“在子层之后进行层归一化” | 2017 年是这样；从 GPT-2 起，多数模型放在子层之前 | 块 |
# | 《原理与代码》3.1：多头“增强特征提取能力” | 一个头在每个位置只给出一个加权平均，几个头给出几个，参数一样多 | 多个头 |
# | 《原理与代码》3.1：GPT、BERT、T5 并列，“被广泛应用于文本生成” | BERT 两边都看，只填空，不给出一段文本的概率；会生成的是 GPT 和 T5 | [深入篇](06_transformer_deeper.ipynb)：填空：BERT |
# | 《原理与代码》3.1 的图：输入、嵌入、位置、编码器、解码器、输出，连成一条链 | 解码器还有一个输入：训练时是错开一位的真实答案，使用时是已经写出的部分。编码器的输出要送进解码器的每一块 | [深入篇](06_transformer_deeper.ipynb)：对句的诗人：编码器与解码器 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 如今的聊天机器人是自回归模型：解码器，先用文本训练，再微调 | 用到自己的工作中 |
# | 《生成式AI》4.3.3：“在训练过程中”，模型“不断生成”句子 | 训练时，语言模型预测的是真实文本的下一个词元，Transformer 在所有位置上同时预测；如果要生成，就无法并行了 | 你会做出什么 |
# | 《赋能行业》3.2.1、4.2.1：提到 n-gram、LSTM 和 Transformer，没有公式；正文在定义中间断掉，这不是作者的过失 | 三者共用一个公式：$p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$ | 大一些的 GPT，和它的对手 |
#
# **掩码。** 设每个位置的键是自己的号码（独热向量），每个位置都去查下一个号码。
# 下一个位置上放着答案，落在那里的权重有多大？

# %%
numbers = np.eye(20)
scores = 500 * numbers[1:] @ numbers.T / np.sqrt(20)  # (19, 20)
rows = []
for name, allowed in (
    (("none", "无"), True),
    (("causal", "因果掩码"), np.tri(19, 20, dtype="bool")),
):
    weights = np.exp(np.where(allowed, scores, -1e9))
    weights = weights / weights.sum(axis=1, keepdims=True)
    rows.append([name, f"{np.diag(weights[:, 1:]).mean():.2f}"])
plotting.table([("mask", "掩码"), ("weight on the answer", "落在答案上的权重")], rows)

# %% [markdown] lang="en"
# Without a mask, all of it: such a decoder learns to copy, and cannot write, since in writing the next position does not exist yet.

# %% [markdown] lang="zh"
# 没有掩码，权重全部落在答案上：这样的解码器学会的只是照抄；到了写作时，下一个位置还不存在，它就写不出来。
