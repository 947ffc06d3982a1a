# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# The course goes back to five articles.
# One of them, **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》), introduces convolutional and recurrent networks in its section 3.3.
# What it says there is right as far as it goes: both are deep learning, the first is mainly for images and the second for sequences.
# (The article breaks off in 4.2.1, which is no fault of its author.)
# One row is about **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), which lists what to install.
# Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Industry, 3.3.1: a CNN extracts features "by convolutional and pooling layers" | Imprecise: true of many classifiers. Generators, the subject of the article, grow images with transposed convolutions (or by upsampling) and rarely pool; DCGAN replaced pooling by strides in the discriminator too (Radford et al. 2015, arXiv:1511.06434) | Convolution: the list of layers, and the way back |
# | Industry, 3.3.2: an RNN "captures the temporal dependencies of sequence data" by its loop | Imprecise: through many steps, as through many plain layers, the gradient is a product and fades (or explodes), so a plain RNN captures the near ones. Nothing in the article says so | Gradients: the table of depths; chapter 5 in time |
# | Large models, 5.1: "Python 3.7 or higher", then `pip install tensorflow` and `pip install keras`; Keras is "TensorFlow's high-level API" | Dated. Keras 3 is one API over TensorFlow, JAX and PyTorch; installing TensorFlow brings it along; and neither installs on Python 3.7 today | Set-up; A model |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 这门课与五篇文章有关。
# 其中《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》，在 3.3 节介绍了卷积网络和循环网络。
# 就它所说的而言，大体不错：两者都属于深度学习，前者主要用于图像，后者用于序列。
# （该文在 4.2.1 截断，这不是作者的过失。）
# 另有一行讲《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，它列出了要安装的东西。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《赋能行业》3.3.1：“CNN 通过卷积层和池化层提取图像的特征” | 不够准确：许多分类器是这样。可文章谈的是生成，而生成器用转置卷积（或上采样）把图像放大，很少用池化；DCGAN 连判别器里的池化也换成了步幅（Radford 等，2015，arXiv:1511.06434） | 卷积：网络各层的清单，以及往回走的路 |
# | 《赋能行业》3.3.2：“RNN 通过循环结构捕捉序列数据的时间依赖性” | 不够准确：穿过许多时刻，与穿过许多普通的层一样，梯度是连乘，会消失（或爆炸），所以朴素的 RNN 捕捉得到的主要是近处的依赖。文中没有提到这一点 | 梯度：各种深度的表；时间方向上的见第 5 章 |
# | 《大模型》5.1：“Python 3.7或更高版本”，再分别 `pip install tensorflow` 和 `pip install keras`；“Keras是TensorFlow的高级API” | 过时了。Keras 3 是 TensorFlow、JAX 和 PyTorch 之上的统一接口；装了 TensorFlow，Keras 就一并装好；如今两者都装不到 Python 3.7 上 | 准备；模型 |
