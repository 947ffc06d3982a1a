# %% [markdown] lang="en"
# ## Eight steps in one
#
# DDIM draws nothing at random after the first noise: the same noise and label always lead to the same image.
# So a network can learn where each noise leads.
# In **progressive distillation** (Salimans & Ho 2022) a student learns to reach in one step the point that its teacher reaches in two; then the student becomes the teacher, and the number of steps halves again.
# It is one kind of **step distillation**; consistency models (Song et al. 2023, arXiv:2303.01469) are another.
#
# Take a noisy image $x_t$ of the training data, and let the teacher take two steps of half the length: to a time in between, and on to the time $t'$ with the rates $a', s'$, where it arrives at $x_{t'}$.
# Which estimate $\tilde x$ would have led there in a single step of DDIM?
# That step is $x_{t'} = a' \tilde x + s' \tilde \epsilon$ with $\tilde \epsilon = (x_t - a \tilde x) / s$, and solved for $\tilde x$ it gives
#
# $$\tilde x = \frac{x_{t'} - \frac{s'}{s} x_t}{a' - \frac{s'}{s} a}.$$
#
# The student is trained by the squared error between its velocity and $\tilde v = a \tilde \epsilon - s \tilde x$.

# %% [markdown] lang="zh"
# ## 蒸馏：八步并作一步
#
# DDIM 从噪声到图像的路径是确定的：同样的噪声和标签总是得到同样的图像。
# 因此，网络可以学会每份噪声通向哪幅图像。
# **渐进式蒸馏**（Salimans 与 Ho，2022）让学生网络用一步到达教师网络走两步才到达的地方；然后学生成为教师，步数再减半。
# 它是**步数蒸馏**的一种；一致性模型（Song 等，2023，arXiv:2303.01469）是另一种。
#
# 取训练数据的一幅带噪图像 $x_t$，让教师走两步，每步只有学生的一半长：先到中间的时刻，再到系数为 $a', s'$ 的时刻 $t'$，得到 $x_{t'}$。
# 要想只用一步 DDIM 就到达那里，估计值 $\tilde x$ 应当是多少？
# 一步 DDIM 是 $x_{t'} = a' \tilde x + s' \tilde \epsilon$，其中 $\tilde \epsilon = (x_t - a \tilde x) / s$；由此解出
#
# $$\tilde x = \frac{x_{t'} - \frac{s'}{s} x_t}{a' - \frac{s'}{s} a}.$$
#
# 学生的损失就是它预测的速度与 $\tilde v = a \tilde \epsilon - s \tilde x$ 之间的平方误差。


# %%
def rates_of(times):  # (n,) -> (n, 1), (n, 1)
    return ops.cos(math.pi / 2 * times)[:, None], ops.sin(math.pi / 2 * times)[:, None]


def step(network, noisy, now, then, labels):
    """One step of DDIM, in which each row has times of its own."""
    signal, rate = rates_of(now)
    velocity = network([noisy, now, labels])  # (n, 16)
    clean, noise = signal * noisy - rate * velocity, rate * noisy + signal * velocity
    signal, rate = rates_of(then)
    return signal * clean + rate * noise


# %%
def wanted_velocity(noisy, now, reached, then):
    """What leads in one step of DDIM from `noisy` to `reached`."""
    signal, rate = rates_of(now)
    later_signal, later_rate = rates_of(then)
    share = later_rate / rate
    clean = (reached - share * noisy) / (later_signal - share * signal)
    return signal * (noisy - signal * clean) / rate - rate * clean


# %%
class Distillation(keras.Model):
    """A student that learns to do in one step what its teacher does in two."""

    def __init__(self, teacher, student):
        super().__init__()
        teacher.trainable = False
        self.teacher = teacher
        self.student = student
        self.num_steps = self.add_weight(shape=(), initializer="ones", trainable=False)
        self.seed_generator = keras.random.SeedGenerator(0)
        self.built = True

    def call(self, inputs, training=False):
        clean, labels = inputs  # (n, 16), (n,)
        seed, n = self.seed_generator, ops.shape(clean)[0]
        # en: Which of its steps the student practises: 1 is the last, num_steps the first.
        # zh: 练习的是学生的第几步：最后一步是 1，第一步是 num_steps。
        number = 1 + ops.floor(self.num_steps * keras.random.uniform((n,), seed=seed))
        now, middle, then = (0.999 * (number - x) / self.num_steps for x in (0, 0.5, 1))
        signal, rate = rates_of(now)
        noisy = signal * clean + rate * keras.random.normal(ops.shape(clean), seed=seed)
        reached = step(self.teacher, noisy, now, middle, labels)
        reached = step(self.teacher, reached, middle, then, labels)
        target = ops.stop_gradient(wanted_velocity(noisy, now, reached, then))
        return {"prediction": self.student([noisy, now, labels]), "target": target}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(ops.square(y_pred["prediction"] - y_pred["target"]))


# %% [markdown] lang="en"
# The teacher takes 8 steps.
# A student learns to take 4 and becomes the teacher of a student that takes 2, which becomes the teacher of one that takes 1.
# Each begins with the weights of its teacher, and its learning rate falls to a tenth for the last third of its epochs.
# The weights of each student are kept.
#
# > **Predict before you run.** The teacher with one step draws one digit for each label.
# > How close does a student with one step come to the teacher's eight?

