# %% [markdown] lang="en"
# ## The idea
#
# Chapter 7's diffusion Transformer was told a vector of 34 numbers.
# A sentence has no fixed length and no fixed places, so two things are new:
#
# 1. a **text encoder** makes a vector of each token of the sentence, and one summary of the whole;
# 2. in each block of the denoiser the patches of the picture look at these vectors: **cross-attention**, as the decoder of a translator looks at the source text (chapter 6, deeper).
#
# All else stays: noise is added, the network learns to guess the picture beneath it, and drawing goes back from pure noise in 25 steps.
#
# ![From a sentence to a portrait. Above, the sentence: it is cut into tokens; the text encoder makes a vector of each token that also knows its neighbours. Below on the left, the picture: it begins as noise and is cut into patches, 16 tokens. In the denoiser, three blocks follow each other; in each the patches look at each other, then at the vectors of the words, which is cross-attention, and then each is worked on by itself. The result is a picture with less noise, which goes back to the start, many times; at the end a portrait is left that the sentence describes.](../figures/text_to_image_idea_en.svg)

# %% [markdown] lang="zh"
# ## 基本思想
#
# 第 7 章的扩散 Transformer，条件是一个 34 维的向量。
# 句子没有固定的长度，词也没有固定的位置，所以要多做两件事：
#
# 1. **文本编码器**为句子的每个词元算出一个向量，再为整句算出一个向量，下面叫作概要；
# 2. 在去噪网络的每个块里，图像的各个图块去查看这些向量，这就是**交叉注意力**，与第 6 章深入篇里解码器查看原文的做法相同。
#
# 其余都与第 7 章相同：给图像加噪声，训练网络由带噪图像猜出原图；画图时从纯噪声出发，往回走 25 步。
#
# ![从一句话到一幅头像。上部是句子：先切成词元，文本编码器为每个词元给出一个向量，其中也包含了上下文。左下是图像：起初只是噪声，切成图块，得到 16 个词元。去噪网络由三个块首尾相接组成；在每个块里，图块先互相查看，再查看各个词的向量（交叉注意力），最后各自经过前馈网络。结果是噪声少一些的图像，再送回起点，如此反复多次；最后得到句子所描述的头像。](../figures/text_to_image_idea_zh.svg)
