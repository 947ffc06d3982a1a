# %% [markdown] lang="en"
# ## Did everything work?
#
# The last code cell checks that the results lie where they usually do.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 最后一个代码单元格检查各项结果是否在通常的范围内。

# %%
results = {
    "Fréchet": {f"{who}, {n}": float(x[0]) for (who, n), x in scored.items()},
    "recall": {f"{who}, {n}": float(x[1]) for (who, n), x in scored.items()},
    "deviation": {name: float(np.std(x)) for name, x in tried.items()},
    "brightness": {str(signal): float(toy[signal].mean((1, 2, 3)).std()) for signal in ends},
    "obeyed": {f"{name}, {weight}": float(x) for (name, weight), x in obeyed.items()},
    "bold": {str(factor): float(x) for factor, x in bolds.items()},
}

# %% tags=["headline", "bands"]
frechet, recall = results["Fréchet"], results["recall"]
print(f"One step of the student: Fréchet distance {frechet['student, 1']:.2f}, recall", end=" ")
print(f"{recall['student, 1']:.2f}; the teacher's one step {recall['teacher, 1']:.2f};", end=" ")
print(f"{results['bold']['1']:.0%} bold after LoRA on fifty pictures")
for n in (4, 2, 1):
    assert recall[f"student, {n}"] > recall[f"teacher, {n}"]
assert frechet["student, 1"] < frechet["teacher, 1"] - 0.8
assert frechet["student, 1"] < frechet["teacher, 8"] + 0.3 and recall["student, 1"] > 0.35
assert results["deviation"]["noise, 16"] > 3 > 1.2 > results["deviation"]["velocity, 16"]
assert results["brightness"]["0.068"] < 0.2 < 0.35 < results["brightness"]["0.0016"]
assert results["obeyed"]["label, 2"] > 0.95 > 0.3 > results["obeyed"]["label, 0"]
assert results["bold"]["1"] > 0.5 > 0.2 > results["bold"]["0"]
