# %% [markdown] lang="en"
# ## Glossary
#
# These are the terms of the whole course, in the order of the chapters that explain them.
# The number in the last column leads to that chapter.
#
# {{glossary}}

# %% [markdown] lang="zh"
# ## 术语表
#
# 下面是全课程的术语，按讲解它们的各章的次序排列。
# 点“章”一栏的数字，就能打开那一章。
#
# {{glossary}}
