# %% [markdown] lang="en"
# ## Chapter 5: recurrent networks and text
#
# Two articles treat recurrent networks and text: generative AI and industry.
# Much of what they say holds.
# A recurrent network models sequences; the hidden state in generative AI, 4.1.3, is the one of [chapter 5](05_rnn.ipynb), with the two weight matrices written as one.
# Industry is right in 3.2.1 that a language model predicts what comes next, and it names n-grams, the LSTM and the Transformer together; in 3.2.2 it sets templates beside language models; and it breaks off in 4.2.1, just before the formula, which is no fault of its author.
# Neither has, as far as it goes, a program that writes text.
# Large models and history name text generation only among the uses, and principles and code has the Transformer in its place.
#
# | The article says | What is right | Where chapter 5 shows it |
# | --- | --- | --- |
# | Generative AI, 1, 2.4, 3.1 and 9.3: "*recursive* neural network (RNN)", 递归神经网络 | In Chinese, *recurrent* is 循环, and industry, 3.3.2, has it right. A recursive network (递归) applies one cell along a tree, from parts to the whole | The recurrent cell |
# | Generative AI, 2.4 and 9.3: the loop takes "the output of the previous step as the input of the present step" | What is carried on is the hidden state $h_{t-1}$, as in the article's own 4.1.3; the input is the next character of the text. Feeding back what was written is what generation does. (Networks that feed back their output exist, Jordan's of 1986; the article's formula is not one.) | The recurrent cell; Choosing the next character |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" stand for those of the hidden layer and of the output layer alike | They are different parameters: $h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$ and $p_t = \mathrm{softmax}(W_o h_t + b_o)$ | The recurrent cell |
# | Generative AI, 4.2.3, step 2: $y_t = $ "activation function"$(\cdots)$ | Any activation will not do: a loss of the form $-\log p$ needs a distribution over the vocabulary, which the softmax makes. In step 3 the same $y_t$ is the target: output and target need two names | A language model is p(next \| before); The recurrent cell |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | The factors of the chain rule are conditioned on everything before: $-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. With $y_t = x_{t+1}$ as the target, $y_{t-1}$ is $x_t$, and the article's formula is a bigram: 3.64 bits per character in the chapter's count, where order 7 needs 2.24 | A language model is p(next \| before); Counting: n-grams |
# | Generative AI, 4.2.3, "derivation": step 4 says no more than "by the back-propagation algorithm" | There is no derivation. The weights are used at every step, so their gradient is a sum over time, with products of Jacobians that vanish or explode. Industry, 3.3.2, does not mention this either | How far do gradients reach? |
# | Generative AI, 4.3.3: "in training, the RNN model keeps generating new English sentences" | In training it generates nothing: it reads real text and predicts its next character. Writing comes afterwards | The recurrent cell; Choosing the next character |
# | Generative AI, 4.3.3: in the end the quality of the sentences "will gradually improve" | Not guaranteed. The training loss falls; the validation loss may turn, and a model that has learned its text by heart writes fine sentences, which are not its own | Learning by heart |
# | Generative AI, 3.3: the RNN's weakness is that "the quality of the generated data is relatively low" | There is no such law. It depends on the cell, the data and the budget, and takes a measure: bits per character on text held out | The larger network; Quatrains |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Uncommon, and for a reason: a token is chosen, not computed, so no gradient passes straight from the judge to the writer. Dialogue is written by autoregressive language models | Choosing the next character |
# | Generative AI, 6: "RNNs to achieve style transfer" of images | The known method takes style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576) | Not in chapter 5 |
# | Generative AI, 8.1 and 8.5: "through actual projects" it shows image, text and audio generation | Its only program is a GAN for images | Chapter 5 has the missing program for text |
# | Industry, 2.1 and 2.5: AI's core "includes machine learning, deep learning and natural language processing"; in the diagram, language processing springs from deep learning | Deep learning is a part of machine learning; language processing is a field with many methods. A template learns nothing and an n-gram model has no layer, yet both generate text | In your own work; Counting: n-grams |
# | Large models, 4.2, of a GAN's losses: the loss "expresses the probability of the judgement" | A loss is a negative *logarithm* of a probability: certain costs 0, an even chance costs one bit, impossible costs infinitely much | A language model is p(next \| before) |

