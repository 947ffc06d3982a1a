# %% [markdown] lang="en"
# ## Where it is used, and what stands on evidence
#
# The five articles list uses by the dozen.
# A use can be *shown* (a demonstration: it worked once), *scored* (a benchmark: it worked on a fixed set of questions), *tried* (an experiment with a group that did without), or *established* (a trial in practice, on the outcome that matters, repeated by others).
# The steps are far apart.
# For each field the table gives what the articles claim, the best evidence that we can name with its source, and what is open.
#
# | Field, and the claim | Evidence | Open |
# | --- | --- | --- |
# | **Text**: news, fiction, dialogue, "high-quality" translation | Tried: the writing experiment above; an assistant introduced step by step among some 5,000 customer-support agents raised the issues solved per hour by about 15%, most for beginners (Brynjolfsson et al. 2023, arXiv:2304.11771). Scored: translated news from Chinese was rated level with people's sentence by sentence (Hassan et al. 2018, arXiv:1803.05567), but whole documents were not (Läubli et al. 2018, doi:10.18653/v1/D18-1512) | facts; long texts; who checks |
# | **Images**: art, repair, style transfer | Shown and scored: text-to-image by latent diffusion (arXiv:2112.10752); style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576); repair fills in what is likely ([chapter 4](04_vae.ipynb)) | what was really there; rights; exact obedience |
# | **Audio**: music, voices, effects | Scored: listeners gave Tacotron 2's speech 4.53 of 5, recordings 4.58 (Shen et al. 2017, arXiv:1712.05884, one voice); music to a description (Copet et al. 2023, arXiv:2306.05284) | consent; deception: listeners recognised only 73% of imitated speech (Mai et al. 2023, doi:10.1371/journal.pone.0285333) |
# | **Video**: film, animation, presenters | Shown: clips by diffusion (Ho et al. 2022, arXiv:2204.03458). Scored: what happens in them often breaks physics, however real it looks (Motamed et al. 2025, arXiv:2501.09038) | length, constancy, physics |
# | **Industry**: "much higher efficiency and quality of content production" | Tried: the rows on speed above, in both directions. Shown: crystals designed to order, one of them made and measured within 20% of its target (Zeni et al. 2025, doi:10.1038/s41586-025-08628-5) | whole firms; most reports are by those who sell |
# | **Medicine**: "diagnosis", drugs, personalised therapy | see below | see below |
# | **Driving**: better recognition and decisions | Scored: generated street scenes as additional training data help some recognition tests (Gao et al. 2023, arXiv:2310.02601), as generated photographs help on ImageNet (Azizi et al. 2023, arXiv:2304.08466) | fewer accidents: see below |
# | **Education**: virtual teaching, tutoring, grading | Tried: with a plain chatbot, pupils' marks rose by 48% in practice and were 17% *lower* in the exam without it; hints instead of answers largely removed the harm (Bastani et al. 2025, doi:10.1073/pnas.2422633122). In one physics course, a carefully built tutor beat a good class (Kestin et al. 2025, doi:10.1038/s41598-025-97652-6) | months and years; other subjects; fair grading |
#
# **Medicine.** Three claims, three states of evidence.
# *Images.* Generating an image diagnoses nothing: a diagnosis is a statement about *this* patient, and the models that make such statements are discriminative.
# One of them, reading mammograms with a radiologist, was tried in a trial with more than 80,000 women (Lång et al. 2023, doi:10.1016/S1470-2045(23)00298-X).
# Generated images can serve as additional training data for such models: with 182 liver lesions, they raised the sensitivity of a classifier from 78.6% to 85.7% (Frid-Adar et al. 2018, arXiv:1803.01229).
# *Drugs.* Molecules proposed by generative models reach patients: one has been through a randomised trial of phase 2a with 71 patients, whose first aim was safety (Xu et al. 2025, doi:10.1038/s41591-025-03743-2).
# One small trial is a beginning.
# *Personalised therapy*, in the articles' sense of plans generated from a patient's data: we know of no such trial that we could cite.
#
# There is also a danger that can be computed.
# A network translates one kind of scan into another and is trained to make its *collection* of outputs look like real scans of the second kind.
# If tumours are more frequent in the real collection than among the new patients, matching the collection is only possible by inventing some (Cohen et al. 2018, arXiv:1805.08841).
# Let a share $t$ of the patients have a finding, and a share $s > t$ of the collection.
# Even the kindest network, which keeps every true finding, must put one into a share $(s - t)/(1 - t)$ of the healthy.
#
# > **Predict before you run.** One patient in ten has a tumour; in the training collection it was one in two.
# > Out of 90 healthy patients, how many get one drawn in?

