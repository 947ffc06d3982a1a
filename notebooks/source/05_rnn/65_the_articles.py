# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# Two articles treat recurrent networks and text: **generative AI** (an article without a title line, on generative-AI content) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》).
# Much of what they say holds.
# A recurrent network models sequences; the hidden state in generative AI, 4.1.3, is this chapter's, with the two weight matrices written as one.
# Industry is right in 3.2.1 that a language model predicts what comes next, and names n-grams, the LSTM and the Transformer in one breath; in 3.2.2 it sets templates beside language models, as we did; and it breaks off in 4.2.1, just before the formula, which is no fault of its author.
# Neither has, as far as it goes, a program that writes text.
# **Large models** (《大模型》) and **history** (《发展历程》) name text generation only among the uses, and **principles and code** (《原理与代码》) has the Transformer in its place.
# Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Generative AI, 1, 2.4, 3.1 and 9.3: "*recursive* neural network (RNN)", 递归神经网络 | In Chinese, *recurrent* is 循环, and industry, 3.3.2, has it right. A recursive network (递归) applies one cell along a tree, from parts to the whole | The recurrent cell, written out |
# | Generative AI, 2.4 and 9.3: the loop takes "the output of the previous step as the input of the present step" | What is carried on is the hidden state $h_{t-1}$, as in the article's own 4.1.3; the input is the next character of the text. Feeding back what was written is what generation does. (Networks that feed back their output exist, Jordan's of 1986; the article's formula is not one.) | The recurrent cell, written out; Choosing the next character |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" stand for those of the hidden layer and of the output layer alike | They are different parameters: $h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$ and $p_t = \mathrm{softmax}(W_o h_t + b_o)$ | The recurrent cell, written out |
# | Generative AI, 4.2.3, step 2: $y_t = $ "activation function"$(\cdots)$ | Any activation will not do: a loss of the form $-\log p$ needs a distribution over the vocabulary, which the softmax makes. In step 3 the same $y_t$ is the target: output and target need two names | A language model is p(next \| before); The recurrent cell, written out |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | The factors of the chain rule are conditioned on everything before: $-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. With $y_t = x_{t+1}$ as the target, $y_{t-1}$ is $x_t$, and the article's formula is a bigram: 3.612 bits per character in our count, where order 7 needs 2.165 | A language model is p(next \| before); Counting: n-grams |
# | Generative AI, 4.2.3, "derivation": step 4 says no more than "by the back-propagation algorithm" | There is no derivation. The weights are used at every step, so their gradient is a sum over time, with products of Jacobians that vanish or explode. Industry, 3.3.2, does not mention this either | Back-propagation through time |
# | Generative AI, 4.3.3: "in training, the RNN model keeps generating new English sentences" | In training it generates nothing: it reads real text and predicts its next character. Writing comes afterwards | The recurrent cell, written out; Choosing the next character |
# | Generative AI, 4.3.3: in the end the quality of the sentences "will gradually improve" | Not guaranteed. The training loss falls; the validation loss may turn, and a model that has learned its text by heart writes fine sentences, which are not its own | Learning by heart |
# | Generative AI, 3.3: the RNN's weakness is that "the quality of the generated data is relatively low" | There is no such law. It depends on the cell, the data and the budget, and takes a measure: bits per character on text held out | Three cells, one budget; Quatrains |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Uncommon, and for a reason: a token is chosen, not computed, so no gradient passes straight from the judge to the writer. Dialogue is written by autoregressive language models | Choosing the next character |
# | Generative AI, 6: "RNNs to achieve style transfer" of images | The known method takes style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576) | Not in this chapter |
# | Generative AI, 8.1 and 8.5: "through actual projects" it shows image, text and audio generation | Its only program is a GAN for images | This chapter has the missing program for text |
# | Industry, 2.1 and 2.5: AI's core "includes machine learning, deep learning and natural language processing"; in the diagram, language processing springs from deep learning | Deep learning is a part of machine learning; language processing is a field with many methods. A template learns nothing and an n-gram model has no layer, yet both generate text | Templates: rules without learning; Counting: n-grams |
# | Large models, 4.2, of a GAN's losses: the loss "expresses the probability of the judgement" | A loss is a negative *logarithm* of a probability: certain costs 0, an even chance costs one bit, impossible costs infinitely much | A language model is p(next \| before) |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 讲到循环神经网络与文本的有两篇文章：《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。
# 它们说对的不少：循环神经网络用来给序列建模；《生成式AI》4.1.3 的隐藏状态与本章的相同，只是把两个权重矩阵并成了一个；《赋能行业》3.2.1 说语言模型预测的是下一个词，并把 n-gram、LSTM 和 Transformer 放在一起，3.2.2 把模板与语言模型并列，本章也是这样安排的。
# 该文在 4.2.1 正要给出公式时截断，这不是作者的过失。
# 就现有的内容看，两篇都没有能写文本的程序。
# 《大模型》和《发展历程》只把文本生成列为一种应用，《原理与代码》讲的是 Transformer。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《生成式AI》1、2.4、3.1、9.3：“递归神经网络（RNN）” | recurrent 是“循环”，《赋能行业》3.3.2 写对了。递归（recursive）神经网络是另一种模型：沿着一棵树，由部分到整体反复使用同一个单元 | 动手写循环单元 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传下去的是隐藏状态 $h_{t-1}$，该文自己的 4.1.3 正是这样写的；输入则是文本的下一个字符。把写出的字符再送回输入，是生成时的做法。（确有把输出送回去的网络，即 Jordan 1986 年的那种，但文中的公式不是。） | 动手写循环单元；怎样选下一个字符 |
# | 《生成式AI》4.2.3 第 1、2 步：隐藏层和输出层都写作“权重矩阵”“偏置” | 两层的参数各不相同：$h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$，$p_t = \mathrm{softmax}(W_o h_t + b_o)$ | 动手写循环单元 |
# | 《生成式AI》4.2.3 第 2 步：$y_t = \text{激活函数}(\cdots)$ | 不是随便哪个激活函数都行：损失要取 $-\log p$，输出就得是词表上的概率分布，这要靠 softmax。到第 3 步，$y_t$ 又成了目标：输出与目标应当用两个记号 | 语言模型就是 p(下一个 \| 前文)；动手写循环单元 |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | 链式法则的每个因子都以全部前文为条件：$-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。若以 $y_t = x_{t+1}$ 为目标，$y_{t-1}$ 就是 $x_t$，文中的公式不过是二元模型：按本章的计数要 3.612 比特/字符，而 7 阶只要 2.165 | 语言模型就是 p(下一个 \| 前文)；计数：n 元模型 |
# | 《生成式AI》4.2.3 名为“推导过程”，第 4 步只说“通过反向传播算法” | 并没有推导。同一组权重每个时刻都要用，梯度要对时间求和，其中有雅可比矩阵的连乘，会消失，也会爆炸。《赋能行业》3.3.2 同样没有提到 | 随时间反向传播 |
# | 《生成式AI》4.3.3：“在训练过程中，RNN模型不断生成新的英语句子” | 训练时什么也不生成：模型读真实的文本，预测它的下一个字符。写句子是训练之后的事 | 动手写循环单元；怎样选下一个字符 |
# | 《生成式AI》4.3.3：最终句子的质量“会逐渐提高” | 没有保证。训练损失会降，验证损失却可能掉头向上；把文本背下来的模型写得出好句子，只是那些句子不是它的 | 背下来：记忆化 |
# | 《生成式AI》3.3：RNN 的缺点是“生成数据质量相对较低” | 没有这样的定律。质量取决于单元、数据和训练预算，而且要拿尺子量：留出文本上的比特/字符 | 三种单元，同一预算；绝句 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 少见，而且事出有因：词元是挑出来的，不是算出来的，梯度无法直接从判别器传到生成器。写对话的是自回归语言模型 | 怎样选下一个字符 |
# | 《生成式AI》6：图像“使用RNN实现风格迁移” | 通行的做法是用卷积网络的特征来刻画风格（Gatys 等，2015，arXiv:1508.06576） | 不在本章 |
# | 《生成式AI》8.1、8.5：“通过实际项目实践”，展示了图像、文本和音频生成 | 全文只有一个程序，是生成图像的 GAN | 缺的程序，本章补上 |
# | 《赋能行业》2.1：AI 的核心“包括机器学习、深度学习和自然语言处理”；2.5 的图把自然语言处理画在深度学习之下 | 深度学习是机器学习的一部分；自然语言处理是一个领域，方法有许多种。模板什么也不学，n 元模型一层网络也没有，照样生成文本 | 模板：不靠学习的规则；计数：n 元模型 |
# | 《大模型》4.2 讲 GAN 的损失：“表示判别器对生成数据的判断概率” | 损失是概率的*负对数*：必然的花费为 0，五五开的花一比特，不可能的花费无穷大 | 语言模型就是 p(下一个 \| 前文) |
