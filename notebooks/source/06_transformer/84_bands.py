# %% [markdown] lang="en"
# ## Did everything work?
#
# Apart from those that are called recorded, all figures above came out of this run.
# The last code cell checks that they lie where they usually do.
# What is usual was measured in five trainings, each with a seed of its own (`benchmarks/bands_06_transformer.json`): 2.51 ± 0.01 bits per character on the test plays for the GPT, and 7.15 ± 0.04 on the test quatrains for the poet (mean and standard deviation).
# The models that are measured here compute in float32 on every machine.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 以上数值都是本次运行的结果，注明来自记录的除外。
# 最后一个单元格检查这些数值是否落在通常的范围之内。
# 通常的范围来自五次训练，种子各不相同（`benchmarks/bands_06_transformer.json`）：GPT 在测试剧本上 2.51 ± 0.01 比特/字符，诗人在测试绝句上 7.15 ± 0.04 比特/字符（均值与标准差）。
# 这里测量的模型在任何机器上都用 float32 计算。

# %%
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GPT: {results['test bits, GPT']:.2f} bits per character on the test plays", end="; ")
print(
    f"poet: {results['verse bits, GPT']:.2f} on the test quatrains, {results['form']:.0%} in form"
)
assert results["test bits, GPT"] < 2.65
assert results["verse bits, GPT"] < 7.6 and results["form"] > 0.6
