# %% [markdown] lang="en"
# ## Summary
#
# - AI-generated content is what a generative model puts out; a generative model is a distribution one can draw from.
#   Multimodal work includes going from one kind of content to another.
# - Deep learning lies inside machine learning, inside artificial intelligence.
#   Language and vision are fields that use all of it.
#   Generating needs neither deep learning nor, with templates, any learning; the story ends neither with GAN and VAE nor with the Transformer.
# - With one ruler for text and one for images, a century of methods can be compared, at a stated budget of data and time.
# - A use may be shown, scored, tried or established.
#   Few are tried, and the results go both ways.
#   Generating is cheap; checking is not.
# - Plausible is not true, a matched collection is not a true image, and a smooth skill may look like a leap on a harsh scale.
# - One copy of a secret can be enough to leak it, and encryption does not help: remove duplicates, bound each record's influence, test.
#   Models that learn from models alone lose what is rare; keeping the real data prevents it.
#
# ## References
#
# **History.** Markov 1913, doi:10.1017/S0269889706001074 · Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x · Hiller & Isaacson 1959, *Experimental Music* · Weizenbaum 1966, doi:10.1145/365153.365168 · Rumelhart et al. 1986, doi:10.1038/323533a0 · Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735 · Bengio et al. 2003, JMLR 3:1137-1155 · Hinton & Salakhutdinov 2006, doi:10.1126/science.1127647 · Mikolov et al. 2013, arXiv:1301.3781 · Kingma & Welling 2013, arXiv:1312.6114 · Goodfellow et al. 2014, arXiv:1406.2661 · Bahdanau et al. 2014, arXiv:1409.0473 · Sohl-Dickstein et al. 2015, arXiv:1503.03585 · van den Oord et al. 2016, arXiv:1609.03499 · Vaswani et al. 2017, arXiv:1706.03762 · Radford et al. 2018 and 2019 (GPT, GPT-2), OpenAI · Devlin et al. 2018, arXiv:1810.04805 · Kaplan et al. 2020, arXiv:2001.08361 · Brown et al. 2020, arXiv:2005.14165 · Ho et al. 2020, arXiv:2006.11239 · Radford et al. 2021 (CLIP), arXiv:2103.00020 · Rombach et al. 2021, arXiv:2112.10752 · Ouyang et al. 2022, arXiv:2203.02155 · Ho et al. 2022 (video), arXiv:2204.03458 · DeepSeek-AI 2025, arXiv:2501.12948
#
# **Concepts.** China Academy of Information and Communications Technology & JD Explore Academy 2022, 《人工智能生成内容（AIGC）白皮书》 · Cao et al. 2023, arXiv:2303.04226 · Unterthiner et al. 2018 (video distance), arXiv:1812.01717 · Fedus et al. 2021, arXiv:2101.03961 · Kaneko & Kameoka 2017 (voice conversion), arXiv:1711.11293
#
# **Uses.** Noy & Zhang 2023, doi:10.1126/science.adh2586 · Peng et al. 2023, arXiv:2302.06590 · Becker et al. 2025, arXiv:2507.09089 · Brynjolfsson et al. 2023, arXiv:2304.11771 · Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290 · Hassan et al. 2018, arXiv:1803.05567 · Läubli et al. 2018, doi:10.18653/v1/D18-1512 · Gatys et al. 2015, arXiv:1508.06576 · Shen et al. 2017, arXiv:1712.05884 · Copet et al. 2023, arXiv:2306.05284 · Mai et al. 2023, doi:10.1371/journal.pone.0285333 · Motamed et al. 2025, arXiv:2501.09038 · Zeni et al. 2025, doi:10.1038/s41586-025-08628-5 · Lång et al. 2023, doi:10.1016/S1470-2045(23)00298-X · Frid-Adar et al. 2018, arXiv:1803.01229 · Cohen et al. 2018, arXiv:1805.08841 · Xu et al. 2025, doi:10.1038/s41591-025-03743-2 · Kalra & Paddock 2016, doi:10.1016/j.tra.2016.09.010 · Gao et al. 2023, arXiv:2310.02601 · Azizi et al. 2023, arXiv:2304.08466 · Bastani et al. 2025, doi:10.1073/pnas.2422633122 · Kestin et al. 2025, doi:10.1038/s41598-025-97652-6
#
# **Limits.** Lin et al. 2021, arXiv:2109.07958 · Lewis et al. 2020, arXiv:2005.11401 · Kalai & Vempala 2023, arXiv:2311.14648 · Sainz et al. 2023, arXiv:2310.18018 · Kynkäänniemi et al. 2022, arXiv:2203.06026 · Theis et al. 2015, arXiv:1511.01844 · Wei et al. 2022, arXiv:2206.07682 · Schaeffer et al. 2023, arXiv:2304.15004 · Bianchi et al. 2022, arXiv:2211.03759 · Carlini et al. 2018, arXiv:1802.08232; 2020, arXiv:2012.07805; 2022, arXiv:2202.07646; 2023, arXiv:2301.13188 · Lee et al. 2021, arXiv:2107.06499 · Abadi et al. 2016, arXiv:1607.00133 · Shokri et al. 2016, arXiv:1610.05820 · Longpre et al. 2023, arXiv:2310.16787 · Patterson et al. 2021, arXiv:2104.10350 · Luccioni et al. 2023, arXiv:2311.16863 · Shumailov et al. 2024, doi:10.1038/s41586-024-07566-y · Gerstgrasser et al. 2024, arXiv:2404.01413 · Kirchenbauer et al. 2023, arXiv:2301.10226 · Sadasivan et al. 2023, arXiv:2303.11156 · Liang et al. 2023, arXiv:2304.02819

