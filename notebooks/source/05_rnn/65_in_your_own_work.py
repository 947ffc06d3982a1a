# %% [markdown] lang="en"
# ## In your own work
#
# These few lines train a writer on any text of yours and save it.
# Read the file with `Path("my_text.txt").read_text("utf-8")`; here 20,000 characters of a play stand for it, and eight readings.
# They follow the two rules of this chapter: part of the text is held out, and the best n-gram model stands beside the network.

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用十几行代码，就能在你自己的文本上训练一个会写作的网络，并保存下来。
# 文件用 `Path("my_text.txt").read_text("utf-8")` 来读；这里用剧本中的 20,000 个字符代替，读八遍。
# 本章的两条规矩都写在这段代码里：留出一部分文本，并拿最好的 n 元模型与网络对照。

# %%
import tempfile
from pathlib import Path

my_text = train_text[:20_000]
mine, kept_back = my_text[:18_000], my_text[18_000:]
my_vocabulary = CharacterVocabulary.of(mine)
model = RecurrentLM(my_vocabulary, "gru", hidden_dim=128, dropout=0.2, seed=0)
model.compile(keras.optimizers.Adam(5e-3, global_clipnorm=1.0), steps_per_execution=10)
model.fit(
    TextWindows(my_vocabulary.encode(mine), 32, batch_size=16, seed=0),
    epochs=8,
    shuffle=False,
    verbose=0,
)

rivals = [NGram(my_vocabulary, n, discount=0.9).fit(mine) for n in (3, 4, 5, 6)]
print(f"best n-gram {min(ngram_bits(rival, kept_back) for rival in rivals):.2f} bits", end=", ")
print(f"network {ngram_bits(model, kept_back):.2f} bits per character")
path = Path(tempfile.mkdtemp()) / "my_writer.keras"
model.save(path)
print(aigc_keras.load_model(path).generate("The ", 60, top_p=0.9, seed=0))

# %% [markdown] lang="en"
# On so little text counting is hard to beat, and if you only need probabilities, take it.
# The lines of text were written by the model as it was loaded from its file.
# (The argument `dropout` sets a share of the numbers to zero at random in training; **dropout** delays learning by heart.)
# For a network give it a million characters or more, watch the validation loss, and stop where it turns.
#
# ### Where recurrent networks are today
#
# Large language models are Transformers, the subject of chapter 6.
# A recurrent network reads one character after the other, and character 1,000 has to wait for character 999, so it cannot make use of a machine that computes thousands of positions at once.
# But it writes with constant work and constant memory for each character, however long the text, and where that counts it lives on:
#
# - speech recognition on telephones, which has to answer while somebody speaks (He et al. 2018, arXiv:1811.06621);
# - the next-word suggestions of a telephone's keyboard (Hard et al. 2018, arXiv:1811.03604);
# - language models that are trained in parallel and run as a recurrence: RWKV (Peng et al. 2023, arXiv:2305.13048), Mamba (Gu & Dao 2023, arXiv:2312.00752) and an LSTM rebuilt for this purpose (xLSTM; Beck et al. 2024, arXiv:2405.04517).
#
# Where facts must be right and the form is always the same, as in weather bulletins and receipts, the first choice is still a **template**, a sentence with slots to fill, which learns nothing; chapter 1 runs one.

# %% [markdown] lang="zh"
# 文本这么少时，网络很难胜过计数；如果你只需要概率，用计数就可以了。
# 打印出来的文字，是从文件载入的模型写的。
# （参数 `dropout` 在训练时随机地把一部分数置零，这叫**丢弃**，能推迟背诵。）
# 要训练网络，就给它一百万个字符以上，留意验证损失，一旦回升就停下来。
#
# ### 循环网络今天用在哪里
#
# 大语言模型用的是 Transformer，即第 6 章的内容：循环网络只能逐个字符地读，第 1,000 个字符要等第 999 个，所以用不上能同时计算几千个位置的机器。
# 但是，不论文本多长，循环网络每写一个字符所需的计算和内存都是固定的；看重这一点时，人们仍使用循环网络：
#
# - 手机上的语音识别，人还在说话，它就要给出结果（He 等，2018，arXiv:1811.06621）；
# - 手机输入法对下一个词的联想（Hard 等，2018，arXiv:1811.03604）；
# - 训练时并行、使用时循环的语言模型：RWKV（Peng 等，2023，arXiv:2305.13048）、Mamba（Gu 与 Dao，2023，arXiv:2312.00752），以及为此重新设计的 LSTM（xLSTM；Beck 等，2024，arXiv:2405.04517）。
#
# 在事实不能出错、格式千篇一律的场合，例如天气预报和收据，首选仍是**模板**，即留有空位待填的句子；模板什么也不学，第 1 章运行过一个例子。
