# %% [markdown] lang="en"
# # Exercises to chapter 2: mathematics
#
# {{colab}}
#
# Each exercise asks for a function. Write it where the placeholder stands, run its cell, then run the check below it: the check says what is not right yet, as often as you like. Stars give the difficulty. The chapter is [02_math](../02_math.ipynb).

# %% [markdown] lang="zh"
# # 第 2 章练习：数学
#
# {{colab}}
#
# 每道题要你写一个函数：写在占位语句处，运行这一格，再运行下面的检查。检查会告诉你哪里还不对，可以反复运行。星号表示难度。对应的章节是 [02_math](../02_math.ipynb)。

# %%
# {{setup}}

# %%
import numpy as np

from aigc_keras.checks import math as check

# %% [markdown] lang="en"
# ## Exercise 1 ★ The divergence of two Gaussians (2 points, 10 minutes)
#
# An encoder gives a mean $\mu$ and a log-variance $\log \sigma^2$ for each dimension of a code. Write $\mathrm{KL}(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, 1))$ of each row, in nats: the dimensions are independent.
#
# <details><summary>A hint</summary>
#
# For one dimension the chapter has the closed form with four terms. How does the divergence of independent dimensions follow from those of each?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 两个高斯分布的散度（2 分，10 分钟）
#
# 编码器为编码的每一维给出均值 $\mu$ 和对数方差 $\log \sigma^2$。请写出每一行的 $\mathrm{KL}(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, 1))$，单位是奈特；各维相互独立。
#
# <details><summary>提示</summary>
#
# 一维的情形，正文里有四项的闭式。各维独立时，总的散度与每一维的散度是什么关系？
#
# </details>


# %%
def kl_to_standard_normal(mean, log_var):
    """KL of each row in nats: mean and log_var have the shape (n, dim), the result (n,)."""
    ### BEGIN SOLUTION
    return 0.5 * np.sum(mean**2 + np.exp(log_var) - log_var - 1, axis=1)
    ### END SOLUTION


# %%
check.exercise_1(kl_to_standard_normal)
