# %% [markdown] lang="en"
# ## Two machines at work
#
# Look at two of the machines before anything is explained.
# The first has counted which character follows which, in 200,000 characters of Shakespeare's plays; we give it the name of a speaker, and it goes on.
# The second has learnt from images to draw digits; we order the years in which our four writers appeared.

# %% [markdown] lang="zh"
# ## 先看两种机器
#
# 先不解释，看看其中两种机器的作品。
# 第一种读过莎士比亚剧本的 200,000 个字符，数过什么字符后面跟着什么字符；我们给它一个人物的名字，它接着往下写。
# 第二种从图像中学会了画数字；我们让它写出四种写作机器出现的年份。

# %%
train_text, validation_text, test_text = data.load_text("shakespeare")
read_text, beginning = train_text[:200_000], "MARIA:\n"
vocabulary = CharacterVocabulary.of(train_text)
print(NGram(vocabulary, 5).fit(read_text).generate(beginning, 180, seed=1))

# %%
labels = [int(figure) for figure in "1948195219902017"]
digits = aigc_keras.load_trained("conditional_gan_digits").sample(16, labels=labels, seed=0)
plotting.show(
    plotting.image_grid(digits, 8),  # (16, 28, 28, 1), uint8
    "The years 1948, 1952, 1990 and 2017, drawn by a network.",
    "一个网络画出的年份：1948、1952、1990、2017。",
)

# %% [markdown] lang="en"
# These lines are in no play, and nobody wrote these digits.
# Most of the digits can be read, and some have gone wrong.
# The first machine is a table of counts, an idea of 1948; the second is a network of a kind invented in 2014.
# Nobody gave the first a list of words, or the second a rule for drawing a digit; the second was only told which digit each of its training images shows.
# How do they do it, and how good are they?

# %% [markdown] lang="zh"
# 第一种机器写的文字，哪个剧本里也没有；第二种机器画的数字，谁也没有写过。
# 大多数数字认得出来，也有几个画坏了。
# 第一种机器是一张计数表，这个想法出自 1948 年；第二种是一个网络，这类网络发明于 2014 年。
# 没有人给过第一种机器单词表，也没有人给第二种机器规定数字该怎么画；训练第二种机器时，只告诉它每幅图像是哪个数字。
# 两种机器是怎么做到的，做得又有多好？
