# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands.
# Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_05_rnn.json`; networks that are taught the character after the next one, recorded there too, fall outside.
# If a new version of some package ruins the training, this is where it shows.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个代码单元格汇总主要结果，检查它们是否落在界限之内。
# 界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_05_rnn.json` 中；那里还记录了一组错把“下下个字符”当作目标来训练的网络，它们落在界限之外。
# 如果哪个软件包的新版本毁了训练，就会在这里露出来。

# %%
results = {f"test bits, {name}": bits for name, bits in test_bits.items()}
results |= {f"verse bits, {name}": bits for name, bits in verse_bits.items()}
results |= dict(zip(("form", "rhyme", "tones"), verse_scores["written"], strict=True))
results |= {
    "heart, best validation": min(heart["validation"]),
    "heart, last validation": heart["validation"][-1],
    "heart, the text itself": heart["the text itself"][-1],
    "copied 12-grams": copied["parrot"][sizes.index(12)],
    "lines taken": taken,
}
results = {name: round(float(value), 3) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GRU: {results['test bits, gru']:.2f} bits per character on the test plays", end=", ")
print(f"{results['verse bits, GRU']:.2f} on quatrains; form kept by {results['form']:.0%}")
assert results["test bits, gru"] < 2.7 and results["test bits, lstm"] < 2.8
assert (
    results["test bits, simple"] < 3.0 and results["test bits, gru"] < results["test bits, simple"]
)
assert results["verse bits, GRU"] < 7.5 < results["verse bits, n-gram, order 3"]
assert results["form"] > 0.65
assert results["test bits, mixture"] < results["test bits, n-gram"] - 0.03
