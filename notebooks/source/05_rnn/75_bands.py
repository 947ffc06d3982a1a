# %% [markdown] lang="en"
# ## Did everything work?
#
# The last cell checks that the results lie where they usually do.
# What is usual was measured in five trainings in bfloat16, each with its own seed (mean and standard deviation; `benchmarks/bands_05_rnn.json`): 2.48 ± 0.01 bits per character for the GRU on the test plays.
# To try the check, networks were also trained with a mistake, on the character after the next; they fall outside.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后这个单元格检查各项结果是否落在通常的范围之内。
# 通常的范围来自五次 bfloat16 精度的训练，种子各不相同（均值与标准差，见 `benchmarks/bands_05_rnn.json`）：GRU 在测试剧本上为 2.48 ± 0.01 比特/字符。
# 为了试验这项检查，我们还故意错把“下下个字符”当作目标训练了几个网络，它们的结果都落在范围之外。

# %%
results = {f"test bits, {name}": bits for name, bits in test_bits.items()}
results |= {
    "heart, best validation": min(heart["val_loss"]),
    "heart, last validation": heart["val_loss"][-1],
    "heart, the text itself": heart["loss"][-1],
    "copied 12-grams": copied["the parrot"][lengths.index(12)],
}
results = {name: round(float(value), 3) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GRU: {results['test bits, gru']:.2f} bits per character on the test plays", end=", ")
print(f"mixed with an n-gram {results['test bits, mixture']:.2f}")
assert results["test bits, gru"] < 2.7
assert results["test bits, mixture"] < results["test bits, n-gram, all text"] - 0.02
assert results["heart, last validation"] > results["heart, best validation"] + 0.3
