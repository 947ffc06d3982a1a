# %% [markdown] lang="en"
# ## Summary
#
# - Attention is a dictionary that answers with a mean: each position asks a query, compares it with all keys and takes a weighted mean of the values.
#   Divided by $\sqrt{d}$, the scores keep their size whatever the width.
# - It links any two positions in one step and computes all of them at once.
#   The price is a product for every pair, and keys and values to keep.
# - The causal mask makes it a language model.
#   Positions have to be added, since attention alone sees a set.
#   Residuals and normalisation, today before each part, make many blocks trainable.
# - GPT, BERT and T5 are one architecture with different masks and different questions.
#   The decoder writes; the encoder fills blanks; both together answer.
# - After one reading of 800,000 characters, on two cores, the GRU is ahead of the GPT; counting the same text is level with the GRU, counting all of it ahead of both.
#   That is a statement about this budget; the strength of the Transformer is that it goes on from here, and that large machines can be kept busy by it.
# - The loss falls with parameters, text and computing.
#   Which of them to buy depends on the budget: little computing, small model and much text.
# - Fine-tuning transfers and forgets.
#   Measure the old skill beside the new one; a mixed diet keeps most of both.
#
# ## References
#
# McCloskey & Cohen 1989, "Catastrophic interference in connectionist networks" · Robins 1995, "Catastrophic forgetting, rehearsal and pseudorehearsal" · Bahdanau, Cho & Bengio 2014, arXiv:1409.0473 · Ba, Kiros & Hinton 2016 (layer normalisation), arXiv:1607.06450 · Hendrycks & Gimpel 2016 (GELU), arXiv:1606.08415 · Kirkpatrick et al. 2016, arXiv:1612.00796 · Vaswani et al. 2017, "Attention is all you need", arXiv:1706.03762 · Press & Wolf 2017 (tied embeddings), arXiv:1608.05859 · Howard & Ruder 2018, arXiv:1801.06146 · Radford et al. 2018, "Improving language understanding by generative pre-training" (GPT) · Devlin et al. 2019 (BERT), arXiv:1810.04805 · Radford et al. 2019, "Language models are unsupervised multitask learners" (GPT-2) · Jain & Wallace 2019, arXiv:1902.10186 · Wiegreffe & Pinter 2019, arXiv:1908.04626 · Michel, Levy & Neubig 2019, arXiv:1905.10650 · Raffel et al. 2019 (T5), arXiv:1910.10683 · Shazeer 2019, arXiv:1911.02150 · Kaplan et al. 2020, arXiv:2001.08361 · Xiong et al. 2020, arXiv:2002.04745 · Brown et al. 2020 (GPT-3), arXiv:2005.14165 · Su et al. 2021 (rotary positions), arXiv:2104.09864 · Dong et al. 2021, arXiv:2103.03404 · Hu et al. 2021 (LoRA), arXiv:2106.09685 · Ouyang et al. 2022 (InstructGPT), arXiv:2203.02155 · Haviv et al. 2022, arXiv:2203.16634 · Olsson et al. 2022, arXiv:2209.11895 · Hoffmann et al. 2022, arXiv:2203.15556 · Ramasesh, Lewkowycz & Dyer 2022, ICLR · Dao et al. 2022, arXiv:2205.14135 · Ainslie et al. 2023, arXiv:2305.13245 · Luo et al. 2023, arXiv:2308.08747 · Gu & Dao 2023 (Mamba), arXiv:2312.00752 · Besiroglu et al. 2024, arXiv:2404.10102 · Biderman et al. 2024, arXiv:2405.09673

# %% [markdown] lang="zh"
# ## 小结
#
# - 注意力是一本用平均值作答的字典：每个位置提一个查询，与所有的键比一比，取回值的加权平均。
#   得分除以 $\sqrt{d}$，不论多宽，大小都不变。
# - 它一步就把任意两个位置连起来，所有位置一起算。
#   代价是每一对都要乘一次，键和值都得留着。
# - 加上因果掩码，它就成了语言模型。
#   位置要另外给，因为单凭注意力，看到的只是一个集合。
#   残差，加上如今放在各部分之前的归一化，让许多块叠起来也能训练。
# - GPT、BERT、T5 是同一种架构，掩码不同，题目不同。
#   解码器写文章，编码器填空，两者合起来作答。
# - 八十万个字符读一遍，两个核心：GRU 胜过 GPT；只数同样的文本，计数与 GRU 打平，数遍全部文本则胜过两者。
#   这话只对这份预算成立；Transformer 的本事在于由此往上还能一直进步，而且能让大机器一直忙着。
# - 参数、文本、计算越多，损失越低。
#   该买哪一样，要看预算：计算少，就用小模型、多读文本。
# - 微调既迁移，也遗忘。
#   新本领旁边，旧本领也要量；混着读，两样都能保住大半。
#
# ## 参考文献
#
# McCloskey 与 Cohen 1989，“Catastrophic interference in connectionist networks” · Robins 1995，“Catastrophic forgetting, rehearsal and pseudorehearsal” · Bahdanau、Cho 与 Bengio 2014，arXiv:1409.0473 · Ba、Kiros 与 Hinton 2016（层归一化），arXiv:1607.06450 · Hendrycks 与 Gimpel 2016（GELU），arXiv:1606.08415 · Kirkpatrick 等 2016，arXiv:1612.00796 · Vaswani 等 2017，“Attention is all you need”，arXiv:1706.03762 · Press 与 Wolf 2017（权重共享），arXiv:1608.05859 · Howard 与 Ruder 2018，arXiv:1801.06146 · Radford 等 2018，“Improving language understanding by generative pre-training”（GPT）· Devlin 等 2019（BERT），arXiv:1810.04805 · Radford 等 2019，“Language models are unsupervised multitask learners”（GPT-2）· Jain 与 Wallace 2019，arXiv:1902.10186 · Wiegreffe 与 Pinter 2019，arXiv:1908.04626 · Michel、Levy 与 Neubig 2019，arXiv:1905.10650 · Raffel 等 2019（T5），arXiv:1910.10683 · Shazeer 2019，arXiv:1911.02150 · Kaplan 等 2020，arXiv:2001.08361 · Xiong 等 2020，arXiv:2002.04745 · Brown 等 2020（GPT-3），arXiv:2005.14165 · Su 等 2021（旋转位置编码），arXiv:2104.09864 · Dong 等 2021，arXiv:2103.03404 · Hu 等 2021（LoRA），arXiv:2106.09685 · Ouyang 等 2022（InstructGPT），arXiv:2203.02155 · Haviv 等 2022，arXiv:2203.16634 · Olsson 等 2022，arXiv:2209.11895 · Hoffmann 等 2022，arXiv:2203.15556 · Ramasesh、Lewkowycz 与 Dyer 2022，ICLR · Dao 等 2022，arXiv:2205.14135 · Ainslie 等 2023，arXiv:2305.13245 · Luo 等 2023，arXiv:2308.08747 · Gu 与 Dao 2023（Mamba），arXiv:2312.00752 · Besiroglu 等 2024，arXiv:2404.10102 · Biderman 等 2024，arXiv:2405.09673
