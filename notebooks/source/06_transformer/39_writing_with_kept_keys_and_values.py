# %% [markdown] lang="en"
# ## Writing with kept keys and values
#
# To write character 1,000, must a GPT read the 999 before it again?
# No. Under a causal mask, nothing that comes later changes what was computed earlier.
# So the keys and values of every position that has been read can be kept in a **KV cache**; a new character adds one query, one key and one value to each layer.
# This is the whole trick, and it costs memory: for each layer the keys and the values of all positions still in reach.
# `advance` reads any number of tokens after a kept state.
# Read 100 characters at once and 30 more one by one, well past the window of 64, and it must give what one pass over all 130 gives.

# %% [markdown] lang="zh"
# ## 留着键和值来写
#
# 要写第 1,000 个字符，GPT 得把前面 999 个重读一遍吗？
# 不用。
# 有因果掩码在，后来的字符改变不了先前算出的任何东西。
# 所以凡是读过的位置，键和值都可以留在 **KV 缓存**里；新来一个字符，每层只添一个查询、一个键、一个值。
# 全部诀窍就在这里，代价是内存：每一层都要存下还看得见的所有位置的键和值。
# `advance` 能在留下的状态之后接着读任意多个词元。
# 先一口气读 100 个字符，再一个一个读 30 个，早已越过 64 的窗口；结果必须与把 130 个一遍读完相同。

# %% tags=["nbval-check-output"]
ids = vocabulary.encode(validation_text[:130])[None]
at_once = ops.convert_to_numpy(gpt(ids))
logits, state = gpt.advance(ids[:, :100], gpt.initial_state(1))
found = [logits]
for i in range(100, 130):
    logits, state = gpt.advance(ids[:, i : i + 1], state)
    found.append(logits)
np.testing.assert_allclose(np.concatenate(found, axis=1), at_once, atol=1e-4)
print("100 characters at once and 30 one by one: the same logits as in one pass")
kept = [cache[name] for cache in state for name in ("keys", "values")]
numbers = sum(np.prod(tensor.shape) for tensor in kept)
print(f"read {int(state[0]['count'][0])} characters; kept: {numbers:,} numbers, the GRU keeps 256")

# %% [markdown] lang="en"
# There are 2 layers × 2 (keys and values) × 64 positions × 128 numbers.
# Here is the price of not squeezing everything into a state: a large model with a long context can keep gigabytes for a single conversation, and much engineering goes into keeping less, for instance by heads that share their keys and values (Shazeer 2019, arXiv:1911.02150).
#
# What does it gain?
# As in chapter 5, two ways of writing in one run: `generate`, a compiled loop with the KV cache; and `model.predict` on the last 64 characters for every new one, as many tutorials have it.

# %% [markdown] lang="zh"
# 这个数是 2 层 × 2（键和值）× 64 个位置 × 128 个数。
# 不把一切挤进一个状态，代价就在这里：上文很长的大模型，一场对话就可能要存几个 GB。
# 怎样少存一点，工程上下了很多功夫，例如让几个头共用键和值（Shazeer 2019，arXiv:1911.02150）。
#
# 换来了什么？
# 照第 5 章的办法，在同一次运行里比两种写法：一种是 `generate`，编译好的循环，带 KV 缓存；另一种是每写一个字符，就拿最后 64 个字符调用一次 `model.predict`，许多教程就是这么写的。


# %%
def with_predict(length):
    text = "ROMEO:\n" * 10
    for i in range(length):
        logits = gpt.predict(vocabulary.encode(text[-64:])[None], verbose=0)[0, -1]
        p = np.exp((logits - logits.max()).astype("float64") / 0.8)
        text += vocabulary.decode([np.random.default_rng(i).choice(len(p), p=p / p.sum())])


# %% [markdown] lang="en"
# `speed` calls a writer once to have it compiled and times the second call.
# The rivals write too.

# %% [markdown] lang="zh"
# `speed` 先调用一次，让它编译好，再给第二次计时。
# 几个对手也一起来写。


# %%
def speed(write, length):
    write(length)
    start = time.perf_counter()
    write(length)
    return length / (time.perf_counter() - start)


writers = {"GPT": gpt, "GRU": gru, "n-gram 5": ngrams["n-gram 5"], "n-gram 7": ngrams["n-gram 7"]}
per_second = {}
for name, model in writers.items():

    def write(length, model=model):
        model.generate("ROMEO:\n", length, temperature=0.8, seed=0)

    per_second[name] = speed(write, 200 if "gram" in name else 2_000)
by_predict = speed(with_predict, 15)
print(f"GPT with predict: {by_predict:.0f} characters a second, kept and compiled: ", end="")
print(f"{per_second['GPT']:,.0f}, {per_second['GPT'] / by_predict:,.0f} times as many")

# %% [markdown] lang="en"
# Two things are mixed in that factor: most of it is the overhead of calling `predict` for one character, the rest the 63 positions that are computed again.
# In a large model it is the other way round.
# Now everything in one table.

# %% [markdown] lang="zh"
# 这个倍数里混着两样东西：大头是为一个字符调用一次 `predict` 的额外开销，其余才是白白重算的 63 个位置。
# 换成大模型，两者的比重就倒过来了。
# 现在把所有结果放进一张表。

# %%
sizes = dict.fromkeys(test_bits, ("counts", "计数"))
sizes |= {"GPT": gpt.count_params(), "GRU": gru.count_params()}
rows = []
for name, value in test_bits.items():
    written = f"{per_second[name]:,.0f}" if name in per_second else ""
    rows.append([names[name], f"{value:.2f}", sizes[name], f"{train_seconds[name]:.1f}", written])
header = [("model", "模型"), ("test bits per character", "测试比特/字符"), ("parameters", "参数")]
header += [("seconds to train", "训练秒数"), ("characters a second", "每秒字符数")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# An n-gram has counts instead of parameters.
# In chapter 5 the one of order 5 had met 263,236 different sequences of five characters, and it stores the shorter ones too: a network's 400,000 numbers are of the same order.
# And no number tells how it reads.
# Here is what the GPT writes at temperature 0.8.

# %% [markdown] lang="zh"
# n 元模型没有参数，只有计数。
# 第 5 章的 5 阶模型，光是不同的五字符序列就遇到过 263,236 个，更短的还没算；网络的四十万个数，与它在同一个量级。
# 不过读来如何，数字是说不出的。
# GPT 在温度 0.8 下写的是这样：

# %%
print(gpt.generate("ROMEO:\n", 400, temperature=0.8, seed=3))

# %% [markdown] lang="en"
# Speakers in capitals with a colon, lines, questions, a good many real words: the form is there.
# Sense is not, nor a sentence that holds.

# %% [markdown] lang="zh"
# 大写的说话人加冒号、分行、问句，真单词也不少：样子有了。
# 意思没有，站得住的句子也没有。