# %% [markdown] lang="zh"
# ## 第 5 章：循环网络与文本
#
# 讲到循环神经网络与文本的有两篇文章：《生成式AI》和《赋能行业》。
# 它们的说法大多成立。
# 循环神经网络用来给序列建模；《生成式AI》4.1.3 的隐藏状态与[第 5 章](05_rnn.ipynb)的相同，只是把两个权重矩阵写成了一个。
# 《赋能行业》3.2.1 说语言模型预测的是下一个词，并把 n-gram、LSTM 和 Transformer 放在一起，3.2.2 把模板与语言模型并列，这些都是对的；该文在 4.2.1 正要给出公式时中断，这不是作者的过失。
# 就现有的内容看，两篇都没有能写文本的程序。
# 《大模型》和《发展历程》只把文本生成列为一种应用，《原理与代码》讲的是 Transformer。
#
# | 文章怎么说 | 实际怎么样 | 见第 5 章何处 |
# | --- | --- | --- |
# | 《生成式AI》1、2.4、3.1、9.3：“递归神经网络（RNN）” | recurrent 是“循环”，《赋能行业》3.3.2 写对了。递归（recursive）神经网络是另一种模型：沿着一棵树，由部分到整体反复使用同一个单元 | 循环单元 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传下去的是隐藏状态 $h_{t-1}$，该文自己的 4.1.3 正是这样写的；输入则是文本的下一个字符。把写出的字符再送回输入，是生成时的做法。（确有把输出送回去的网络，即 Jordan 1986 年的那种，但文中的公式不是。） | 循环单元；怎样选下一个字符 |
# | 《生成式AI》4.2.3 第 1、2 步：隐藏层和输出层都写作“权重矩阵”“偏置” | 两层的参数各不相同：$h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$，$p_t = \mathrm{softmax}(W_o h_t + b_o)$ | 循环单元 |
# | 《生成式AI》4.2.3 第 2 步：$y_t = \text{激活函数}(\cdots)$ | 不是随便哪个激活函数都行：损失要取 $-\log p$，输出就得是词表上的概率分布，这要靠 softmax。到第 3 步，$y_t$ 又成了目标：输出与目标应当用两个记号 | 语言模型就是 p(下一个 \| 前文)；循环单元 |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | 链式法则的每个因子都以全部前文为条件：$-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。若以 $y_t = x_{t+1}$ 为目标，$y_{t-1}$ 就是 $x_t$，文中的公式不过是二元模型：按该章的计数要 3.64 比特/字符，而 7 阶只要 2.24 | 语言模型就是 p(下一个 \| 前文)；计数：n 元模型 |
# | 《生成式AI》4.2.3 名为“推导过程”，第 4 步只说“通过反向传播算法” | 并没有推导。同一组权重每个时刻都要用，梯度要对时间求和，其中有雅可比矩阵的连乘，会消失，也会爆炸。《赋能行业》3.3.2 同样没有提到 | 梯度能传多远？ |
# | 《生成式AI》4.3.3：“在训练过程中，RNN模型不断生成新的英语句子” | 训练时什么也不生成：模型读真实的文本，预测它的下一个字符。写句子是训练之后的事 | 循环单元；怎样选下一个字符 |
# | 《生成式AI》4.3.3：最终句子的质量“会逐渐提高” | 没有保证。训练损失会降，验证损失却可能掉头向上；把文本背下来的模型写得出好句子，只是那些句子不是它的 | 背下来：记忆化 |
# | 《生成式AI》3.3：RNN 的缺点是“生成数据质量相对较低” | 没有这样的定律。质量取决于单元、数据和训练预算，而且要用统一的标准来衡量：留出文本上的比特/字符 | 更大的网络；绝句 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 少见，而且事出有因：词元是挑出来的，不是算出来的，梯度无法直接从判别器传到生成器。写对话的是自回归语言模型 | 怎样选下一个字符 |
# | 《生成式AI》6：图像“使用RNN实现风格迁移” | 通行的做法是用卷积网络的特征来刻画风格（Gatys 等，2015，arXiv:1508.06576） | 第 5 章没有讲到 |
# | 《生成式AI》8.1、8.5：“通过实际项目实践”，展示了图像、文本和音频生成 | 全文只有一个程序，是生成图像的 GAN | 第 5 章补上了写文本的程序 |
# | 《赋能行业》2.1：AI 的核心“包括机器学习、深度学习和自然语言处理”；2.5 的图把自然语言处理画在深度学习之下 | 深度学习是机器学习的一部分；自然语言处理是一个领域，方法有许多种。模板什么也不学，n 元模型一层网络也没有，照样生成文本 | 用到自己的工作中；计数：n 元模型 |
# | 《大模型》4.2 讲 GAN 的损失：“表示判别器对生成数据的判断概率” | 损失是概率的*负对数*：必然的花费为 0，五五开的花一比特，不可能的花费无穷大 | 语言模型就是 p(下一个 \| 前文) |

