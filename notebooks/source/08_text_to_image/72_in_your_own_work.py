# %% [markdown] lang="en"
# ## In your own work
#
# Pictures as one array, a caption for each, and these lines train a model that is told in words.
# Here they run on 200 garments of Fashion-MNIST, with their names as captions:

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 把图像放进一个数组，每幅配一句说明，下面几行就能训练一个文生图模型。
# 这里用 Fashion-MNIST 的 200 幅服饰演示，说明就是它们的名称：

# %%
from aigc_keras.data import load_images

garments, kinds = (part[:200] for part in load_images("fashion_mnist")[0])
words = ["T-shirt", "trousers", "pullover", "dress", "coat"]
words += ["sandal", "shirt", "sneaker", "bag", "boot"]
my_captions = [f"a {words[kind]}" for kind in kinds]
my_vocabulary = BytePairVocabulary.of("\n".join(my_captions), 300)
my_denoiser = TextDiT(garments.shape[1:], my_vocabulary.size + 1, 12, hidden_dim=32)
my_model = TextToImage(Diffusion(my_denoiser, target="image", condition_dim=12), my_vocabulary)
train(my_model, (garments, my_model.tokens(my_captions)), 2e-3, batch_size=50)
path = Path(tempfile.mkdtemp()) / "my_pictures.keras"
my_model.save(path)
print(aigc_keras.load_model(path).draw(["a boot"] * 3, num_steps=10, seed=0).shape)

# %% [markdown] lang="en"
# (Four steps of training draw nothing but noise; only the shape is right.)
# With photographs use the text encoder of a large CLIP or of a language model, frozen, and work in the codes of an autoencoder, as chapter 7 shows.
#
# ### Where it is today
#
# - **Stable Diffusion** (Rombach et al. 2021, arXiv:2112.10752) reads prompts with a frozen CLIP text encoder and looks at its words by cross-attention, as here.
# - **Imagen** (Saharia et al. 2022, arXiv:2205.11487) found that a larger text encoder helps more than a larger denoiser.
# - **Stable Diffusion 3** (Esser et al. 2024, arXiv:2403.03206) lets words and patches look at each other in one attention.
# - **Hunyuan-DiT** (Tencent; Li et al. 2024, arXiv:2405.08748) obeys Chinese and English; **Qwen-Image** (Wu et al. 2025, arXiv:2508.02324) reads with a large vision-language model and writes legible Chinese into its pictures.
# - **DALL-E 2** (Ramesh et al. 2022, arXiv:2204.06125) draws from CLIP's vectors.
# - **GenEval** (Ghosh et al. 2023, arXiv:2310.11513) counts obedience in photographs with detectors, as our reader does with portraits.

# %% [markdown] lang="zh"
# （只训练了四步，画出来的还是噪声，只有数组的形状是对的。）
# 如果是照片，就用大型 CLIP 或语言模型的文本编码器，把它冻结，并像第 7 章那样在自编码器的编码里做扩散。
#
# ### 今天的文生图
#
# - **Stable Diffusion**（Rombach 等，2021，arXiv:2112.10752）用冻结的 CLIP 文本编码器读提示词，用交叉注意力查看各个词，与本章相同。
# - **Imagen**（Saharia 等，2022，arXiv:2205.11487）发现，加大文本编码器比加大去噪网络更有用。
# - **Stable Diffusion 3**（Esser 等，2024，arXiv:2403.03206）让词和图块在同一个注意力里互相查看。
# - **混元 Hunyuan-DiT**（腾讯；Li 等，2024，arXiv:2405.08748）听得懂中文和英文；**通义 Qwen-Image**（Wu 等，2025，arXiv:2508.02324）用大型视觉语言模型来读，还能在图里写出清楚的汉字。
# - **DALL-E 2**（Ramesh 等，2022，arXiv:2204.06125）由 CLIP 的向量画图。
# - **GenEval**（Ghosh 等，2023，arXiv:2310.11513）用目标检测器统计生成的图像有多少符合提示词，与我们用分类器统计头像的做法相同。
