# %% [markdown] lang="en"
# ## Where it is used, and on what evidence
#
# When somebody names a use, ask how far it has been examined.
# It may have been *shown* (it worked once), *scored* (it worked on a fixed set of questions), *tried* (in an experiment, against a group that did without) or *established* (in practice, for the outcome that matters, and repeated by others).
#
# | Field | The best evidence that we can name | Open |
# | --- | --- | --- |
# | **Text** | Tried: an assistant introduced step by step among some 5,000 customer-support agents raised the issues solved per hour by about 15%, most for beginners (Brynjolfsson et al. 2023, arXiv:2304.11771). Scored: translated news from Chinese was rated level with people's sentence by sentence (Hassan et al. 2018, arXiv:1803.05567), but whole documents were not (Läubli et al. 2018, doi:10.18653/v1/D18-1512) | facts; long texts; who checks |
# | **Images** | Shown and scored: images from text (arXiv:2112.10752); style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576) | rights; exact obedience |
# | **Audio** | Scored: listeners gave Tacotron 2's speech 4.53 of 5, recordings 4.58 (Shen et al. 2017, arXiv:1712.05884, one voice); music to a description (Copet et al. 2023, arXiv:2306.05284) | consent; deception: listeners recognised only 73% of imitated speech (Mai et al. 2023, doi:10.1371/journal.pone.0285333) |
# | **Video** | Scored: what happens in generated videos often breaks physics, however real it looks (Motamed et al. 2025, arXiv:2501.09038) | length, constancy, physics |
# | **Education** | Tried: with a plain chatbot pupils' marks were 48% higher in practice than those of pupils without one, and then 17% *lower* in an exam without it; hints instead of answers largely removed the harm (Bastani et al. 2025, doi:10.1073/pnas.2422633122). In one physics course a carefully built tutor beat a good class (Kestin et al. 2025, doi:10.1038/s41598-025-97652-6) | months and years; other subjects |
# | **Materials, drugs** | Shown: crystals designed to order, one of them made and measured within 20% of its target (Zeni et al. 2025, doi:10.1038/s41586-025-08628-5). Tried: a drug found with generative models, in an early trial (phase 2a) with 71 patients, whose first aim was safety (Xu et al. 2025, doi:10.1038/s41591-025-03743-2) | larger trials |
# | **Diagnosis, driving** | Scored: generated images as *additional training data*; with 182 liver lesions they raised a classifier's sensitivity (the share of cases that it recognises) from 78.6% to 85.7% (Frid-Adar et al. 2018, arXiv:1803.01229), and generated street scenes help some recognition tests (Gao et al. 2023, arXiv:2310.02601) | fewer errors in clinics, fewer accidents |
#
# In the last row the models that decide are discriminative: a diagnosis is a statement about one patient, and a generated image cannot make it.
# It can even mislead, when a network that translates scans adds tumours so that its collection looks like the training collection (Cohen et al. 2018, arXiv:1805.08841).
# No row of the table says "established"; that is the state of the evidence that we know, and it changes quickly.

# %% [markdown] lang="zh"
# ## 用在哪里，证据是什么
#
# 有人说起一项应用时，先问它检验到了哪一步。
# 可能只是*演示过*（成功过一次），可能*评测过*（在一套固定的题目上成功过），可能*试验过*（与不用它的一组人作过对照），也可能*已经确立*（在实际工作中，就真正关心的结果检验过，别人也重复出来了）。
#
# | 领域 | 我们能举出的最强证据 | 尚未解决的问题 |
# | --- | --- | --- |
# | **文本** | 试验过：在约 5,000 名客服人员中分批推行辅助工具，每小时解决的问题约多 15%，新手获益最大（Brynjolfsson 等，2023，arXiv:2304.11771）。评测过：中文新闻的译文，逐句评与人工不相上下（Hassan 等，2018，arXiv:1803.05567），整篇评就不如人工（Läubli 等，2018，doi:10.18653/v1/D18-1512） | 事实；长文；由谁检查 |
# | **图像** | 演示过、评测过：由文字生成图像（arXiv:2112.10752）；用卷积网络的特征刻画风格（Gatys 等，2015，arXiv:1508.06576） | 权利；是否完全按要求画 |
# | **音频** | 评测过：满分 5 分，听众给 Tacotron 2 的语音 4.53 分，给真人录音 4.58 分（Shen 等，2017，arXiv:1712.05884，只有一个嗓音）；按描述生成音乐（Copet 等，2023，arXiv:2306.05284） | 本人是否同意；欺骗：仿冒的语音，听众只认得出 73%（Mai 等，2023，doi:10.1371/journal.pone.0285333） |
# | **视频** | 评测过：画面再逼真，里面发生的事也常常违反物理规律（Motamed 等，2025，arXiv:2501.09038） | 时长、前后一致、物理规律 |
# | **教育** | 试验过：学生用普通的聊天机器人，练习成绩比不用的学生高 48%，考试时不能用，成绩反而*低* 17%；改成只给提示、不直接给答案，害处大体消失（Bastani 等，2025，doi:10.1073/pnas.2422633122）。在一门物理课上，精心设计的辅导程序比一堂好课效果更好（Kestin 等，2025，doi:10.1038/s41598-025-97652-6） | 几个月、几年之后怎样；别的学科 |
# | **材料、药物** | 演示过：按要求设计晶体，其中一种制成后，实测值与目标相差不到 20%（Zeni 等，2025，doi:10.1038/s41586-025-08628-5）。试验过：借助生成模型找到的一种药，做过早期（2a 期）试验，有 71 名病人参加，首要目的是看是否安全（Xu 等，2025，doi:10.1038/s41591-025-03743-2） | 更大的试验 |
# | **诊断、驾驶** | 评测过：把生成的图像用作*补充的训练数据*；在 182 个肝脏病灶的数据上，分类器的灵敏度（病例中认得出的比例）从 78.6% 提高到 85.7%（Frid-Adar 等，2018，arXiv:1803.01229）；生成的街景能提高某些识别测试的成绩（Gao 等，2023，arXiv:2310.02601） | 误诊是否减少，事故是否减少 |
#
# 在表的最后一行里，作判断的是判别模型：诊断是对某一个病人的判断，而生成的图像作不出这样的判断。
# 生成的图像甚至会误导人：有的网络把一种扫描图像转换成另一种，为了让输出在整体上像训练图像，会凭空添上肿瘤（Cohen 等，2018，arXiv:1805.08841）。
# 表中没有哪一行写着“已经确立”；就我们所知，目前的证据就是这样，而且情况变化很快。
