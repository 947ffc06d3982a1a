# %% [markdown] lang="en"
# ## Exercises
#
# 1. ★★ The way without halving (Luhman & Luhman 2021, arXiv:2101.02388): draw 5,000 noises and labels, let the teacher make codes of them in 8 steps, and train a copy of the teacher to go from each noise to its code in one step.
#    How does it compare with the one-step student of this notebook?
#    How often does each of the two ways evaluate its teacher?
# 2. ★★ Distil the guided model (Meng et al. 2022, arXiv:2210.03142): in the first stage let the teacher's velocity be $v_{\text{none}} + 2 (v_{\text{label}} - v_{\text{none}})$.
#    How many evaluations does one digit of the guided teacher cost, and how many one of its one-step student?
# 3. ★★★ Fine-tune all weights of a copy of the teacher on the fifty bold digits, with a learning rate of 3e-4, and compare the share of bold digits and of those read as ordered with LoRA's.
#
# <details><summary>Answers</summary>
#
# 1. It works about as well here: what to learn is as fixed as with the halving, and 5,000 pairs of noise and code, 16 numbers each, are quickly made and learnt.
#    The pairs cost 40,000 evaluations of the teacher, once; the halving asks its teacher twice for every example of every step, 336,000 times in all.
#    Salimans & Ho give as their reason for halving that following a large model through all of its many steps, for every pair, costs too much.
# 2. 16 against 1: the guided teacher is asked twice in each of 8 steps.
#    In the later stages the teacher is a student, which has guidance built in and is asked once.
# 3. Both learn the style about equally well.
#    All weights are 33 times as many numbers to store for each style.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 1. ★★ 不减半的办法（Luhman 与 Luhman，2021，arXiv:2101.02388）：取 5,000 份噪声和标签，让教师用 8 步把它们变成编码，再训练教师的一个副本，用一步从噪声走到对应的编码。
#    它与本篇只走一步的学生相比怎样？
#    两种办法各要计算多少次教师网络？
# 2. ★★ 蒸馏带引导的模型（Meng 等，2022，arXiv:2210.03142）：第一阶段让教师的速度取 $v_{\text{无}} + 2 (v_{\text{标签}} - v_{\text{无}})$。
#    带引导的教师画一个数字要计算多少次网络？
#    只走一步的学生呢？
# 3. ★★★ 用五十个粗体数字，以 3e-4 的学习率微调教师副本的全部权重，比较粗体的比例和认作所要数字的比例与 LoRA 有什么不同。
#
# <details><summary>答案</summary>
#
# 1. 在这里效果差不多一样好：与减半一样，要学的东西是确定的，而 5,000 对噪声和编码（各 16 个数）很快就能备好、学会。
#    备好这些数据要计算教师 40,000 次，只此一次；减半的办法在训练的每一步为每个样本计算教师两次，共 336,000 次。
#    Salimans 与 Ho 采用减半的理由是：模型很大时，让教师走完很多步的整条路径代价太高。
# 2. 16 次对 1 次：带引导的教师在 8 步里每步都要计算两次。
#    在后面的阶段，教师就是上一阶段的学生，它已经学会了引导，每步只要计算一次。
# 3. 两者学会这种风格的程度差不多。
#    微调全部权重时，每种风格要存的数是 LoRA 的 33 倍。
#
# </details>
