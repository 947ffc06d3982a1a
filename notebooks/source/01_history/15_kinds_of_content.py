# %% [markdown] lang="en"
# ## Kinds of content
#
# The kind decides how the content is represented, which models suit it and how it can be judged.
#
# | Kind | What the machine holds | Typical models | How it is judged |
# | --- | --- | --- | --- |
# | text | a sequence of tokens | n-grams, recurrent networks, Transformers | bits per character on held-out text; tasks; readers |
# | image | a grid of pixels, or a smaller grid of codes | VAE, GAN, diffusion | Fréchet distance, precision, recall; bits per dimension; viewers |
# | audio | samples of the wave, a spectrogram, or tokens of a codec | autoregressive networks, GAN, diffusion | listeners' ratings; errors of a speech recogniser |
# | video | a sequence of images, mostly as codes | diffusion, Transformers on codes | Fréchet distance of clips (arXiv:1812.01717); tests of physics; viewers |
# | multimodal | several kinds, in one sequence or one space | paired encoders (CLIP), text-to-image diffusion, Transformers | agreement between the parts, besides each part's own scores |
#
# **Multimodal** is not a fifth kind beside the others; it runs across them.
# It means several kinds at once, such as a film with sound, *and* **cross-modal** generation, one kind from another: an image from a description, a caption from an image, speech from text.
#
# How large is one piece of content?
# Count the numbers that a model has to produce.
#
# > **Predict before you run.** A page of 1,000 characters against ten seconds of video, 512 by 512 pixels in colour, 24 images a second.
# > How many times as many numbers: a thousand times, or a hundred thousand?

# %% [markdown] lang="zh"
# ## 内容的种类
#
# 内容是哪一种，决定了它怎样表示、适合用什么模型、怎样评判。
#
# | 种类 | 机器里存的是什么 | 常用的模型 | 怎样评判 |
# | --- | --- | --- | --- |
# | 文本 | 词元序列 | n 元模型、循环神经网络、Transformer | 留出文本上的比特/字符；任务成绩；读者 |
# | 图像 | 像素网格，或更小的编码网格 | VAE、GAN、扩散模型 | 弗雷歇距离、精确率、召回率；比特/维；观众 |
# | 音频 | 波形采样点、声谱图，或编解码器的词元 | 自回归网络、GAN、扩散模型 | 听众评分；语音识别器的错误率 |
# | 视频 | 图像序列，多半存为编码 | 扩散模型、编码上的 Transformer | 片段之间的弗雷歇距离（arXiv:1812.01717）；物理测试；观众 |
# | 多模态 | 几种内容，放进同一个序列或同一个空间 | 成对的编码器（CLIP）、文生图扩散模型、Transformer | 各部分是否相符，外加各自的指标 |
#
# **多模态**并不是与前四种并列的第五种，而是贯穿它们。
# 它既指几种内容一起生成，例如有声的影片，*也*包括**跨模态**生成，即由一种生成另一种：由描述生成图像，由图像生成说明，由文字生成语音。
#
# 一件内容有多大？
# 数一数模型要给出多少个数。
#
# > **先猜，再运行。** 一页 1,000 个字符的文字，与十秒钟 512×512、每秒 24 幅的彩色视频相比，后者的数多多少倍：一千倍，还是十万倍？

# %% tags=["hide-output"]
pixels, codes = 512 * 512 * 3, 64 * 64 * 4
sizes = {
    ("text, 1,000 characters", "1,000 个字符的文本"): 1000,
    ("MNIST digit", "MNIST 数字"): 28 * 28,
    ("colour image, 512 × 512", "512×512 的彩色图像"): pixels,
    ("the same image as codes", "同一幅图像的编码"): codes,
    ("speech, one minute, 16 kHz", "一分钟语音，16 千赫"): 16_000 * 60,
    ("video, ten seconds", "十秒视频"): pixels * 24 * 10,
}
plotting.table([("content", "内容"), ("numbers", "数的个数")], [[*size] for size in sizes.items()])
assert pixels == 48 * codes

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Video holds almost two hundred thousand times as many numbers as the page.
#
# </details>
#
# That is why large image and video models work on codes: the grid of 64×64×4 is the one that latent diffusion uses for images of this size (Rombach et al. 2021, arXiv:2112.10752), 48 times smaller than the pixels.
# Size is not difficulty, though.
# Neighbouring pixels are much alike, while one wrong word can turn a sentence into its opposite.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 视频的数几乎是那页文字的二十万倍。
#
# </details>
#
# 所以大型的图像和视频模型都在编码上工作：64×64×4 正是潜在扩散模型对这种大小的图像所用的编码（Rombach 等，2021，arXiv:2112.10752），只有像素的四十八分之一。
# 不过，大不等于难：相邻的像素大同小异，而一个词用错，整句话就可能意思相反。
