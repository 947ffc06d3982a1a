# %% [markdown] lang="en"
# ## Did everything work?
#
# The last cell checks that the main results lie where they usually do; if an update of some package spoils a training, this is where it shows.
# The usual ranges come from five trainings in bfloat16 with five seeds, none of them this notebook's (mean and standard deviation, see `benchmarks/bands_08_text_to_image.json`).
# Of the nine attributes 96.3% ± 1.9% are read as asked in English and 95.0% ± 1.2% in Chinese, the mouth alone 75% ± 17% and 63% ± 10%: how well it is learnt differs most from training to training.
# With pairs that were never seen together it is 94.1% ± 3.5% in English and 90.9% ± 1.2% in Chinese.
# After decoding 87.8% ± 0.4% of the pixels are in the picture's own colours.
# CLIP finds a portrait that satisfies the sentence in 87% ± 3% of the searches in English and 89% ± 2% in Chinese.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 本章最后一个代码单元格检查主要结果是否在通常的范围内；某个软件包更新之后，训练若出问题，在这里就会看到。
# 通常的范围来自用五个种子（本笔记本的种子不在其中）、在 bfloat16 下所做的五次训练（均值与标准差，见 `benchmarks/bands_08_text_to_image.json`）。
# 九个属性的平均符合率，英文为 96.3% ± 1.9%，中文为 95.0% ± 1.2%；单看嘴，分别为 75% ± 17% 和 63% ± 10%，每次训练之间相差最大的就是它。
# 从未一起见过的组合，英文为 94.1% ± 3.5%，中文为 90.9% ± 1.2%。
# 经过解码器，落在主要颜色上的像素为 87.8% ± 0.4%。
# CLIP 以文搜图，找到的头像与句子相符的，英文为 87% ± 3%，中文为 89% ± 2%。

# %%
results = {
    "obeyed": {name: mean for (name, _), mean in means.items()},
    "mouth": {name: rates["mouth"]["read"] for (name, _), rates in obeyed.items()},
    "clean": {name: found[0] for (name, _), found in shares.items()},
    "clean, palette": {name: found[1] for (name, _), found in shares.items()},
    "clean, decoded": {name: found[2] for (name, _), found in shares.items()},
    "clean, real": of_real,
    "obeyed, decoded": float(obeyed_as[2]),
    "never seen": {f"{name[0]}, {language}": row[1] for (name, language), row in tests.items()},
    "search": search,
    "noticed": {name: float(share) for name, share in notices.items()},
    "hats": hats_of,
}

# %% tags=["headline", "bands"]
print(f"obedience, w = 3: English {results['obeyed']['English, w = 3']:.1%},", end=" ")
print(f"Chinese {results['obeyed']['Chinese, w = 3']:.1%};", end=" ")
print(f"never seen pairs {results['never seen']['this notebook, en']:.1%};", end=" ")
print(f"sentence finds picture {search['en']['picture']:.0%};", end=" ")
print(
    f"clean pixels, decoded {results['clean, decoded']['English, w = 3']:.0%} (real {of_real:.0%})"
)
assert results["obeyed"]["English, w = 3"] > 0.89 and results["obeyed"]["Chinese, w = 3"] > 0.9
assert results["obeyed"]["kept model, English"] > 0.99
assert min(row[1] for row in tests.values()) > 0.8
assert results["clean, decoded"]["English, w = 3"] > 0.85
assert search["en"]["picture"] > 0.75 and search["zh"]["picture"] > 0.75
