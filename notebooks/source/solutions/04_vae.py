# %% [markdown] lang="en"
# ## Exercise 1
#
# `z_log_var` holds $\log \sigma^2 = 2 \log \sigma$, so $\sigma$ is the exponential of its half; without the half, the noise would be multiplied by the variance.
# A square root of the log-variance itself is no way: where the variance is below 1 its logarithm is negative, and the root is NaN.
# The encoder gives the logarithm because any real number will do for it, while a variance has to be positive.
# The noise comes in as an argument, so the latent code is an ordinary function of $\mu$ and $\sigma$, with the derivatives 1 and $\varepsilon$; a number that `rng.normal` draws from $\mathcal N(\mu, \sigma^2)$ does not say how it would have moved with $\mu$.

# %% [markdown] lang="zh"
# ## 练习 1
#
# `z_log_var` 存的是 $\log \sigma^2 = 2 \log \sigma$，先减半再取指数，就得到 $\sigma$；漏掉 0.5，噪声乘的就成了方差。
# 也不能直接对对数方差开平方：方差小于 1 时，它的对数是负数，开平方得到 NaN。
# 编码器之所以输出对数，是因为方差必须为正，而对数可以取任何实数。
# 噪声由参数传入，编码就是 $\mu$、$\sigma$ 的普通函数，导数分别为 1 和 $\varepsilon$；如果直接用 `rng.normal` 从 $\mathcal N(\mu, \sigma^2)$ 里抽，得到的只是一个数，看不出 $\mu$ 变动时它会怎样变。

# %% [markdown] lang="en"
# ## Exercise 2
#
# `np.logaddexp(0, logits)` is softplus: a black pixel costs $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$, a white one $-\log \sigma(\ell) = \mathrm{softplus}(\ell) - \ell$, and subtracting `images * logits` serves both.
# By way of the probability it goes wrong at $\ell = 800$: $\sigma(\ell)$ is rounded to 1, and a black pixel costs infinity; if the probability is kept $10^{-7}$ away from 1, it costs $-\log 10^{-7} \approx 16$ nats, however sure the decoder was.
# `np.log(1 + np.exp(logits))` is softplus on paper, but $e^{800}$ overflows.
# Within an image both terms are sums, and only the images are averaged; a mean over 784 pixels would give the divergence 784 times the weight.
# In the divergence, $\sigma^2$ is `np.exp(z_log_var)`, while `z_log_var` is already its logarithm.

# %% [markdown] lang="zh"
# ## 练习 2
#
# `np.logaddexp(0, logits)` 就是 softplus：黑像素的损失是 $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$，白像素的损失是 $-\log \sigma(\ell) = \mathrm{softplus}(\ell) - \ell$，减去 `images * logits`，两种情形就合成了一个式子。
# 如果先算概率，$\ell = 800$ 时就会出错：$\sigma(\ell)$ 舍入为 1，黑像素的损失成了无穷大；如果不让概率离 1 近于 $10^{-7}$，损失又只有 $-\log 10^{-7} \approx 16$ 奈特，解码器错得再有把握也是这么多。
# `np.log(1 + np.exp(logits))` 在数学上也是 softplus，但 $e^{800}$ 会上溢。
# 在一幅图像之内，两项都要求和，只对各幅图像取平均；如果对 784 个像素取平均，散度的权重就成了应有的 784 倍。
# 散度公式里的 $\sigma^2$ 是 `np.exp(z_log_var)`，`z_log_var` 本身已经是它的对数。

