# %% [markdown] lang="en"
# ## Garments
#
# Nothing in these networks knows about digits.
# The same networks, the same loss, other data: Fashion-MNIST, 10,000 garments, shoes and bags (Xiao et al. 2017, arXiv:1708.07747), scored with a classifier of its own on 2,000 others.

# %% [markdown] lang="zh"
# ## 衣物
#
# 以上没有哪一处与数字有特别的关系。
# 同样的网络，同样的损失，换一份数据：Fashion-MNIST，一万幅衣服、鞋和包的图像（Xiao 等，2017，arXiv:1708.07747），另用 2,000 幅和它自己的分类器打分。

# %%
(fashion_images, _), (fashion_test, _) = load_images("fashion_mnist")
fashion = GAN(
    ConvGenerator(),
    ConvDiscriminator(),
    loss="relativistic",
    r1_weight=1.0,
)
train("fashion", fashion, fashion_images, 6, learning_rate=2e-3)
fashion_scorer = ImageScores("fashion_mnist", fashion_test, fashion_images)
evaluate("fashion", fashion, fashion_scorer)
print(f"Fréchet distance {results['fashion']['frechet']:.2f} ± {spread['fashion']:.2f}")

# %%
plotting.show(
    plotting.image_grid(fashion.sample(40, seed=1)),
    "Forty generated garments: shirts, trousers, coats, shoes and bags, somewhat blurred.",
    "四十件生成的衣物：上衣、裤子、外套、鞋和包，略显模糊。",
)