# %% [markdown] lang="en"
# **Which weights?** Generative AI, 4.2.3, writes "weight matrix" and "bias" for the hidden layer and the output layer alike.
# A recurrent layer and a head of Keras, for 69 tokens and a state of 32 numbers, have five arrays; no two of the matrices could stand for each other.

# %% [markdown] lang="zh"
# **哪些权重？** 《生成式AI》4.2.3 把隐藏层和输出层的参数都写作“权重矩阵”和“偏置”。
# 取 69 个词元、32 个数的状态，Keras 的循环层和输出头一共有五个数组，三个矩阵的形状各不相同，谁也代替不了谁。

# %%
recurrent_layer, head_layer = layers.SimpleRNN(32), layers.Dense(69)
recurrent_layer.build((None, None, 69))
head_layer.build((None, 32))
shapes = [tuple(x.shape) for x in recurrent_layer.weights + head_layer.weights]
assert len(set(shapes)) == 5
uses = [("input to state", "输入到状态"), ("state to state", "状态到状态"), ("state", "状态")]
uses += [("state to logits", "状态到 logit"), ("logits", "logit")]
names = ["W_x", "W_h", "b", "W_o", "b_o"]
rows = [[name, use, str(shape)] for name, use, shape in zip(names, uses, shapes, strict=True)]
plotting.table([("weight", "权重"), ("leads from, to", "从哪里到哪里"), ("shape", "形状")], rows)

# %% [markdown] lang="en"
# **What is handed on?** Generative AI, 2.4 and 9.3, has the network take its previous output as its present input.
# We let the layer read two inputs and multiply its weights to the head by a hundred: the output changes, the next state does not, so the output was not read.

# %% [markdown] lang="zh"
# **传下去的是什么？** 《生成式AI》2.4 和 9.3 说网络把上一时刻的输出作为当前时刻的输入。
# 让循环层读两步输入，再把输出头的权重放大一百倍：输出变了，下一个状态没有变，可见输出并没有被读入。

# %%
two_steps = np.eye(69, dtype="float32")[None, [5, 7]]  # (1, 2, 69)
found = []
for factor in (1, 100):
    head_layer.kernel.assign(factor * head_layer.kernel)
    state = recurrent_layer(two_steps)  # (1, 32)
    found.append((state, head_layer(state)))
state_change = float(ops.max(ops.abs(found[0][0] - found[1][0])))
output_change = float(ops.max(ops.abs(found[0][1] - found[1][1])))
assert state_change == 0 < output_change
print(f"largest change of the state: {state_change:.0f}; of the output: {output_change:.0f}")

# %% [markdown] lang="en"
# Each of the five arrays leads from one place to another, so formulas that give them one name cannot be computed.
# And what the second step received from the first is the state alone.

# %% [markdown] lang="zh"
# 五个数组各有各的去处，把它们写成同一个名字，公式就没法算了。
# 而第二步从第一步得到的，只有状态。