# %% [markdown] lang="en"
# ## Exercise 3
#
# The loss is $a R + b K$, with $R$ the reconstruction loss, $K$ the divergence and $\beta = b / a$; two calls for which $R$ and $K$ are known give both factors.
# At the logit 0 every pixel costs $\ln 2$, black or white, so $R$ is $\ln 2$ times the number of pixels; with mean 0 and log-variance 0 the code has the prior's distribution, and $K$ is 0.
# In the second call only the means change, to 1, which costs half a nat in each dimension; the difference of the two calls is $b K$ alone, whereas the second value still holds $a R$.
# $b$ alone is not $\beta$, since a factor on the whole loss is harmless; and the division is by $a$, never by $b$, which may be 0.
#
# For `failing_loss` the result is $1/16$: `ops.mean(kl)` averages over the images and over the 16 dimensions as well, while the reconstruction loss is summed over the pixels.
# So a nat of divergence costs a sixteenth of a nat, and training buys many of them: about 77 nats per image, where the mended training needs about 23.
# That rules out C and E: with a dead code, or with one that is charged too much, the divergence would be small.
# The many nats make the reconstructions good, of new digits too, so neither A nor D is the reason.
# But the codes of the digits now lie far out, each in a small region of its own; a code from the prior mostly falls between these regions, where the decoder was never trained.
# The sum of both terms tells this without a picture: it is about 40 nats larger than after the mended training, although the reconstruction loss is smaller.
#
# The mended loss sums within an image and averages over the images only.
# To average over the pixels as well would be no cure: two means give $\beta = 784/16 = 49$, and all codes die.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 损失是 $a R + b K$，其中 $R$ 是重建误差，$K$ 是散度，$\beta = b / a$；调用两次，只要每次的 $R$ 和 $K$ 已知，就能求出两个系数。
# logit 为 0 时，像素无论黑白，损失都是 $\ln 2$，所以 $R$ 等于 $\ln 2$ 乘以像素个数；均值和对数方差都为 0 时，编码的分布就是先验，$K$ 为 0。
# 第二次调用只把均值改成 1，每一维因此花费半奈特；两次结果之差只剩 $b K$，而第二次的结果本身还含有 $a R$。
# 只求出 $b$ 还不是 $\beta$，因为整个损失乘一个系数是无妨的；最后除以的是 $a$ 而不是 $b$，所以 $b$ 为 0 也没有问题。
#
# 对 `failing_loss`，结果是 $1/16$：`ops.mean(kl)` 不仅对各幅图像取平均，也对 16 个维度取了平均，而重建误差对像素是求和的。
# 于是散度每增加一奈特，损失只增加十六分之一奈特，训练就大手大脚地用：每幅图像约 77 奈特，而修好之后只需要约 23 奈特。
# 由此可以排除 C 和 E：编码如果“死”了，或者散度的权重太大，散度就会很小。
# 编码用了这么多奈特，重建自然好，新数字也重建得好，这就排除了 A 和 D。
# 可是数字的编码现在散得很开，各自只占很小的一块；取自先验的编码大多落在这些小块之间，解码器在那里从未受过训练。
# 不看图，只看两项之和也能知道：重建误差虽然更小，两项之和却比修好之后大了约 40 奈特。
#
# 修好的损失在一幅图像之内求和，只对各幅图像取平均。
# 如果对像素也取平均，并不能修好：两处都取平均，$\beta = 784/16 = 49$，编码全都会“死”掉。

# %% [markdown] lang="en"
# ## Exercise 4
#
# All draws together scatter for two reasons, so their variance is the variance of the means plus the mean of the variances; without the first, means that differ from image to image would not count, and without the second, every draw would lie on its mean.
# Here variances are averaged, because it is variances that add up; in the second term log-variances are, because an entropy is half a logarithm of a variance, up to a constant, and there the entropies are averaged.
# The logarithm of a mean is never below the mean of the logarithms (Jensen), so the result is never negative, and it is zero only where all images have the same mean and the same variance.
# For $\mathcal N(3, 1)$ whatever the image, it is exactly 0: the variance takes off the common mean, and it is for this 3 that the divergence charges 4.5 nats.
# `np.var` divides by $n$ unless told otherwise, which is right here, since these images are all there are.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 全部采样合在一起，分散的原因有两个，所以总方差等于均值的方差加上方差的平均：少了前者，各幅图像的均值再不同也不起作用；少了后者，就等于说每次采样都正好落在均值上。
# 这里平均的是方差，因为能相加的是方差；第二项平均的却是对数方差，因为除了一个常数，熵是方差对数的一半，而那里要平均的是熵。
# 平均值的对数不小于对数的平均值（Jensen 不等式），所以结果不会是负数；只有所有图像的均值相同、方差也相同时，结果才是零。
# 如果每幅图像的分布都是 $\mathcal N(3, 1)$，结果恰好是 0：求方差时减去了共同的均值，而散度的 4.5 奈特正是这个 3 的花费。
# `np.var` 默认除以 $n$，这里正该如此，因为总共就这 $n$ 幅图像。