# %% [markdown] lang="zh"
# ## 用在哪里，凭据是什么
#
# 五篇文章列举的应用有几十种。
# 一项应用可能只是*演示过*（成过一次），可能*打过分*（在一套固定的题目上成过），可能*试过*（有一组人不用它，作为对照），也可能*已经确立*（在实际工作中、就真正要紧的结果做过试验，别人也重复出来了）。
# 这几级之间相去甚远。
# 下表对每个领域写出文章的说法、我们能举出文献的最强证据，以及悬而未决的问题。
#
# | 领域与说法 | 证据 | 未决 |
# | --- | --- | --- |
# | **文本**：新闻、小说、对话、“高质量的多语言翻译” | 试过：前面的写作实验；在约 5,000 名客服人员中分批推行辅助工具，每小时解决的问题多约 15%，新手获益最大（Brynjolfsson 等，2023，arXiv:2304.11771）。打过分：中文新闻的译文，逐句评与人工不相上下（Hassan 等，2018，arXiv:1803.05567），整篇评就不如人工（Läubli 等，2018，doi:10.18653/v1/D18-1512） | 事实；长文；由谁检查 |
# | **图像**：艺术、修复、风格迁移 | 演示过、打过分：潜在扩散的文生图（arXiv:2112.10752）；用卷积网络的特征刻画风格（Gatys 等，2015，arXiv:1508.06576）；修复填进去的是很可能的内容（[第 4 章](04_vae.ipynb)） | 原来究竟是什么；权利；是否听话 |
# | **音频**：音乐、人声、音效 | 打过分：满分 5 分，听众给 Tacotron 2 的语音 4.53 分，给真人录音 4.58 分（Shen 等，2017，arXiv:1712.05884，只有一个嗓音）；按描述生成音乐（Copet 等，2023，arXiv:2306.05284） | 本人是否同意；以假乱真：仿冒的语音，听众只认得出 73%（Mai 等，2023，doi:10.1371/journal.pone.0285333） |
# | **视频**：电影、动画、虚拟主播 | 演示过：用扩散模型生成片段（Ho 等，2022，arXiv:2204.03458）。打过分：画面再逼真，里面发生的事也常常违反物理（Motamed 等，2025，arXiv:2501.09038） | 时长、前后一致、物理 |
# | **产业**：“大幅提高内容生产的效率和质量” | 试过：前面表中“速度”一行，两个方向都有。演示过：按要求设计晶体，其中一种造了出来，实测与目标相差不到 20%（Zeni 等，2025，doi:10.1038/s41586-025-08628-5） | 整个企业的效益；报告多出自卖方 |
# | **医疗**：“图像诊断”、药物设计、个性化治疗 | 见下文 | 见下文 |
# | **驾驶**：“提高……识别和决策能力” | 打过分：用生成的街景补充训练数据，能提高某些识别测试的成绩（Gao 等，2023，arXiv:2310.02601），正如生成的照片能提高 ImageNet 上的成绩（Azizi 等，2023，arXiv:2304.08466） | 事故是否减少：见下文 |
# | **教育**：虚拟教学、智能辅导、智能评估 | 试过：用普通的聊天机器人，学生的练习成绩高 48%，撤掉之后的考试成绩反而*低* 17%；改成多给提示、少给答案，害处大体消失（Bastani 等，2025，doi:10.1073/pnas.2422633122）。在一门物理课上，精心设计的辅导程序胜过一堂好课（Kestin 等，2025，doi:10.1038/s41598-025-97652-6） | 一年半载之后；别的学科；评分是否公平 |
#
# **医疗。** 三种说法，证据各不相同。
# *图像*：生成一幅图像，诊断不了任何人。
# 诊断是就*这一个*病人下判断，做判断的是判别模型。
# 其中有一个与放射科医生一起读乳腺片，做过一项 80,000 多名妇女参加的试验（Lång 等，2023，doi:10.1016/S1470-2045(23)00298-X）。
# 生成的图像可以给这类模型补充训练数据：在 182 个肝脏病灶的数据上，分类器的灵敏度从 78.6% 提高到 85.7%（Frid-Adar 等，2018，arXiv:1803.01229）。
# *药物*：生成模型提出的分子已经用到病人身上，有一种已经做完 2a 期随机对照试验，71 名病人参加，首要目的是看是否安全（Xu 等，2025，doi:10.1038/s41591-025-03743-2）。
# 一个小试验，只是开头。
# *个性化治疗*：文章指的是根据患者数据生成治疗方案，这样的试验，我们举不出一个。
#
# 还有一种危险是算得出来的。
# 设有一个网络，把一种扫描图像翻译成另一种，训练目标是让输出*整体上*像第二种真实图像。
# 如果真实图像里肿瘤比新病人中更常见，那么只有凭空添上一些，整体才对得上（Cohen 等，2018，arXiv:1805.08841）。
# 设病人中有病灶的比例为 $t$，训练图像中为 $s > t$。
# 就算网络再好心，把真的病灶全都留着，也必须给健康人中的 $(s - t)/(1 - t)$ 画上一个。
#
# > **先猜，再运行。** 病人中十个有一个长肿瘤，训练图像中两个就有一个。
# > 90 个健康人里，有多少人会被画上肿瘤？

