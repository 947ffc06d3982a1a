# %% [markdown] lang="en"
# ## In your own work
#
# Before you train a network on texts of your own, find out what counting can do with them.
# It takes seconds, and a network that does not beat it is not worth its training.
# Put your own text into the first line (here it is a piece of the plays that no network above has read), keep the last tenth for the test, and try several orders, the $n$ of the n-gram:

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 在用自己的文本训练网络之前，先看看光靠计数能做到什么程度。
# 计数只要几秒钟；网络如果连计数都比不过，就不值得训练。
# 把下面的第一行换成你自己的文本（这里用的是剧本中的一段，上面的网络都没读过），留出最后十分之一作测试，试几种阶数，也就是 n 元模型的 $n$：

# %%
my_text = train_text[450_000:550_000]  # Path("my_text.txt").read_text("utf-8")
cut = len(my_text) * 9 // 10
my_vocabulary = CharacterVocabulary.of(my_text)
for order in (1, 2, 3, 4, 5, 6):
    model = NGram(my_vocabulary, order).fit(my_text[:cut])
    bits = metrics.bits_per_character(model.log_prob(my_text[cut:]), len(my_text) - cut)
    print(f"order {order}: {bits:.2f} bits per character")

# %% [markdown] lang="en"
# The score improves with the order at first; then it stops, because long contexts become too rare to be counted.
# The best of these numbers is the one to beat.
# And if your text holds anything that must not come out, run the canary test of the previous section on the model before you hand it to anybody.

# %% [markdown] lang="zh"
# 阶数增大时，成绩起初变好，后来就停滞了，因为长的上文出现得太少，数不准。
# 这些成绩里最好的一个，就是网络要超过的目标。
# 另外，如果你的文本里有绝不能外泄的内容，把模型交给别人之前，先用上一节的金丝雀方法检验这个模型。
