# %% [markdown] lang="en"
# ## Does it recite?
#
# A model that gives back poems of its training text word for word keeps the rules of verse as well as their poets did, and has invented nothing.
# (Chapter 5 trains a model that recites, in "Learning by heart".)
# How many of the lines that the poet has written stand, word for word, in a training poem?

# %% [markdown] lang="zh"
# ## 是在背诵吗？
#
# 模型如果把训练部分的诗背下来再写出来，格式、押韵、平仄的分数自然与真诗一样好看，但没有一句是它自己写的。
# （第 5 章“背下来：记忆化”一节就训练了一个会背诵的模型。）
# 我们以句为单位来查：诗人写出的句子里，有多少与训练部分的某一句完全相同？

# %%
training_lines = set(poem_texts[0].split("\n"))
own_lines = [line for poem in written_poems for line in poem.split("\n")[1:] if line]
taken = np.mean([line in training_lines for line in own_lines])
print(f"{len(own_lines):,} written lines, {taken:.1%} of them stand in a training poem")

# %% [markdown] lang="en"
# The poet does not recite: none of its lines, or one in a thousand at the most, stands in a training poem.
# It has read each poem once, and had little chance of learning one by heart.

# %% [markdown] lang="zh"
# 诗人没有背诵：写出的句子里，见于训练部分的诗的，要么一句也没有，要么至多占千分之一。
# 每首诗它只读过一遍，没有多少机会背下来。
