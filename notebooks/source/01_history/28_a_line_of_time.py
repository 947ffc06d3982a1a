# %% [markdown] lang="en"
# ## A line of time
#
# The methods that you ran, and their neighbours, in the order of their publication:
#
# ![A line of time from 1910 to 2026, from top to bottom, with twenty-four events. The earliest are Markov's chain of letters in 1913, Shannon's counting in 1948, Strachey's love letters in 1952 and music by computer in 1959; after back-propagation in 1986 and the LSTM in 1997 the events crowd together: seventeen are later than 2000, fifteen later than 2012. A disc marks text, a square images and video, a triangle sound, a diamond general methods.](../figures/history_timeline_en.svg)
#
# (Recurrent networks stand there with the LSTM, their best-known cell.)
#
# More than half of the events are later than 2012.
# Part of that is growth; part is that old events have been sifted and recent ones have not.
# The choice is ours, and another author's would differ.
#
# | Year | Event | What it brought | Source |
# | --- | --- | --- | --- |
# | 1913 | chain of letters | Markov counts by hand which letters follow vowels in *Eugene Onegin* | doi:10.1017/S0269889706001074 (translation) |
# | 1948 | text by counting | Shannon writes English from counts, and measures text in bits | doi:10.1002/j.1538-7305.1948.tb01338.x |
# | 1952 | love letters | Strachey has a computer fill templates | *Encounter*, October 1954 |
# | 1959 | computer music | Hiller & Isaacson compose by rules and chance | *Experimental Music*, McGraw-Hill |
# | 1966 | ELIZA | a conversation by templates | doi:10.1145/365153.365168 |
# | 1986 | back-propagation | trains networks of several layers | doi:10.1038/323533a0 |
# | 1997 | LSTM | a recurrent cell whose gradient can survive many steps | doi:10.1162/neco.1997.9.8.1735 |
# | 2003 | neural language model | words become points in a space | JMLR 3:1137-1155 |
# | 2006 | deep autoencoder | short codes for images | doi:10.1126/science.1127647 |
# | 2013 | VAE | codes from which one can draw | arXiv:1312.6114 |
# | 2014 | GAN | two networks against each other | arXiv:1406.2661 |
# | 2014 | attention | looking back, first in translation | arXiv:1409.0473 |
# | 2015 | diffusion | learning to remove noise | arXiv:1503.03585 |
# | 2016 | WaveNet | speech, sample by sample | arXiv:1609.03499 |
# | 2017 | Transformer | nothing but attention | arXiv:1706.03762 |
# | 2018 | GPT, BERT | pre-training on plain text | OpenAI report; arXiv:1810.04805 |
# | 2020 | scaling laws | the loss becomes predictable | arXiv:2001.08361 |
# | 2020 | GPT-3 | tasks from a few examples in the input | arXiv:2005.14165 |
# | 2020 | DDPM | good images by diffusion | arXiv:2006.11239 |
# | 2021 | CLIP | images and text in one space | arXiv:2103.00020 |
# | 2021 | latent diffusion | images from text at a far lower cost | arXiv:2112.10752 |
# | 2022 | InstructGPT | training on people's preferences | arXiv:2203.02155 |
# | 2022 | video diffusion | short clips | arXiv:2204.03458 |
# | 2025 | DeepSeek-R1 | training by rewards for right answers | arXiv:2501.12948 |

# %% [markdown] lang="zh"
# ## 一条时间线
#
# 下面是你运行过的方法和与之有关的工作，按发表的先后排列：
#
# ![自上而下的时间线，从 1910 年到 2026 年，共二十四个事件。最早的是 1913 年马尔可夫的字母链、1948 年香农的计数、1952 年 Strachey 的情书和 1959 年的计算机作曲；1986 年的反向传播和 1997 年的 LSTM 之后，事件越来越密：十七个在 2000 年以后，十五个在 2012 年以后。圆点表示文本，方块表示图像和视频，三角表示声音，菱形表示通用方法。](../figures/history_timeline_zh.svg)
#
# （代表循环网络的是最有名的循环单元 LSTM。）
#
# 一半以上的事件在 2012 年以后。
# 一方面是因为发展加快了，另一方面是因为早年的事件已经过时间的筛选，近年的还没有。
# 这些事件是我们选的，换一位作者，选出来的会有出入。
#
# | 年份 | 事件 | 带来了什么 | 文献 |
# | --- | --- | --- | --- |
# | 1913 | 字母的链 | 马尔可夫手工统计《叶甫盖尼·奥涅金》里元音之后跟着什么字母 | doi:10.1017/S0269889706001074（英译） |
# | 1948 | 靠计数写作 | 香农根据计数写出英文，并用比特度量文本 | doi:10.1002/j.1538-7305.1948.tb01338.x |
# | 1952 | 情书 | Strachey 让计算机给模板填空 | *Encounter*，1954 年 10 月 |
# | 1959 | 计算机作曲 | Hiller 与 Isaacson 靠规则和随机数作曲 | *Experimental Music*，McGraw-Hill |
# | 1966 | ELIZA | 用模板对话 | doi:10.1145/365153.365168 |
# | 1986 | 反向传播 | 能够训练多层网络 | doi:10.1038/323533a0 |
# | 1997 | LSTM | 梯度能传过许多步的循环单元 | doi:10.1162/neco.1997.9.8.1735 |
# | 2003 | 神经语言模型 | 词成为空间中的点 | JMLR 3:1137-1155 |
# | 2006 | 深度自编码器 | 用短的编码表示图像 | doi:10.1126/science.1127647 |
# | 2013 | VAE | 可以采样的编码 | arXiv:1312.6114 |
# | 2014 | GAN | 两个网络互相对抗 | arXiv:1406.2661 |
# | 2014 | 注意力 | 回看前文，起初用于翻译 | arXiv:1409.0473 |
# | 2015 | 扩散模型 | 学习去掉噪声 | arXiv:1503.03585 |
# | 2016 | WaveNet | 逐点生成语音 | arXiv:1609.03499 |
# | 2017 | Transformer | 只用注意力 | arXiv:1706.03762 |
# | 2018 | GPT、BERT | 用普通文本预训练 | OpenAI 技术报告；arXiv:1810.04805 |
# | 2020 | 规模定律 | 损失变得可以预测 | arXiv:2001.08361 |
# | 2020 | GPT-3 | 在输入里给几个例子，就能做任务 | arXiv:2005.14165 |
# | 2020 | DDPM | 扩散模型画出好图 | arXiv:2006.11239 |
# | 2021 | CLIP | 图像和文本进入同一个空间 | arXiv:2103.00020 |
# | 2021 | 潜扩散 | 由文字生成图像，代价低得多 | arXiv:2112.10752 |
# | 2022 | InstructGPT | 用人的偏好来训练 | arXiv:2203.02155 |
# | 2022 | 视频扩散 | 生成短片段 | arXiv:2204.03458 |
# | 2025 | DeepSeek-R1 | 答对就给奖励，用这样的奖励来训练 | arXiv:2501.12948 |
