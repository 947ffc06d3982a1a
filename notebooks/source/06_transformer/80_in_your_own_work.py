# %% [markdown] lang="en"
# ## In your own work
#
# These lines train a GPT on a text of your own, with byte pairs as tokens, and save it.
# (Here the text is a part of Shakespeare and the training twenty steps long, to show the lines, so what it writes makes no sense yet, and it strings together bytes that are no character, shown as �.
# For real use take at least a few megabytes of text and a few thousand steps, and watch the loss on validation text.)

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用下面几行代码，就能在自己的文本上训练一个 GPT，以字节对为词元，并把它保存下来。
# （这里用莎士比亚的一部分，只训练二十步，演示写法，所以写出的文字还不成样子，还会写出拼不成字符的字节，显示为 �。
# 真正使用时，文本至少要几兆字节，训练几千步，并随时看验证文本上的损失。）

# %%
# en: Or open("my_text.txt", encoding="utf-8").read().
# zh: 换成自己的文本：open("my_text.txt", encoding="utf-8").read()。
my_text = train_text[:100_000]
my_vocabulary = BytePairVocabulary.of(my_text, size=500)
my_windows = TextWindows(my_vocabulary.encode(my_text), 64, batch_size=16, seed=0)
my_gpt = GPT(my_vocabulary, context_length=64, hidden_dim=64, num_layers=2, dropout=0.1)
my_gpt.compile(keras.optimizers.AdamW(1e-3), steps_per_execution=10)
my_gpt.fit(my_windows, epochs=1, steps_per_epoch=20, shuffle=False, verbose=0)
path = Path(tempfile.mkdtemp()) / "my_gpt.keras"
my_gpt.save(path)
print(repr(aigc_keras.load_model(path).generate("The ", 10, seed=0)))

# %% [markdown] lang="en"
# ### Where Transformers are today
#
# - Chatbots are decoders like our `gpt`, trained on text, then fine-tuned to follow instructions: GPT-3 (Brown et al. 2020, arXiv:2005.14165) and InstructGPT (Ouyang et al. 2022, arXiv:2203.02155), Llama 3 (2024, arXiv:2407.21783), Qwen3 from Alibaba (Yang et al. 2025, arXiv:2505.09388), DeepSeek-V3 (2024, arXiv:2412.19437).
#   The newer ones use rotary positions and norms before each part, share or compress keys and values, and have replaced the ReLU by a function with a gate.
# - Search engines turn questions and pages into vectors with encoders, which read in both directions ([the deeper notebook](06_transformer_deeper.ipynb) trains one; Sentence-BERT; Reimers & Gurevych 2019, arXiv:1908.10084).
# - Speech becomes text in an encoder-decoder, which the deeper notebook trains too: Whisper (Radford et al. 2022, arXiv:2212.04356).
# - Pictures are cut into patches that serve as tokens (ViT; Dosovitskiy et al. 2020, arXiv:2010.11929), and diffusion models draw with blocks like ours (DiT; Peebles & Xie 2022, arXiv:2212.09748).
#
# ### What articles on AI-generated content often say
#
# Three sentences of the Chinese articles that gave this course its subject need a correction, and each concerns one of this chapter's ideas:
#
# - The decoder's self-attention is described like the encoder's; without its causal mask every position would see its own answer in training.
# - Residual connections, layer normalisation and several heads are called tricks of training; they are parts of the model, and a trained model without them computes something else.
# - GPT, BERT and T5 are listed together as generating text; BERT fills blanks and does not generate.
#
# The others stand in [What the articles say, and what holds](90_articles.ipynb).

# %% [markdown] lang="zh"
# ### Transformer 今天用在哪里
#
# - 聊天机器人是与 `gpt` 同类的解码器，先用大量文本训练，再微调到能按指令回答：GPT-3（Brown 等，2020，arXiv:2005.14165）和 InstructGPT（Ouyang 等，2022，arXiv:2203.02155）、Llama 3（2024，arXiv:2407.21783）、阿里的 Qwen3（Yang 等，2025，arXiv:2505.09388）、DeepSeek-V3（2024，arXiv:2412.19437）。
#   其中较新的都用旋转位置编码，归一化放在各部件之前，键和值由几个头共用或经过压缩，ReLU 换成了带门控的激活函数。
# - 搜索引擎用两个方向都读的编码器（[深入篇](06_transformer_deeper.ipynb)会训练一个），把问题和网页变成向量（Sentence-BERT；Reimers 与 Gurevych，2019，arXiv:1908.10084）。
# - 语音识别可以用编码器—解码器，深入篇也会训练一个：Whisper（Radford 等，2022，arXiv:2212.04356）。
# - 图像切成小块，每块当作一个词元（ViT；Dosovitskiy 等，2020，arXiv:2010.11929）；扩散模型也用同样的块来作画（DiT；Peebles 与 Xie，2022，arXiv:2212.09748）。
#
# ### 介绍 AIGC 的文章常有的说法
#
# 这门课的主题来自几篇中文文章，其中有三处说法需要更正，每一处都关系到本章的一个要点：
#
# - 文章把解码器的自注意力写得与编码器一样；其实解码器的自注意力要加因果掩码，否则训练时每个位置都看得见自己的答案。
# - 文章把残差连接、层归一化和多头称为训练技巧；其实它们是模型的组成部分，去掉任何一样，训练好的模型算出的结果就不同了。
# - 文章把 GPT、BERT、T5 并列，说它们都用于文本生成；其实 BERT 只填空，不生成。
#
# 其余需要更正的说法见[《文章怎么说，实际怎么样》](90_articles.ipynb)。
