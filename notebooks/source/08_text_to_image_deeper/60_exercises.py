# %% [markdown] lang="en"
# ## Exercises
#
# 1. ★ Sample captions with temperature 1 instead of taking the likeliest token.
#    What happens to their truth, and what to their variety?
# 2. ★★ Train the captioner with captions that name only some attributes.
#    What does it name then, and how do you make it name all?
# 3. ★★★ Skew the collection by another pair of attributes, with three seeds, and draw with guidance 1, 2 and 4.
#    Does guidance exaggerate the skew every time?
#
# <details><summary>Answers</summary>
#
# 1. Phrases and order vary more; now and then an unlikely token is drawn, and with it an untrue word.
# 2. A caption drawn with temperature 1 names about as many as those of the training set; with the likeliest token each time it need not.
#    Let a caption begin with a mark for "all", and ask with that mark.
# 3. There is no single answer; give means and standard deviations of the three seeds.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 1. ★ 把“总取概率最大的词元”改为温度为 1 的采样。
#    说明的正确率怎样变，多样性怎样变？
# 2. ★★ 用只说到一部分属性的说明来训练。
#    这时模型会说到哪些？
#    怎样让它全都说到？
# 3. ★★★ 换一对属性做出偏差，用三个种子，以引导强度 1、2、4 来画。
#    引导每次都会夸大偏差吗？
#
# <details><summary>答案</summary>
#
# 1. 说法和次序变化更多；偶尔会抽到概率小的词元，随之就有说错的词。
# 2. 以温度 1 采样时，它说到的属性平均与训练说明差不多一样多；每次都取概率最大的词元时，就未必如此。
#    可以让说全的说明以一个特别的记号开头，要求说全时就给出这个记号。
# 3. 没有唯一的答案；要给出三个种子的均值和标准差。
#
# </details>
