# %% [markdown] lang="en"
# ## The table
#
# All of it side by side.
# Digits first, against the test images of MNIST; then garments, against those of Fashion-MNIST, in another classifier's features: compare within each table only.
# The conditional GAN sees labels, the ensemble has twice the weights, and their trainings differ in length, so this is a report, not a race.

# %% [markdown] lang="zh"
# ## 总表
#
# 全部放在一起。
# 先是数字，与 MNIST 的测试图像比；后是衣物，与 Fashion-MNIST 的测试图像比，用的是另一个分类器的特征，所以两张表之间不能比较。
# 条件 GAN 看得到标签，集成的权重多一倍，训练的长短也不同：这是一份报告，不是一场赛跑。
# 最后一张表是各次训练所用的秒数。

# %%
names = ("conv", "conditional", "ensemble", "averaged images", "dense", "collapsed")
digits = references | {name: results[name] for name in names}
plotting.table([("digits", "数字"), *COLUMNS.values()], score_rows(digits))
garments = fashion_scorer.reference_rows() | {"fashion": results["fashion"]}
plotting.table([("garments", "衣物"), *COLUMNS.values()], score_rows(garments))

NAMES |= {"ring, hasty": ("ring, hasty", "圈，性急"), "ring, cured": ("ring, cured", "圈，治好")}
rows = [[NAMES.get(name, name), f"{value:.0f}"] for name, value in seconds.items()]
plotting.table([("training", "训练"), ("seconds", "秒")], rows)

# %% [markdown] lang="en"
# Read it from the top.
# Real images set the standard.
# No GAN reaches it, and the convolutional one stands a long way off in Fréchet distance although its samples please the eye.
# The last table says how few seconds each training took: that is what they buy.
# Has it stopped improving?
# The Fréchet curve above flattens towards its end, but by then the learning rate has come down to a hundredth of its peak, so a flat end alone does not prove that the GAN has nothing left to learn.

# %% [markdown] lang="zh"
# 从上往下读。
# 真实图像立下标准，没有哪个 GAN 达得到；卷积 GAN 的样本虽然顺眼，弗雷歇距离却还差得远。
# 最后一张表写着每次训练只用了多少秒：这点时间换来的就是这些。
# 它不再进步了吗？
# 前面那条弗雷歇曲线到末端趋于平缓，但那时学习率也已降到最高时的百分之一，所以单凭曲线变平，还不能断定它再也学不到东西。
