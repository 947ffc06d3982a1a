# %% [markdown] lang="en"
# ## What you will make
#
# Six sentences, three in English and three in Chinese, and for each six portraits by a model that comes with the course.
# The Chinese ones say:
#
# - 4: long black hair, glasses, a pink hat and a smile, on a green background;
# - 5: short green hair and a red hat, without glasses, in blue clothes, on a white background;
# - 6: red braids, sunglasses and an open mouth, in yellow clothes, on a pink background.
#
# No training portrait has all that the fifth sentence asks for: green hair below a red hat was kept out.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 六句话，三句英文、三句中文；课程自带的模型按每句话画六幅头像。
# 第五句要的组合，训练图像里一幅也没有：绿色头发配红帽子，是特意留出来不给模型看的。

# %%
prompts = [
    "short blue hair, sunglasses and a smile, on a violet background",
    "a portrait with long blond hair and gold earrings, in red clothes",
    "a blue hat, brown braids, clear glasses and a sad mouth, in yellow clothes",
    "一头黑色长发，戴着眼镜和粉色帽子，面带微笑，绿色背景",
    "留着绿色短发，戴红帽子，没戴眼镜，穿蓝色衣服，白色背景",
    "扎着红色辫子，戴墨镜，嘴巴张开，穿黄色衣服，粉色背景",
]
plotting.table(["", ("sentence", "句子")], [[i, text] for i, text in enumerate(prompts, 1)])

# %%
artist = aigc_keras.load_trained("text_to_image_portraits")
start = time.perf_counter()
shown = artist.draw([text for text in prompts for _ in range(6)], seed=1)  # (36, 16, 16, 3)
drawing_seconds = time.perf_counter() - start
plotting.show(
    plotting.image_grid(
        shown, columns=6, row_labels=[f"sentence {i}" for i in range(1, 7)], scale=0.8
    ),
    f"Six portraits for each sentence of the table, all drawn from noise in {drawing_seconds:.1f} seconds.",
    f"表中每句话各画六幅头像；全部从噪声画起，用了 {drawing_seconds:.1f} 秒。",
)

# %% [markdown] lang="en"
# Compare each row with its sentence.
# What the sentence does not say, such as the colour of the skin, the model chooses anew in each portrait.
# The same network reads both languages; nobody has told it which is which.
#
# How does a sentence get into a picture, and how often is it obeyed?

# %% [markdown] lang="zh"
# 请把每一行与它的句子对照。
# 句子里没有说的，例如肤色，由模型自己决定，每幅可以不同。
# 中文和英文由同一个网络来读，并不告诉它哪句是哪种语言。
#
# 一句话是怎样进入图像的，模型又有多听话？
