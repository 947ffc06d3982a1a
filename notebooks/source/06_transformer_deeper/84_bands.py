# %% [markdown] lang="en"
# ## Did everything work?
#
# All figures above came out of this run.
# The last code cell checks that they lie where they usually do.
# What is usual was measured in five trainings, each with a seed of its own (`benchmarks/bands_06_transformer_deeper.json`): with both sides 50% ± 1% of the blanks are filled correctly, and 93% ± 4% of the answers keep the length (mean and standard deviation).
# Fine-tuning starts from the same trained GPT and reads the same windows in the same order, so its figures do not depend on the seed, those of the beginner excepted.
# All models here compute in float32 on every machine.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 以上数值都是本次运行的结果。
# 最后一个代码单元格检查这些数值是否落在通常的范围之内。
# 通常的范围来自五次训练，种子各不相同（`benchmarks/bands_06_transformer_deeper.json`）：掩码模型两边都看时，填空答对 50% ± 1%；对句的诗人写出的答句，有 93% ± 4% 与出句一样长（均值与标准差）。
# 微调总是从同一个训练好的 GPT 开始，按同样的顺序读同样的窗口，所以微调的数值不随种子变化；只有从头训练的新手例外。
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
