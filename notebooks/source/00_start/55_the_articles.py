# %% [markdown] lang="en"
# ## What the articles say
#
# Two remarks for those who know the five Chinese articles that gave the course its subject; [90_articles](90_articles.ipynb) has the rest.
# The article on industry (3.3.1) has a CNN extract features "by convolutional and pooling layers": many classifiers do, but generators, the subject of the article, enlarge their maps and rarely pool, as the list of layers above shows.
# Its 3.3.2 has an RNN capture "the temporal dependencies of sequence data": a plain one captures the near ones, because its gradient is a product over the steps, like that of the plain sigmoid layers above.

# %% [markdown] lang="zh"
# ## 文章怎么说
#
# 本课程的主题来自五篇文章。
# 文章里有两处说法与本章有关，需要补充说明；其他各处的说明见 [90_articles](90_articles.ipynb)。
# 《赋能行业》3.3.1 说“CNN 通过卷积层和池化层提取图像的特征”：许多分类器是这样，而文章讲的是生成器，生成器要放大特征图，很少用池化，卷积一节列出的各层就是例子。
# 同一篇文章的 3.3.2 说“RNN 通过循环结构捕捉序列数据的时间依赖性”：RNN 的梯度是沿时间的连乘，与直接叠起来的 sigmoid 层的梯度一样会消失，所以朴素的 RNN 能捕捉到的主要是近处的依赖。
