# %% [markdown] lang="en"
# ## A notebook remembers
#
# A notebook is a list of **cells**.
# Text cells hold explanations, code cells hold Python; Shift+Enter runs the one you are in.
# Behind the page runs a **kernel**, a Python process that keeps every name ever assigned.
# The number in square brackets beside a cell says when it ran, not where it stands.
#
# So the page and the kernel can disagree.
# Here is a kernel in miniature: a dictionary is its memory, three strings are the cells.
#
# > **Predict before you run.** The cells are run in four orders, each in a fresh kernel: 1, 2, 3; then 1, 2, 2, 3; then 1, 3, 2; and at last 2, 3, without cell 1.
# > Which of the last three ends with as many steps as the first?

# %% [markdown] lang="zh"
# ## 笔记本有记性
#
# 笔记本由一个个**单元格**组成：文字单元格用来写说明，代码单元格用来写 Python，按 Shift+Enter 就运行光标所在的单元格。
# 页面背后有一个**内核**，它是一个 Python 进程，凡是赋过值的名字都记着。
# 单元格旁边方括号里的数字，表示它是第几个运行的，而不是排在第几个。
#
# 所以，页面上写的与内核记住的可能对不上。
# 下面是一个微型的内核：字典是它的记忆，三个字符串是三个单元格。
#
# > **先猜，再运行。** 单元格按四种次序运行，每次都用新的内核：1、2、3；1、2、2、3；1、3、2；最后是 2、3，少了单元格 1。
# > 后三种次序里，哪些得到的步数（steps）与第一种相同？

# %%
cells = {1: "rate = 0.5", 2: "rate = rate / 2", 3: "steps = 1 / rate"}


def steps_after(order):
    memory = {}
    try:
        for number in order:
            exec(cells[number], memory)
        return f"{memory['steps']:.0f}"
    except NameError as error:
        return str(error)


# %% tags=["hide-output"]
orders = (1, 2, 3), (1, 2, 2, 3), (1, 3, 2), (2, 3)
rows = [[str(order), steps_after(order)] for order in orders]
plotting.table([("cells run", "运行的单元格"), ("steps", "步数")], rows)
assert [steps for _, steps in rows[:3]] == ["4", "8", "2"]

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# None of them.
#
# </details>
#
# A cell that runs twice changes what the next one sees; a cell that runs late changes nothing that was computed before.
# And a name lives on in the kernel even when you have deleted the cell that made it.
# An error like that in the last row shows only after a restart.
#
# > **Misconception: "It works, I can see the output."** The output shows that it worked once, in some order.
# > Before you trust a notebook, or hand it in, choose *Restart Kernel and Run All Cells* (Colab: *Runtime → Restart session and run all*).
# > All outputs of this course were made that way.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 一种也没有。
#
# </details>
#
# 一个单元格运行了两次，后面的单元格用到的值就变了；一个单元格运行得晚了，先前算好的结果不会跟着变。
# 还有，单元格即使删掉了，它定义过的名字仍留在内核里；表中最后一行那样的错误，要到重启之后才会出现。
#
# > **常见误解：“能跑，你看输出都在。”** 输出只说明代码按某种次序跑通过一次。
# > 想确认一个笔记本可靠，或者要把它交出去，请先选 *Restart Kernel and Run All Cells*（重启内核并运行全部；Colab 里是 *Runtime → Restart session and run all*）。
# > 本课程的全部输出都是这样得来的。
