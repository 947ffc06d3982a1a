# %% [markdown] lang="en"
# ## Summary
#
# - A text encoder makes a vector of each token and a summary of the sentence; cross-attention lets each patch of the picture look at the words.
# - All else is diffusion: noise, a guess, a squared error; with the null text now and then, for guidance.
# - Captions that are true by construction let us count obedience; the counter's own errors are counted, too.
# - A picture can be as asked and still be speckled; a small decoder, trained on the model's own guesses, makes most pixels clean.
# - Guidance makes pictures more obedient and less varied; a negative prompt leads away from what it names.
# - What was never seen together can be drawn, if each word was seen in many surroundings.
# - One network reads two languages, if the captions have both.
# - CLIP brings pictures and their sentences to the same direction; it chooses well among full sentences and reads short ones less surely.
#
# ## Where to read on
#
# - Robin Rombach et al. 2021, *High-Resolution Image Synthesis with Latent Diffusion Models*, arXiv:2112.10752.
# - Junsong Chen et al. 2023, *PixArt-α*, arXiv:2310.00426: a diffusion Transformer with cross-attention and better captions, trained in about a tenth of the time of Stable Diffusion 1.5.
# - Alec Radford et al. 2021, *Learning Transferable Visual Models From Natural Language Supervision*, arXiv:2103.00020: CLIP.
# - Xiaohua Zhai et al. 2023, *Sigmoid Loss for Language Image Pre-Training*, arXiv:2303.15343: CLIP without the softmax; `CLIP(loss="sigmoid")` in the library.
# - [08_text_to_image_deeper](08_text_to_image_deeper.ipynb): from pictures to words and back, and what a skewed collection teaches.

# %% [markdown] lang="zh"
# ## 小结
#
# - 文本编码器为每个词元算出一个向量，为整句算出一个概要；交叉注意力让图像的每个图块查看各个词。
# - 其余与第 7 章的扩散模型相同：加噪声，让网络去猜，用平方误差训练；有时把说明换成空文本，供引导使用。
# - 说明必然与图相符，所以能统计符合率，并修正分类器自己的错误。
# - 画得符合要求，不等于画得干净；用模型自己的猜测训练一个小解码器，大多数像素就干净了。
# - 引导使图像更符合句子，多样性更低；反向提示词使图像远离它所说的东西。
# - 只要每个词在各种场合都见过，从未一起见过的组合也画得出来。
# - 只要说明有两种语言，一个网络就能读懂两种语言。
# - CLIP 使图像的向量与说明的向量方向一致；在完整的句子之间它选得准，对短句就没有那么可靠。
#
# ## 延伸阅读
#
# - Robin Rombach 等，2021，*High-Resolution Image Synthesis with Latent Diffusion Models*，arXiv:2112.10752：Stable Diffusion 的论文。
# - Junsong Chen 等，2023，*PixArt-α*，arXiv:2310.00426：带交叉注意力的扩散 Transformer，用更好的说明，训练时间约为 Stable Diffusion 1.5 的十分之一。
# - Alec Radford 等，2021，*Learning Transferable Visual Models From Natural Language Supervision*，arXiv:2103.00020：CLIP 的论文。
# - Xiaohua Zhai 等，2023，*Sigmoid Loss for Language Image Pre-Training*，arXiv:2303.15343：不用 softmax 的 CLIP；在课程库里是 `CLIP(loss="sigmoid")`。
# - [08_text_to_image_deeper](08_text_to_image_deeper.ipynb)：由图像到句子再回来，以及有偏的图像集教会了模型什么。
