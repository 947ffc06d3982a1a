# %% [markdown] lang="en"
# ## Chapter 7: diffusion
#
# No article explains diffusion, though it stands behind products that one of them names.
#
# | What is said | What holds | Section of chapter 7 |
# | --- | --- | --- |
# | Principles, 1.2: DALL-E, Midjourney and Stable Diffusion in one row as "tools", beside GPT-3 | Stable Diffusion is latent diffusion (arXiv:2112.10752). The first DALL-E wrote images as tokens with a Transformer (arXiv:2102.12092), the second is a diffusion model (arXiv:2204.06125). Of Midjourney nothing has been published | Fewer numbers: diffusion in codes; Where diffusion is today |
# | Wherever an article says how images are generated: by GANs or VAEs | Each draws digits in this course, and so does diffusion, which is nearest to real images here and is what today's large image models use | How good is it? |

# %% [markdown] lang="zh"
# ## 第 7 章：扩散模型
#
# 五篇文章都没有讲扩散模型，而其中一篇点名的产品正是靠它。
#
# | 文章怎么说 | 实际怎么样 | 见第 7 章哪一节 |
# | --- | --- | --- |
# | 《原理与代码》1.2：DALL-E、Midjourney、Stable Diffusion 与 GPT-3 并列，都是“工具” | Stable Diffusion 是潜扩散模型（arXiv:2112.10752）。第一版 DALL-E 用 Transformer 把图像写成词元（arXiv:2102.12092），第二版是扩散模型（arXiv:2204.06125）。Midjourney 没有公开过做法 | 维数更低：在编码里扩散；扩散模型今天用在哪里 |
# | 凡是说到图像怎样生成的地方，说的都是 GAN 或 VAE | 两者在本课程里都画数字，扩散模型也画，而且在这里与真实图像最接近；如今的大型图像模型用的就是它 | 到底有多好？ |
