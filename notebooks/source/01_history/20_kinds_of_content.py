# %% [markdown] lang="en"
# ## Kinds of content
#
# The kind decides how the content is represented, which models suit it and how it is judged.
#
# | Kind | What the machine holds | Typical models | How it is judged |
# | --- | --- | --- | --- |
# | text | a sequence of tokens (characters or parts of words) | n-grams, recurrent networks, Transformers | bits per character on new text; tasks; readers |
# | image | a grid of pixels, or a smaller grid of codes | VAE, GAN, diffusion | Fréchet distance, precision and recall (both in chapter 3); viewers |
# | audio | samples of the wave, a spectrogram (how strong each pitch is at each moment), or tokens | networks that predict the next sample or token (autoregressive), GAN, diffusion | listeners' ratings; errors of a speech recogniser |
# | video | a sequence of images, mostly as codes | diffusion, Transformers on codes | Fréchet distance of clips (arXiv:1812.01717); viewers |
#
# **Multimodal** means several kinds at once, such as a film with sound.
# **Cross-modal** generation makes one kind from another: an image from a description, a caption from an image, speech from text.
# (Speech from speech, the same words in another voice, is **voice conversion**; Kaneko & Kameoka 2017, arXiv:1711.11293.)
#
# How large is one piece of content?
# Count the numbers that a model has to produce.
#
# > **Predict before you run.** A page of 1,000 characters against ten seconds of video, 512 by 512 pixels in colour, 24 images a second.
# > How many times as many numbers: a thousand times, or a hundred thousand?

# %% [markdown] lang="zh"
# ## 内容的种类
#
# 内容属于哪一种，决定了它怎样表示、适合用什么模型、怎样评判。
#
# | 种类 | 机器里存的是什么 | 常用的模型 | 怎样评判 |
# | --- | --- | --- | --- |
# | 文本 | 词元（字符或词的一部分）的序列 | n 元模型、循环神经网络、Transformer | 新文本上的比特/字符；任务成绩；读者评价 |
# | 图像 | 像素网格，或更小的编码网格 | VAE、GAN、扩散模型 | 弗雷歇距离、精确率和召回率（后两样见第 3 章）；观众评价 |
# | 音频 | 波形采样点、声谱图（每个时刻各个音高有多强），或词元 | 预测下一个采样点或词元的网络（自回归）、GAN、扩散模型 | 听众评分；语音识别的错误率 |
# | 视频 | 图像序列，多半存为编码 | 扩散模型、处理编码的 Transformer | 片段之间的弗雷歇距离（arXiv:1812.01717）；观众评价 |
#
# **多模态**指同时处理几种内容，例如有声的影片。
# **跨模态**生成是由一种内容生成另一种：由描述生成图像，由图像生成说明，由文字生成语音。
# （由语音生成语音，话不变、嗓音变，叫**语音转换**；Kaneko 与 Kameoka，2017，arXiv:1711.11293。）
#
# 一件内容有多大？
# 数一数模型要给出多少个数。
#
# > **先猜，再运行。** 一页 1,000 个字符的文字，与十秒钟 512×512、每秒 24 幅的彩色视频相比，视频所含的数是文字的多少倍：一千倍，还是十万倍？

# %% tags=["hide-output"]
pixels, codes_of_image = 512 * 512 * 3, 64 * 64 * 4
sizes = {
    ("text, 1,000 characters", "1,000 个字符的文本"): 1000,
    ("MNIST digit", "MNIST 手写数字"): 28 * 28,
    ("colour image, 512 × 512", "512×512 的彩色图像"): pixels,
    ("the same image as codes", "同一幅图像的编码"): codes_of_image,
    ("speech, one minute, 16 kHz", "一分钟语音，16 千赫"): 16_000 * 60,
    ("video, ten seconds", "十秒视频"): pixels * 24 * 10,
}
plotting.table([("content", "内容"), ("numbers", "数的个数")], [[*size] for size in sizes.items()])
assert pixels == 48 * codes_of_image

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The video holds almost two hundred thousand times as many numbers as the page.
#
# </details>
#
# That is one reason why many large image and video models work on codes, as our small one did.
# The grid of 64×64×4 is the one that Stable Diffusion uses for images of this size (Rombach et al. 2021, arXiv:2112.10752), 48 times smaller than the pixels.
# Size is not difficulty, though: neighbouring pixels are much alike, while one wrong word can turn a sentence into its opposite.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 视频所含的数将近那页文字的二十万倍。
#
# </details>
#
# 许多大型的图像和视频模型都像上面的扩散模型那样处理编码，像素太多就是一个原因。
# 表中的编码有 64×64×4 个数，Stable Diffusion 处理 512×512 的图像时就用这样的编码（Rombach 等，2021，arXiv:2112.10752），个数只有原图的四十八分之一。
# 不过，数多不等于难：相邻的像素大同小异，而一个词用错，整句话的意思就可能相反。
