# %% [markdown] lang="en"
# ## In your own work
#
# Two checks of this chapter catch most mistakes in a loss before a training hides them.
# A closed form must agree with an average over draws, within its standard error; and a gradient must agree with differences.
# Here they test the library's Gaussian KL divergence; put your own loss in its place.

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 损失函数里的错误，一旦开始训练就不容易看出来；用本章的两种检验，大多能在训练之前发现。
# 一是闭式的结果要与样本的平均相符，相差不超过标准误的几倍；二是梯度要与差商相符。
# 两种检验都只要几行代码。
# 这里检验的是课程库的高斯 KL 散度；你可以把它换成自己的损失。

# %%
from aigc_keras.losses import gaussian_kl

z_mean, z_log_var = np.float32([[0.5, -1.0]]), np.float32([[-0.3, 0.4]])  # (1, 2)
loss = float(ops.sum(gaussian_kl(z_mean, z_log_var)))
z = z_mean + np.exp(z_log_var / 2) * np.random.default_rng(0).normal(size=(100_000, 2))
log_ratio = log_normal(z, z_mean, np.exp(z_log_var / 2)) - log_normal(z, 0, 1)
# en: First check: the closed form against an average over draws.
# zh: 检验一：闭式与样本的平均。
draws = log_ratio.sum(axis=1)  # (100000,)
assert abs(draws.mean() - loss) < 4 * draws.std() / np.sqrt(len(draws))

# %% tags=["nbval-check-output"]
# en: Second check: the gradient against differences.
# zh: 检验二：梯度与差商。
gradient = input_gradient(lambda mean: gaussian_kl(mean, z_log_var), z_mean)
slopes = central_difference(
    lambda m: float(ops.sum(gaussian_kl(np.float32(m), z_log_var))), z_mean, 1e-2
)
np.testing.assert_allclose(ops.convert_to_numpy(gradient), slopes, atol=1e-3)
print(f"loss {loss:.3f}, from draws {draws.mean():.3f} nats; gradient {slopes.round(2)}")

# %% [markdown] lang="en"
# ### Where these formulas are today
#
# - **The KL divergence of two Gaussians** is part of the loss that trained the autoencoder of Stable Diffusion (Rombach et al. 2021, arXiv:2112.10752).
#   A KL divergence also keeps a language model that learns from human judgements near the model that it started from (InstructGPT; Ouyang et al. 2022, arXiv:2203.02155).
# - **The score function with a baseline** trains language models to reason: DeepSeek-R1 takes as baseline the mean reward of a group of answers to the same question (DeepSeek-AI 2025, arXiv:2501.12948).
# - **Tweedie's formula** is behind every diffusion model that predicts noise (Song et al. 2020, arXiv:2011.13456).
# - **A gradient penalty** and a loss that compares a real image with a generated one make today's GANs train steadily (Huang et al. 2025, arXiv:2501.05441).
# - **Attention with $1/\sqrt d$** stands in every layer of Llama 3 (Llama Team 2024, arXiv:2407.21783).

# %% [markdown] lang="zh"
# ### 这些公式今天用在哪里
#
# - **两个高斯分布的 KL 散度**：训练 Stable Diffusion 的自编码器时，损失里就有这一项（Rombach 等，2021，arXiv:2112.10752）。
#   用人的评判来训练语言模型时，也用一项 KL 散度使它不至于离训练前的模型太远（InstructGPT；Ouyang 等，2022，arXiv:2203.02155）。
# - **带基线的得分函数法**：用来训练语言模型的推理能力；DeepSeek-R1 对同一问题取一组回答，以它们的平均奖励为基线（DeepSeek-AI，2025，arXiv:2501.12948）。
# - **Tweedie 公式**：凡是预测噪声的扩散模型都以它为依据（Song 等，2020，arXiv:2011.13456）。
# - **梯度惩罚**：与成对比较真图和生成图的损失一起使用，使如今的 GAN 训练稳定（Huang 等，2025，arXiv:2501.05441）。
# - **除以 $\sqrt d$ 的注意力**：Llama 3 的每一层都用到它（Llama 团队，2024，arXiv:2407.21783）。