# %% tags=["hide-output"]
rng = np.random.default_rng(0)
patients = rng.random(100_000) < 0.1
rows = []
for collection in (0.1, 0.2, 0.5, 0.8):
    invented = (collection - 0.1) / (1 - 0.1)
    outputs = patients | (rng.random(patients.size) < invented)
    assert abs(outputs.mean() - collection) < 0.01
    true = patients[outputs].mean()
    assert abs(true - 0.1 / collection) < 0.01
    rows.append([f"{share:.0%}" for share in (collection, outputs.mean(), invented, true)])
header = [("tumours in the collection", "训练图像中有肿瘤的")]
header += [("in the outputs", "输出中有肿瘤的"), ("healthy with a tumour", "健康人中被画上的")]
plotting.table([*header, ("true among the tumours", "输出的肿瘤中属实的")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# With one in two, 44% of the healthy, 40 of 90, are given a tumour, and four of five tumours in the outputs are invented.
#
# </details>
#
# Taken together such outputs look perfect; a score that compares collections would be content.
# That is why a scan translated in this way is no basis for a diagnosis.
#
# **Driving.** Generated scenes can make rare dangers less rare in training and in tests.
# What they cannot do is drive.
# The aim is fewer accidents, and Kalra and Paddock (2016, doi:10.1016/j.tra.2016.09.010) asked how far one has to drive to show it.
# In the United States there were 1.09 deaths per 100 million miles; call this rate $r$.
# If a car is no better than that, it drives $n$ miles without a death with probability $e^{-rn}$.
# To be 95% confident, this must be below 5%.
# The cell prints the miles, and the years they take 100 cars that drive day and night at 25 miles an hour.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 训练图像中两个有一个时，健康人中 44%，也就是 90 人中 40 人，会被画上肿瘤；输出里的肿瘤，五个有四个是编的。
#
# </details>
#
# 这样的输出，整体上看毫无破绽，凡是比较两批图像的分数都会满意。
# 所以，这样翻译出来的图像不能用来诊断。
#
# **驾驶。** 生成的场景能让罕见的危险在训练和测试中不那么罕见，却代替不了上路。
# 目标是少出事故；要开多远才能证明这一点，Kalra 与 Paddock（2016，doi:10.1016/j.tra.2016.09.010）算过。
# 美国每行驶一亿英里有 1.09 人死亡，记这个死亡率为 $r$。
# 假如一辆车并不比这更好，它开 $n$ 英里而没有一人死亡的概率是 $e^{-rn}$。
# 要有 95% 的把握，这个概率须低于 5%。
# 下面打印所需的英里数（miles），以及 100 辆车昼夜不停、平均时速 25 英里时所需的年数（years）。

# %% tags=["hide-output", "nbval-check-output"]
deaths_per_mile = 1.09 / 100e6
miles = -np.log(0.05) / deaths_per_mile
years = miles / (100 * 25 * 24 * 365)
print(f"{miles / 1e6:.0f} million miles without a death; {years:.1f} years for 100 cars")

# %% [markdown] lang="en"
# A scene from a generator, however lifelike, adds no mile to this.
# Nor does it add anything to what the car sees on the road: an invented picture holds no information about the street outside.

# %% [markdown] lang="zh"
# 生成的场景再逼真，这个里程也不会多一英里。
# 它也不会让车在路上看到更多东西：凭空生成的画面，不含窗外那条街的任何信息。
