# %% [markdown] lang="en"
# ## The systems of today
#
# From the machines on this page to ChatGPT it takes no further principle of writing: it too predicts the next token, draws one, and begins again.
# Three things were added.
#
# **Pre-training on a large scale.** One **large model**, with billions of weights, first learns to predict ordinary text, trillions of tokens of it.
#
# **Feedback.** Then it is trained to answer as people wish: people compare answers, and the model learns to give those that they prefer (InstructGPT; Ouyang et al. 2022, arXiv:2203.02155).
# Where an answer can be checked, as in mathematics or programming, the check itself can give the reward (DeepSeek-R1; arXiv:2501.12948).
#
# **One space for text and images.** Two encoders are trained so that the codes of an image and of its description lie close together (CLIP; Radford et al. 2021, arXiv:2103.00020); a description can then steer a model that draws.
#
# Here is what the makers themselves have published:
#
# | System | Maker | How it works, by what its maker published | Which method of this chapter |
# | --- | --- | --- | --- |
# | GPT-4 | OpenAI | a Transformer, pre-trained to predict the next token, then trained with feedback from people; size, data and hardware are kept secret (2023, arXiv:2303.08774) | attention |
# | ChatGPT | OpenAI | trained as InstructGPT was, with conversations ("Introducing ChatGPT", OpenAI, 30 November 2022) | attention |
# | DeepSeek-V3, R1 | DeepSeek | a Transformer of 671 billion weights, of which 37 billion work on each token; 14.8 trillion tokens (2024, arXiv:2412.19437); R1 adds rewards for right answers | attention |
# | Qwen3 (通义千问) | Alibaba | Transformers in several sizes, with published weights (2025, arXiv:2505.09388) | attention |
# | ERNIE 3.0 (文心) | Baidu | a Transformer of 10 billion weights, trained on texts and a knowledge graph (2021, arXiv:2107.02137); of the family to which the chat program 文心一言 belongs | attention |
# | Llama 3 | Meta | a Transformer of up to 405 billion weights, published (2024, arXiv:2407.21783) | attention |
# | Stable Diffusion | Stability AI and others | latent diffusion: autoencoder, diffusion on its codes, steered by text (arXiv:2112.10752); version 3 puts a Transformer into the diffusion (Esser et al. 2024, arXiv:2403.03206) | diffusion |
# | DALL-E, DALL-E 2 | OpenAI | the first wrote an image as a sequence of tokens, with a Transformer (2021, arXiv:2102.12092); the second is a diffusion model that is given CLIP's codes (2022, arXiv:2204.06125) | attention; diffusion |
# | ERNIE-ViLG 2.0 (文心), Qwen-Image (通义) | Baidu; Alibaba | diffusion (2022, arXiv:2210.15257; 2025, arXiv:2508.02324) | diffusion |
# | Midjourney | Midjourney | nothing is published | unknown |
#
# So two of the methods that you ran stand behind all of these whose makers say how they work: attention for text, diffusion for images (and the first DALL-E used attention for both).
# VAE and GAN have not disappeared: the autoencoder inside Stable Diffusion is trained as a VAE, and with a discriminator besides ([chapter 3](03_gan.ipynb) says where GANs are used today).

# %% [markdown] lang="zh"
# ## 今天的系统
#
# 从本章的机器到 ChatGPT，写作的原理并没有变：ChatGPT 也是预测下一个词元，抽取一个接上，如此反复。
# 与本章的机器相比，它增加了三样东西。
#
# **大规模的预训练。** 一个**大模型**有几十亿个以上的权重，它先读数以万亿计的词元，学会预测普通的文本。
#
# **反馈。** 然后再训练这个模型按人的要求来回答：由人比较几个回答，模型学着给出人更喜欢的那种（InstructGPT；Ouyang 等，2022，arXiv:2203.02155）。
# 如果回答能够核对，例如数学题的答案或程序，就可以直接按核对的结果给奖励（DeepSeek-R1；arXiv:2501.12948）。
#
# **文字和图像共用一个空间。** 训练两个编码器，让一幅图像与它的文字描述得到彼此靠近的编码（CLIP；Radford 等，2021，arXiv:2103.00020）；这样，一句描述就能引导画图的模型。
#
# 下面是各家自己公布的情况：
#
# | 系统 | 开发者 | 工作方式（据各家公布的材料） | 用到本章的哪种方法 |
# | --- | --- | --- | --- |
# | GPT-4 | OpenAI | Transformer，先在预训练中学习预测下一个词元，再用人的反馈训练；大小、数据和硬件都没有公开（2023，arXiv:2303.08774） | 注意力 |
# | ChatGPT | OpenAI | 训练方法与 InstructGPT 相同，数据里加入了对话（“Introducing ChatGPT”，OpenAI，2022 年 11 月 30 日） | 注意力 |
# | DeepSeek-V3、R1 | 深度求索 | 6,710 亿个权重的 Transformer，处理每个词元时用到其中的 370 亿个；读了 14.8 万亿个词元（2024，arXiv:2412.19437）；R1 又加上“答对就给奖励”的训练 | 注意力 |
# | 通义千问 Qwen3 | 阿里巴巴 | 大小不等的一组 Transformer，权重公开（2025，arXiv:2505.09388） | 注意力 |
# | 文心 ERNIE 3.0 | 百度 | 100 亿个权重的 Transformer，用文本和知识图谱训练（2021，arXiv:2107.02137）；聊天程序文心一言属于文心这个系列 | 注意力 |
# | Llama 3 | Meta | 最大 4,050 亿个权重的 Transformer，权重公开（2024，arXiv:2407.21783） | 注意力 |
# | Stable Diffusion | Stability AI 等 | 潜扩散：自编码器加上对编码的扩散，由文字引导（arXiv:2112.10752）；第 3 版的扩散网络改用 Transformer（Esser 等，2024，arXiv:2403.03206） | 扩散模型 |
# | DALL-E、DALL-E 2 | OpenAI | 第一版用 Transformer 把图像写成一串词元（2021，arXiv:2102.12092）；第二版是以 CLIP 编码为条件的扩散模型（2022，arXiv:2204.06125） | 注意力；扩散模型 |
# | 文心 ERNIE-ViLG 2.0、通义 Qwen-Image | 百度；阿里巴巴 | 扩散模型（2022，arXiv:2210.15257；2025，arXiv:2508.02324） | 扩散模型 |
# | Midjourney | Midjourney | 没有公布 | 不清楚 |
#
# 可见，凡是公布了做法的系统，用的都是你运行过的两种方法：文本用注意力，图像用扩散模型（第一版 DALL-E 处理图像也用注意力）。
# VAE 和 GAN 也没有消失：Stable Diffusion 里的自编码器是按 VAE 的方法训练的，训练时还用了判别器（GAN 今天用在哪里，见[第 3 章](03_gan.ipynb)）。
