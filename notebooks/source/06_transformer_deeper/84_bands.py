# %% [markdown] lang="en"
# ## Did everything work?
#
# All figures above came out of this run.
# The last cell checks that they lie where they usually do.
# The limits are wide enough for other training seeds, and a model that is trained on the wrong targets falls outside them.
# All models here compute in float32 on every machine.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 以上数值都是本次运行的结果。
# 最后一个单元格检查这些数值是否落在通常的范围之内。
# 这些范围足够宽，换别的训练种子也不会出界；用错误的目标训练出的模型，则会落在范围之外。
# 本篇的模型在任何机器上都用 float32 计算。

# %%
results |= {"plays before": marks["manual"][0, 0], "manual before": marks["manual"][0, 1]}
for name, course in marks.items():
    results |= {f"plays after {name}": course[-1, 0], f"manual after {name}": course[-1, 1]}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"after 120 steps on a manual, {results['plays before']:.2f}", end=" ")
print(
    f"became {results['plays after manual']:.2f} bits per character on validation plays", end="; "
)
print(f"{results['blank, masked model, both sides']:.0%} of the blanks filled correctly")
assert results["validation bits, GPT"] < 2.8
assert results["length kept"] > 0.7
both, left = results["blank, masked model, both sides"], results["blank, masked model, left side"]
assert both > left and both > results["blank, always a space"] + 0.1
learned = results["manual after manual"]
assert learned < results["manual before"] - 0.3
assert learned < results["manual after beginner"] - 0.1
forgotten = results["plays after manual"]
assert forgotten > results["plays before"] + 0.2
assert results["plays after mixed"] < forgotten - 0.2
assert results["plays after plays"] < results["plays before"] + 0.3
