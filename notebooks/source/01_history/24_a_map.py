# %% [markdown] lang="en"
# ## A map of the methods
#
# **Artificial intelligence** is the widest word: machines do what would take intelligence, by rules or by learning.
# **Machine learning** is the part of it that learns from data.
# **Deep learning** is the part of machine learning that uses networks of many layers.
# Language processing and computer vision are *fields*: what a method works on, and not how.
#
# ![Three nested boxes: deep learning inside machine learning inside artificial intelligence. Each holds methods in three columns: language, both fields or neither, and vision. A filled dot marks a method that generates, an empty one a method that does not. In artificial intelligence without learning: templates generate; grammar rules, path search and edge detectors do not. In machine learning without deep networks: n-grams and texture synthesis generate; spam filters, decision trees and face detectors do not. In deep learning: RNN and GPT, text to image, WaveNet for sound, VAE, GAN and diffusion generate; BERT, CLIP and ResNet do not.](../figures/history_map_en.svg)
#
# There are filled dots in every box: a machine can generate without a deep network, and with templates even without learning.
# Two mistakes are common in such maps.
# One sets deep learning *beside* machine learning, and it lies inside.
# The other puts language processing *under* deep learning, but templates and n-grams process language without a single layer.

# %% [markdown] lang="zh"
# ## 方法的版图
#
# **人工智能**这个词的含义最宽：让机器做需要智能才能做的事，靠规则也行，靠学习也行。
# **机器学习**是其中从数据里学习的那一部分。
# **深度学习**是机器学习中使用多层网络的那一部分。
# 自然语言处理和计算机视觉则是*领域*，说的是处理什么，而不是怎样处理。
#
# ![三个嵌套的方框：深度学习在机器学习之内，机器学习在人工智能之内。每个方框里的方法分三栏：语言、兼属两者或不属两者、视觉。实心点表示会生成，空心点表示不生成。人工智能中不靠学习的：模板会生成；语法规则、路径搜索、边缘检测不生成。机器学习中不用深度网络的：n 元模型、纹理合成会生成；垃圾邮件过滤、决策树、人脸检测不生成。深度学习：RNN 与 GPT、文生图、生成声音的 WaveNet、VAE、GAN 与扩散模型会生成；BERT、CLIP、ResNet 不生成。](../figures/history_map_zh.svg)
#
# 每个方框里都有实心点：机器不用深度网络也能生成，用模板时连学习都不需要。
# 画这类图，常犯两个错误。
# 一是把深度学习与机器学习*并列*，其实深度学习在机器学习之内。
# 二是把自然语言处理放在深度学习*之下*，可是模板和 n 元模型一层网络也没有，照样处理语言。
