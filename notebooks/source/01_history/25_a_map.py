# %% [markdown] lang="en"
# ## A map
#
# Which of these words is part of which?
# **Artificial intelligence** is the widest: machines doing what would take intelligence, by rules or by learning.
# **Machine learning** is the part that learns from data.
# **Deep learning** is the part of machine learning that uses networks of many layers.
# **Language processing** and **computer vision** are *fields*, defined by what they work on; they use methods from every part and overlap where pictures meet words.
# To **generate** or not is a third question, which cuts across all of it.
# The list below says of each method where it belongs.

# %% [markdown] lang="zh"
# ## 一张版图
#
# 这些词谁包含谁？
# **人工智能**最宽：让机器做需要智能才能做的事，靠规则也行，靠学习也行。
# **机器学习**是其中从数据里学习的那一部分。
# **深度学习**又是机器学习中使用多层网络的那一部分。
# **自然语言处理**和**计算机视觉**是*领域*，由研究对象来划定；哪一部分的方法都用，在图文相会的地方相互重叠。
# **生成**与否是第三个问题，横穿整张版图。
# 下面的清单写明每种方法的归属。

# %%
methods = [
    ("path search", "AI", "neither", False),
    ("decision tree", "ML", "neither", False),
    ("WaveNet (sound)", "DL", "neither", True),
    ("templates, ELIZA", "AI", "language", True),
    ("grammar rules", "AI", "language", False),
    ("n-grams", "ML", "language", True),
    ("spam filter", "ML", "language", False),
    ("recurrent nets, GPT", "DL", "language", True),
    ("BERT", "DL", "language", False),
    ("text-to-image diffusion", "DL", "both", True),
    ("CLIP", "DL", "both", False),
    ("edge detector", "AI", "vision", False),
    ("texture synthesis", "ML", "vision", True),
    ("boosted face detector", "ML", "vision", False),
    ("VAE, GAN, diffusion", "DL", "vision", True),
    ("ResNet classifier", "DL", "vision", False),
]

# %% [markdown] lang="en"
# Boxes inside boxes are parts; dashed frames are fields; a filled dot generates, an empty one does not.
# First the boxes and frames, then the methods.

# %% [markdown] lang="zh"
# 方框套方框，表示一部分：人工智能（artificial intelligence）⊃ 机器学习（machine learning）⊃ 深度学习（deep learning）。
# 虚线框是领域：自然语言处理（language processing）和计算机视觉（computer vision）。
# 实心点表示会生成（generates），空心点表示不生成（does not）。
# 先画方框和虚线框，再写方法。
# 属于人工智能而不靠学习的有：路径搜索（path search）、模板与 ELIZA（templates, ELIZA）、语法规则（grammar rules）、边缘检测（edge detector）；属于机器学习而非深度学习的有：决策树（decision tree）、n 元模型（n-grams）、垃圾邮件过滤（spam filter）、纹理合成（texture synthesis）、提升法人脸检测（boosted face detector）；属于深度学习的有：WaveNet（sound，声音）、循环网络与 GPT（recurrent nets, GPT）、BERT、文生图扩散模型（text-to-image diffusion）、CLIP、VAE 和 GAN 以及扩散模型（VAE, GAN, diffusion）、ResNet 分类器（ResNet classifier）。


# %%
def draw_parts_and_fields(axis):
    parts = {"artificial intelligence": 0, "machine learning": 2.9, "deep learning": 5.95}
    for inset, (name, x) in enumerate(parts.items()):
        gap = 0.12 * inset
        axis.add_patch(plt.Rectangle((x, gap), 10 - gap - x, 6.6 - 2 * gap, color="C0", alpha=0.1))
        axis.text(x + 0.12, 6.5 - gap, name, va="top", weight="bold")
    for name, bottom, top in (("language processing", 2.65, 5.05), ("computer vision", 0.6, 3.6)):
        frame = plt.Rectangle((0.15, bottom), 9.5, top - bottom, fill=False, linestyle="--")
        axis.add_patch(frame)
        language = name.startswith("language")
        edge, side = (top - 0.12, "top") if language else (bottom + 0.12, "bottom")
        axis.text(0.3, edge, name, style="italic", va=side)


# %% [markdown] lang="en"
# Each method is written into its part (columns) and field (rows).

# %% [markdown] lang="zh"
# 每种方法按所属部分（列）和领域（行）写进图里。

# %%
left = {"AI": 0.35, "ML": 3.25, "DL": 6.3}
below = {"neither": 5.55, "language": 4.45, "both": 3.3, "vision": 1.95}
figure, axis = plt.subplots(figsize=(7.2, 4.6), layout="constrained")
draw_parts_and_fields(axis)
rows = {}
for name, part, field, generates in methods:
    row = rows[part, field] = rows.get((part, field), -1) + 1
    y = below[field] - 0.42 * row
    axis.plot(left[part], y, "o", color="C1", fillstyle="full" if generates else "none")
    axis.text(left[part] + 0.15, y, name, va="center")
for fill, label in (("full", "generates"), ("none", "does not")):
    axis.plot([], [], "o", color="C1", fillstyle=fill, label=label)
axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
axis.set(xlim=(-0.05, 10.05), ylim=(-0.05, 6.65))
axis.axis("off")
plotting.show(
    figure,
    "Nested boxes: deep learning inside machine learning inside artificial intelligence. Two dashed "
    "frames, language processing and computer vision, run across all three and overlap in the "
    "middle, where CLIP and text-to-image diffusion stand. Generating and other methods occur in "
    "every box.",
    "嵌套的方框：深度学习在机器学习之内，机器学习在人工智能之内。两个虚线框，即自然语言处理和计算机视觉，横贯三者，在中部重叠，重叠处是 CLIP 和文生图扩散模型。会生成的和不生成的方法，每个方框里都有。",
)

# %% [markdown] lang="en"
# Two mistakes are common in such maps.
# One sets deep learning *beside* machine learning; it lies inside.
# The other hangs language processing *under* deep learning; but a template and an n-gram model process language without a single layer.
# And generating needs neither deep learning nor, with templates, any learning: there are filled dots in every box.

# %% [markdown] lang="zh"
# 这类图常有两个错。
# 一是把深度学习与机器学习*并列*，其实它在机器学习之内。
# 二是把自然语言处理挂在深度学习*之下*，可是模板和 n 元模型一层网络也没有，照样处理语言。
# 还有，生成不一定要靠深度学习，用模板时连学习都不需要：每个方框里都有实心点。
