# %% [markdown] lang="en"
# ## Did everything work?
#
# Apart from those that are called recorded, all figures above came out of this run.
# The last cell checks that they lie where they usually do.
# What is usual was measured in ten trainings, five seeds in each of two number formats (`benchmarks/bands_06_transformer.json`): 2.60 ± 0.01 bits per character on the test plays for the GPT, 7.64 ± 0.09 on the test quatrains for the poet, and 47% ± 2% of the blanks filled correctly (mean and standard deviation).

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 以上数值都是本次运行的结果，注明来自记录的除外。
# 最后一个单元格检查这些数值是否落在通常的范围之内。
# 通常的范围来自十次训练，两种数值精度下各五个种子（`benchmarks/bands_06_transformer.json`）：GPT 在测试剧本上 2.60 ± 0.01 比特/字符，诗人在测试绝句上 7.64 ± 0.09 比特/字符，填空答对 47% ± 2%（均值与标准差）。

# %%
results |= {"plays before": marks["manual"][0, 0], "manual before": marks["manual"][0, 1]}
for name, course in marks.items():
    results |= {f"plays after {name}": course[-1, 0], f"manual after {name}": course[-1, 1]}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GPT: {results['test bits, GPT']:.2f} bits per character on the test plays", end="; ")
print(f"after 120 steps on a manual, {results['plays before']:.2f}", end=" ")
print(f"became {results['plays after manual']:.2f} on validation plays")
assert results["test bits, GPT"] < 2.75
assert results["verse bits, GPT"] < 8.1 and results["form"] > 0.6
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
