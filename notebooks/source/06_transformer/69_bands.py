# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands.
# Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_06_transformer.json`; Transformers that are taught the character after the next one, recorded there too, fall outside.
# What only a longer training could tell is not asserted: who wins by a hair, and any number of seconds.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个代码单元格汇总主要结果，检查它们是否落在界限之内。
# 界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_06_transformer.json` 中；那里还记录了一组错把“下下个字符”当作目标来训练的 Transformer，它们落在界限之外。
# 非得更久的训练才见分晓的事，这里不作断言：谁险胜谁，花了多少秒。

# %%
results |= {f"bits, width {width}": found[2] for width, found in grown.items()}
results |= {"exponent, text": by_text, "exponent, size": by_size}
results |= {"plays before": marks["manual"][0, 0], "manual before": marks["manual"][0, 1]}
for name, course in marks.items():
    results |= {f"plays after {name}": course[-1, 0], f"manual after {name}": course[-1, 1]}
results = {name: round(float(value), 3) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GPT: {results['test bits, GPT']:.2f} bits per character on the test plays", end="; ")
print(f"after {len(manual_ids[:61_440]):,} characters of manual", end=" ")
print(f"{results['plays before']:.2f} became {results['plays after manual']:.2f} on validation")
assert results["bits, positions rotary"] < results["bits, positions none"] - 0.1
assert results["shuffling costs, none"] < results["shuffling costs, rotary"] - 0.3
for name in ("last gradient", "bits in training"):
    assert results[f"{name}, norm before"] < results[f"{name}, norm after"]
assert results["test bits, GPT"] < 2.7 and results["test bits, GRU"] < 2.8
assert results["verse bits, GPT"] < 8.0 and results["form"] > 0.6
assert results["length kept"] > 0.7
both, left = results["blank, masked model, both sides"], results["blank, masked model, left side"]
assert both > left and both > results["blank, always a space"] + 0.1
assert max(results[f"bits, width {w}"] for w in (64, 128)) < results["bits, width 16"]
assert 0.05 < results["exponent, text"] < 0.3 and 0.01 < results["exponent, size"] < 0.1
learned = results["manual after manual"]
assert learned < results["manual before"] - 0.3
assert learned < results["manual after beginner"] - 0.1
forgotten = results["plays after manual"]
assert forgotten > results["plays before"] + 0.2
assert max(results[f"plays after {name}"] for name in ("back", "mixed")) < forgotten - 0.2
assert results["plays after plays"] < results["plays before"] + 0.3
