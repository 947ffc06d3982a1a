# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# One article treats the Transformer itself: **principles and code** (《AIGC(AI Generated Content) - 原理与代码实例讲解》), in 3.1.
# It lists the right parts in the right order (embedding, positions, encoder, decoder with attention to the encoder), it says rightly that attention links distant places of a sequence, and it is right that GPT, BERT and T5 come from there.
# It has neither a formula nor a line of code for any of it; nor has any of the five articles, as far as they go.
# **Generative AI** (the article without a title line, on generative-AI content) touches on language models among its uses; **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》) names the Transformer in 3.2.1.
# Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Principles, 3.1: the decoder uses "multi-head self-attention", the same words as for the encoder | The decoder's self-attention is masked: no position may look at what comes later. Without the mask, training shows each position its own answer | The causal mask: no looking ahead |
# | Principles, 3.1: attention "establishes long-range dependencies"; how, is not said | The mechanism itself is missing: queries, keys, values, a softmax, and the division by $\sqrt{d}$, without which the softmax saturates as $d$ grows | Attention: a dictionary that answers with a mean; Why divide by the root of d? |
# | Principles, 3.1: residual connections, layer normalisation and several heads are "important optimisation tricks" used "in training" | They are architecture. They are part of what the model computes, in use as in training; take one out of a trained model and it computes something else. Tricks of training are warm-up, dropout, clipping | Several heads; The block, written out |
# | Principles, 3.1: normalisation comes "after the sub-layers" | True of 2017; today it mostly comes before them (Xiong et al. 2020, arXiv:2002.04745), which trains deep stacks without warm-up | Norm before or after? |
# | Principles, 3.1: the heads "strengthen feature extraction" | More precisely: one head can look in one way only, one weighted mean for each position; several look in several ways, with the same number of parameters | Several heads |
# | Principles, 3.1: GPT, BERT and T5 in one row, followed by "widely used for text generation" | BERT is an encoder: it fills blanks, seeing both sides, and gives no probability of a text. GPT and T5 generate | Filling blanks: BERT's objective; GPT, BERT and T5: what they share, and what not |
# | Principles, 3.1, the figure: input, embedding, position, encoder, decoder, output, in a chain | The decoder has a second input, which the text mentions and the figure lacks: in training the true answer, moved by one; in use what it has written so far. The encoder's result goes to every block of the decoder, not to its start | A poet that answers: encoder and decoder |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Today's chatbots are autoregressive models, decoders like `gpt`, pre-trained on plain text and then fine-tuned | A small GPT against its elders; Fine-tuning, and forgetting |
# | Generative AI, 4.3.3, of an RNN: "in training", the model "keeps generating" sentences | A language model in training predicts the next token of real text (chapter 5); a Transformer does so at all positions at once. Were it really to generate, training would lose its parallelism, the very thing that a Transformer is for | What recurrence prevents; A small GPT against its elders |
# | Industry, 3.2.1 and 4.2.1: of the n-gram, the LSTM and the Transformer, no formula follows; the text breaks off in the middle of the definition (which is no fault of its author) | $p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$ is one for all three. Chapter 5 supplies the first two, this chapter the third | Attention: a dictionary that answers with a mean; A small GPT against its elders |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 五篇文章里，讲到 Transformer 本身的是《**原理与代码**》，即《AIGC(AI Generated Content) - 原理与代码实例讲解》，在 3.1。
# 该列的部件都列了，次序也对：嵌入、位置、编码器、带有对编码器的注意力的解码器；说注意力能把序列中相距很远的地方联系起来，说 GPT、BERT、T5 都由此而来，也都不错。
# 可是公式一条没有，代码一行没有；其余四篇，就现有的内容看，同样没有。
# 《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，谈应用时碰到了语言模型；《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》，3.2.1 提到了 Transformer。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《原理与代码》3.1：解码器用“多头自注意力”，与编码器用词相同 | 解码器的自注意力要加掩码：哪个位置都不许看后面。没有掩码，训练时就等于把答案摆在每个位置眼前 | 因果掩码：不许往后看 |
# | 《原理与代码》3.1：注意力“建立……长距离依赖关系”，怎样建立没有说 | 缺的正是机制本身：查询、键、值、softmax，还有除以 $\sqrt{d}$；不除，$d$ 一大 softmax 就饱和 | 注意力：一本用平均值作答的字典；为什么要除以根号 d |
# | 《原理与代码》3.1：残差连接、层归一化、多头是“在训练时采用”的“重要的优化技巧” | 它们是架构，训练时要算，使用时照样要算；从训练好的模型里拿掉一样，算出来的就是别的东西了。预热、丢弃、裁剪才是训练技巧 | 多个头；动手写一个块 |
# | 《原理与代码》3.1：“在子层之后进行层归一化” | 2017 年是这样；如今多放在子层之前（Xiong 等，2020，arXiv:2002.04745），层数多时不用预热也能训练 | 归一化放在前还是后？ |
# | 《原理与代码》3.1：多头“增强特征提取能力” | 说得准确些：一个头只有一种看法，每个位置只得一个加权平均；几个头就有几种看法，参数却一样多 | 多个头 |
# | 《原理与代码》3.1：GPT、BERT、T5 并列，接着说“被广泛应用于文本生成” | BERT 是编码器：两边都看，只管填空，给不出一段文本的概率。会生成的是 GPT 和 T5 | 填空：BERT 的训练目标；GPT、BERT 和 T5：同在何处，异在何处 |
# | 《原理与代码》3.1 的图：输入、嵌入、位置、编码器、解码器、输出，一条链 | 解码器另有一个输入，正文提到了，图里却没有：训练时是错开一位的真实答案，使用时是已经写出的部分。编码器的结果送到解码器的每一块，不是只送到开头 | 对句的诗人：编码器与解码器 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 如今的聊天机器人是自回归模型，与 `gpt` 一样是解码器，先用普通文本预训练，再微调 | 小小 GPT，会会前辈；微调与遗忘 |
# | 《生成式AI》4.3.3：“在训练过程中”，RNN 模型“不断生成”句子 | 训练时，语言模型预测的是真实文本的下一个词元（第 5 章），Transformer 更是所有位置同时进行。真要一边训练一边生成，就没法并行了，而并行正是 Transformer 的用处所在 | 循环卡住了什么；小小 GPT，会会前辈 |
# | 《赋能行业》3.2.1、4.2.1：提到 n-gram、LSTM 和 Transformer，没有公式；正文在定义中间断掉（这不是作者的过失） | $p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$，三者共用这一条。前两种第 5 章补上了，第三种由本章补上 | 注意力：一本用平均值作答的字典；小小 GPT，会会前辈 |