# %% [markdown] lang="zh"
# ## 小结
#
# - 人工智能生成内容是生成模型的产物，生成模型是可以从中采样的分布。
#   多模态也包括由一种内容到另一种内容。
# - 深度学习在机器学习之内，机器学习在人工智能之内；语言和视觉是领域，哪一部分的方法都用。
#   生成不一定要靠深度学习，用模板时连学习都不需要；故事没有到 GAN 和 VAE 为止，也不会到 Transformer 为止。
# - 文本一把尺子，图像一把尺子，一个世纪的方法就能放在一起比，但数据量和时间预算要写明。
# - 一项应用，可能演示过、打过分、试过或已经确立。
#   试过的不多，结果有好有坏。
#   生成便宜，检查不便宜。
# - 像真的不等于真的；整体对得上，不等于哪一幅图属实；平滑的进步，换一把苛刻的尺子看就像突变。
# - 秘密只要放进一份就可能泄漏，加密无济于事：要去重，要限制单条记录的作用，要检验。
#   模型只跟模型学，会丢掉罕见的东西；把真实数据留着就不会。
#
# ## 参考文献
#
# **历史。** Markov 1913，doi:10.1017/S0269889706001074 · Shannon 1948，doi:10.1002/j.1538-7305.1948.tb01338.x · Hiller 与 Isaacson 1959，*Experimental Music* · Weizenbaum 1966，doi:10.1145/365153.365168 · Rumelhart 等 1986，doi:10.1038/323533a0 · Hochreiter 与 Schmidhuber 1997，doi:10.1162/neco.1997.9.8.1735 · Bengio 等 2003，JMLR 3:1137-1155 · Hinton 与 Salakhutdinov 2006，doi:10.1126/science.1127647 · Mikolov 等 2013，arXiv:1301.3781 · Kingma 与 Welling 2013，arXiv:1312.6114 · Goodfellow 等 2014，arXiv:1406.2661 · Bahdanau 等 2014，arXiv:1409.0473 · Sohl-Dickstein 等 2015，arXiv:1503.03585 · van den Oord 等 2016，arXiv:1609.03499 · Vaswani 等 2017，arXiv:1706.03762 · Radford 等 2018、2019（GPT、GPT-2），OpenAI · Devlin 等 2018，arXiv:1810.04805 · Kaplan 等 2020，arXiv:2001.08361 · Brown 等 2020，arXiv:2005.14165 · Ho 等 2020，arXiv:2006.11239 · Radford 等 2021（CLIP），arXiv:2103.00020 · Rombach 等 2021，arXiv:2112.10752 · Ouyang 等 2022，arXiv:2203.02155 · Ho 等 2022（视频），arXiv:2204.03458 · DeepSeek-AI 2025，arXiv:2501.12948
#
# **概念。** 中国信息通信研究院、京东探索研究院 2022，《人工智能生成内容（AIGC）白皮书》 · Cao 等 2023，arXiv:2303.04226 · Unterthiner 等 2018（视频的距离），arXiv:1812.01717 · Fedus 等 2021，arXiv:2101.03961 · Kaneko 与 Kameoka 2017（语音转换），arXiv:1711.11293
#
# **应用。** Noy 与 Zhang 2023，doi:10.1126/science.adh2586 · Peng 等 2023，arXiv:2302.06590 · Becker 等 2025，arXiv:2507.09089 · Brynjolfsson 等 2023，arXiv:2304.11771 · Doshi 与 Hauser 2024，doi:10.1126/sciadv.adn5290 · Hassan 等 2018，arXiv:1803.05567 · Läubli 等 2018，doi:10.18653/v1/D18-1512 · Gatys 等 2015，arXiv:1508.06576 · Shen 等 2017，arXiv:1712.05884 · Copet 等 2023，arXiv:2306.05284 · Mai 等 2023，doi:10.1371/journal.pone.0285333 · Motamed 等 2025，arXiv:2501.09038 · Zeni 等 2025，doi:10.1038/s41586-025-08628-5 · Lång 等 2023，doi:10.1016/S1470-2045(23)00298-X · Frid-Adar 等 2018，arXiv:1803.01229 · Cohen 等 2018，arXiv:1805.08841 · Xu 等 2025，doi:10.1038/s41591-025-03743-2 · Kalra 与 Paddock 2016，doi:10.1016/j.tra.2016.09.010 · Gao 等 2023，arXiv:2310.02601 · Azizi 等 2023，arXiv:2304.08466 · Bastani 等 2025，doi:10.1073/pnas.2422633122 · Kestin 等 2025，doi:10.1038/s41598-025-97652-6
#
# **局限。** Lin 等 2021，arXiv:2109.07958 · Lewis 等 2020，arXiv:2005.11401 · Kalai 与 Vempala 2023，arXiv:2311.14648 · Sainz 等 2023，arXiv:2310.18018 · Kynkäänniemi 等 2022，arXiv:2203.06026 · Theis 等 2015，arXiv:1511.01844 · Wei 等 2022，arXiv:2206.07682 · Schaeffer 等 2023，arXiv:2304.15004 · Bianchi 等 2022，arXiv:2211.03759 · Carlini 等 2018，arXiv:1802.08232；2020，arXiv:2012.07805；2022，arXiv:2202.07646；2023，arXiv:2301.13188 · Lee 等 2021，arXiv:2107.06499 · Abadi 等 2016，arXiv:1607.00133 · Shokri 等 2016，arXiv:1610.05820 · Longpre 等 2023，arXiv:2310.16787 · Patterson 等 2021，arXiv:2104.10350 · Luccioni 等 2023，arXiv:2311.16863 · Shumailov 等 2024，doi:10.1038/s41586-024-07566-y · Gerstgrasser 等 2024，arXiv:2404.01413 · Kirchenbauer 等 2023，arXiv:2301.10226 · Sadasivan 等 2023，arXiv:2303.11156 · Liang 等 2023，arXiv:2304.02819
