# %% [markdown] lang="en"
# ## Did everything work?
#
# The last cell checks that the main results lie where they usually do; if an update of some package spoils a training, this is where it shows.

# %% [markdown] lang="zh"
# ## 检查运行结果
#
# 本章最后一个代码单元格检查主要结果是否在通常的范围内；某个软件包更新之后，训练若出问题，在这里就会看到。

# %%
results = {
    "obeyed": {name: mean for (name, _), mean in means.items()},
    "mouth": {name: rates["mouth"]["read"] for (name, _), rates in obeyed.items()},
    "clean": {name: shares[0] for (name, _), shares in clean.items()},
    "clean, palette": {name: shares[1] for (name, _), shares in clean.items()},
    "never seen": {f"{name[0]}, {language}": row[1] for (name, language), row in tests.items()},
    "search": search,
    "noticed": {name: float(share) for name, share in notices.items()},
    "hats": hats_of,
}

# %% tags=["headline", "bands"]
print(f"obedience, w = 3: English {results['obeyed']['English, w = 3']:.1%},", end=" ")
print(f"Chinese {results['obeyed']['Chinese, w = 3']:.1%};", end=" ")
print(f"never seen pairs {results['never seen']['this notebook, en']:.1%};", end=" ")
print(f"sentence finds picture {search['en']['picture']:.0%}")
assert results["obeyed"]["English, w = 3"] > 0.9 and results["obeyed"]["Chinese, w = 3"] > 0.9
assert results["obeyed"]["kept model, English"] > 0.97