# %% [markdown] lang="zh"
# 教师走 8 步。
# 第一个学生学会走 4 步，然后当教师，教出走 2 步的学生，后者再教出走 1 步的学生。
# 每个学生都从教师的权重开始训练，学习率在最后三分之一的轮数里降到十分之一。
# 每个学生的权重都保留下来。
#
# > **先猜，再运行。** 教师只走一步时，每个标签只能画出一种数字。
# > 只走一步的学生，能有多接近走八步的教师？


# %%
def copy_of(network):
    copy = DenseDenoiser.from_config(network.get_config())
    copy.set_weights(network.get_weights())
    return copy


# %%
distillation = Distillation(copy_of(teacher), copy_of(teacher))
distillation.compile(keras.optimizers.Adam(2e-3, beta_2=0.99), steps_per_execution=14)
students = {}
for num_steps, epochs in ((4, 6), (2, 6), (1, 12)):
    distillation.num_steps.assign(num_steps)
    for rate, part in ((2e-3, epochs * 2 // 3), (2e-4, epochs // 3)):
        distillation.optimizer.learning_rate = rate
        distillation.fit((codes, train_labels), batch_size=500, epochs=part, verbose=0)
    students[num_steps] = copy_of(distillation.student)
    distillation.teacher.set_weights(distillation.student.get_weights())

# %% tags=["hide-output"]
drawn_by = {("teacher", 8): draw(teacher, 8)}
for num_steps in (4, 2, 1):
    drawn_by["student", num_steps] = draw(students[num_steps], num_steps)
    drawn_by["teacher", num_steps] = draw(teacher, num_steps)
shown = [("teacher", 8), ("student", 4), ("student", 2), ("student", 1), ("teacher", 1)]
show(
    {f"{who}, {num_steps}": drawn_by[who, num_steps] for who, num_steps in shown},
    "The same twenty noises: the teacher in 8 steps, its students in 4, in 2 and in one step, and last the teacher in one step. The students follow the teacher's eight steps almost digit for digit.",
    "同样的二十份噪声：教师走 8 步，学生走 4 步、2 步、1 步，最后一行是教师只走 1 步。学生画出的数字与教师走八步得到的几乎一一对应。",
)

# %% [markdown] lang="en"
# Now the scores of 2,000 digits against the 2,000 test images: the Fréchet distance in the features of the course's classifier (chapter 3; lower is better) and the recall, the share of the test images that lie among the generated ones (higher is better).
# Two rows serve for comparison: other real digits, and the test images encoded and decoded by the VAE, which no model of its codes can be expected to beat by much.

# %% [markdown] lang="zh"
# 下面对照 2,000 幅测试图像，给生成的 2,000 个数字打分：一是课程分类器特征中的弗雷歇距离（第 3 章；越低越好），二是召回率，即测试图像中有多大比例落在生成图像的范围之内（越高越好）。
# 另有两行用来对照：其他的真实数字；经过 VAE 重建的测试图像（处理 VAE 编码的模型不大可能明显胜过这一行）。


# %%
def score(shown, reference):
    """Fréchet distance, recall, and what a classifier reads, against features of real images."""
    features, read = classify("mnist", shown)  # (n, 128), (n,)
    _, recall = metrics.precision_recall(reference, features)
    return metrics.frechet_distance(reference, features), recall, read


# %% tags=["hide-output"]
test_features, _ = classify("mnist", test_images)
scored = {name: score(model.images(x), test_features) for name, x in drawn_by.items()}
scored["real", "-"] = score(train_images[:2000], test_features)
scored["VAE", "-"] = score(vae.reconstruct(test_images), test_features)
words = {"teacher": ("teacher", "教师"), "student": ("student", "学生")}
words |= {
    "real": ("training images", "训练图像"),
    "VAE": ("test images, rebuilt", "重建的测试图像"),
}
rows = [[words[who], str(n), f"{x[0]:.2f}", f"{x[1]:.2f}"] for (who, n), x in scored.items()]
columns = [("steps", "步数"), ("Fréchet distance", "弗雷歇距离"), ("recall", "召回率")]
plotting.table([("images", "图像"), *columns], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Very close: the student's one step has about the Fréchet distance of the teacher's eight and most of its recall, at an eighth of the evaluations.
# At equal steps each student is ahead of the teacher, the more so the fewer the steps.
#
# </details>
#
# Look at the teacher's row of one step.
# It has only ten different images, and still its Fréchet distance, which compares means and covariances, is only about three times that of eight steps.
# Its recall is 0: no test image lies among them.
#
# The student copies the teacher, its faults included, so it cannot be expected to become better; a few hundredths of Fréchet distance, either way, are chance.
# Here everything is small, 16 numbers for each digit and a few hundred training steps; Salimans & Ho halve the steps of pixel models many times, and there the last halvings lose more than ours.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 非常接近：学生走一步，弗雷歇距离与教师走八步的差不多，召回率也只低一些，网络却只计算八分之一的次数。
# 步数相同时，每个学生都好过教师，步数越少，差距越大。
#
# </details>
#
# 请注意教师走一步的那一行。
# 这时教师只画得出十种不同的图像，可是弗雷歇距离只比较均值和协方差，所以不过是走八步时的几倍。
# 召回率则为 0：没有一幅测试图像落在生成图像的范围之内。
#
# 学生模仿教师，连教师的缺点也一起学会，所以不能指望它好过教师；弗雷歇距离相差零点零几，无论哪边小，都属于偶然。
# 这里的一切都很小：每个数字只有 16 个数，训练只有几百步；Salimans 与 Ho 把像素模型的步数一次次减半，最后几次减半的损失比这里大。