# %% [markdown] lang="en"
# ## Exercise 5
#
# $\log w_k$ is $\log p(x \mid z_k) + \log p(z_k) - \log q(z_k \mid x)$, and each of the three is a sum over independent components, hence `axis=1`.
# In the last of them $(z - \mu) / \sigma$ is the noise itself, but the density of $z$ has a factor $1/\sigma$ in each dimension; without `z_log_var` it would be the density of the noise.
# The $2\pi$ of prior and encoder happen to cancel, the constants of $x$ do not: without them the result is off by a constant, and cannot be compared with the exact $\log p(x)$.
# First the weights are averaged, then the logarithm is taken; the mean of `log_weights` is an estimate of the ELBO, and never larger (Jensen).
# With the largest logarithm taken out, one weight is 1 and no other is larger, so the mean is at least $1/K$ and its logarithm is finite; otherwise all weights may be rounded to 0 where $x$ has hundreds of components.

# %% [markdown] lang="zh"
# ## 练习 5
#
# $\log w_k = \log p(x \mid z_k) + \log p(z_k) - \log q(z_k \mid x)$，三项都是对独立的分量求和，所以要写 `axis=1`。
# 第三项里，$(z - \mu) / \sigma$ 就是噪声，但 $z$ 的密度在每一维还有因子 $1/\sigma$；漏了 `z_log_var`，算的就是噪声的密度。
# 先验与编码器的 $2\pi$ 在这里正好抵消，$x$ 的常数却抵消不了：丢了它，结果就差一个常数，不能与精确的 $\log p(x)$ 相比。
# 要先对权重求平均，再取对数；如果直接平均 `log_weights`，得到的是 ELBO 的估计值，它不会更大（Jensen 不等式）。
# 提出最大的一项之后，有一个权重是 1，其余都不超过 1，平均值至少是 $1/K$，对数一定有限；如果不提出来，$x$ 有几百个分量时，所有权重都可能下溢成零。

# %% [markdown] lang="en"
# ## Exercise 6
#
# The log-likelihood of a visible pixel is $x \ell - \mathrm{softplus}(\ell)$, with the slope $x - \sigma(\ell)$, which the chain rule carries back through $B$, tanh and $A$; the $-z$ at the end is the prior's slope, without which nothing pulls the code towards zero.
# `np.where` puts 0 in the place of a missing pixel, whereas NaN times zero is still NaN; taken for black, such pixels would pull their logits down.
# The pixels' log-likelihoods add up; a mean of them would make the prior weigh too much.
# All starts climb at once, as the rows of `z`; `z = z + ...` makes a new array, while `z += ...` would change the caller's `starts`.
# The best row is chosen after the climb and by the whole score, prior included; a constant in the score is the same for all codes and may be left out.
# Only the hole is filled, and with probabilities: filled with black and white, a single wrong pixel would have an infinite loss.

# %% [markdown] lang="zh"
# ## 练习 6
#
# 可见像素的对数似然是 $x \ell - \mathrm{softplus}(\ell)$，对 logit 的导数是 $x - \sigma(\ell)$，再按链式法则依次往回经过 $B$、tanh 和 $A$；最后的 $-z$ 是先验的梯度，少了它，就没有什么把编码拉向零。
# `np.where` 在缺失的像素处填 0；乘以零不行，因为 NaN 乘零仍是 NaN；当成黑色也不行，那会把这些像素的 logit 往下拉。
# 各像素的对数似然要相加；如果取平均，先验的权重就过大。
# 所有起点作为 `z` 的各行，一起往上爬；`z = z + ...` 得到新数组，如果写成 `z += ...`，调用者的 `starts` 也会被改掉。
# 最好的一行要在爬完之后挑选，而且要按包含先验的得分来挑；得分里的常数对所有编码都一样，可以略去。
# 只填空洞，而且填的是概率：如果填成非黑即白，只要有一个像素填错，损失就是无穷大。
