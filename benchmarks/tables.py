"""Write the recorded results into README and PLATFORMS, in both languages.

    python benchmarks/tables.py            writes the tables
    python benchmarks/tables.py --check    names each table that departs from the records

What stands between `<!-- results:NAME -->` and `<!-- /results -->` is made here from the JSON files
beside this script and is never edited by hand. A figure is the mean and the standard deviation over
all recorded runs that are not deliberately broken, of both number formats, and n is their number;
speeds are medians and quartiles of pairs of runs. A figure that no seed changes stands alone.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": "en",
    "README.zh.md": "zh",
    "PLATFORMS.md": "en",
    "PLATFORMS.zh.md": "zh",
}

# What a chapter's results say. In braces: the name under which the chapter recorded a result (or
# two names and "minus", their difference in each run), and how it is shown.
CHAPTERS = {
    "00_start": {
        "en": "{accuracy:.1%} of 1,000 validation digits read correctly; {overfitted, "
        "accuracy:.1%} by a network that knows its 200 training images by heart",
        "zh": "1,000 个验证数字读对 {accuracy:.1%}；把 200 幅训练图像背下来的网络读对 "
        "{overfitted, accuracy:.1%}",
    },
    "01_history": {
        "en": "one text, 200,000 characters read, in bits per character: counting "
        "{bits, 5-gram:.2f}, a GRU {bits, recurrent:.2f}, attention {bits, attention:.2f}; "
        "digits, in Fréchet distance: diffusion {distance, diffusion:.2f}, autoencoder "
        "{distance, autoencoder:.2f}, VAE {distance, VAE:.2f} (real images "
        "{distance, real:.2f})",
        "zh": "同一段文本各读 200,000 个字符，单位比特/字符：计数 {bits, 5-gram:.2f}，GRU "
        "{bits, recurrent:.2f}，注意力 {bits, attention:.2f}；数字图像的弗雷歇距离：扩散 "
        "{distance, diffusion:.2f}，自编码器 {distance, autoencoder:.2f}，VAE "
        "{distance, VAE:.2f}（真实图像 {distance, real:.2f}）",
    },
    "03_gan": {
        "en": "Fréchet distance in our classifier's features {conv/frechet:.2f} (real images "
        "{floor:.2f}), recall {conv/recall:.2f}; {conditional/obedience:.1%} of the ordered "
        "digits are read as asked",
        "zh": "课程分类器特征中的弗雷歇距离 {conv/frechet:.2f}（真实图像 {floor:.2f}），召回率 "
        "{conv/recall:.2f}；点名要的数字有 {conditional/obedience:.1%} 被认作所要的那个",
    },
    "04_vae": {
        "en": "lower bound of the log-likelihood (ELBO) of 2,000 binarised test images {ELBO:.1f} "
        "nats per image; Fréchet distance {Fréchet:.2f} (real images {floor:.2f}); "
        "{obedience:.1%} of the ordered digits are read as asked",
        "zh": "2,000 幅二值化测试图像的对数似然下界（ELBO）{ELBO:.1f} 奈特/幅；弗雷歇距离 "
        "{Fréchet:.2f}（真实图像 {floor:.2f}）；点名要的数字有 {obedience:.1%} 被认作所要的那个",
    },
    "04_vae_deeper": {
        "en": "8-bit test images: a bound (K = 500, the first 200) of {bits per dimension:.3f} "
        "bits per dimension; holes in digits filled with {hole:.1f} dB; of 32 dimensions of a code "
        "{alive/beta 1:.0f} are active at beta 1, {alive/beta 8:.0f} at beta 8",
        "zh": "8 位灰度的测试图像：下界（K = 500，前 200 幅）{bits per dimension:.3f} 比特/维；"
        "填补数字中的空洞，PSNR {hole:.1f} dB；32 维编码中的活跃维数：beta 为 1 时 "
        "{alive/beta 1:.0f}，beta 为 8 时 {alive/beta 8:.0f}",
    },
    "05_rnn": {
        "en": "new plays: {test bits, gru:.3f} bits per character after one reading of 800,000 "
        "characters (an n-gram of order 7 after four million: {test bits, n-gram, all text:.3f}; "
        "both mixed: {test bits, mixture:.3f})",
        "zh": "没读过的剧本：把 800,000 个字符读一遍后 {test bits, gru:.3f} 比特/字符（7 阶 n "
        "元模型读了四百万个，{test bits, n-gram, all text:.3f}；"
        "两者混合，{test bits, mixture:.3f}）",
    },
    "05_rnn_deeper": {
        "en": "new quatrains: {verse bits, GRU:.2f} bits per character (n-gram: "
        "{verse bits, n-gram, order 3:.2f}); of the poems written {form:.0%} keep the form, "
        "{rhyme:.1%} rhyme",
        "zh": "没读过的绝句：{verse bits, GRU:.2f} 比特/字符（n 元模型 "
        "{verse bits, n-gram, order 3:.2f}）；写出的诗有 {form:.0%} 合乎格式，{rhyme:.1%} 押韵",
    },
    "06_transformer": {
        "en": "new plays, 800,000 characters read: GPT {test bits, GPT:.3f} bits per character, "
        "counting the same text {test bits, n-gram 6:.3f}; new quatrains: {verse bits, GPT:.2f} "
        "(n-gram: {verse bits, n-gram 3:.2f}), {form:.0%} of those written keep the form",
        "zh": "没读过的剧本，读了 800,000 个字符：GPT {test bits, GPT:.3f} 比特/字符，"
        "计数同样的文本 {test bits, n-gram 6:.3f}；没读过的绝句：{verse bits, GPT:.2f}（n 元模型 "
        "{verse bits, n-gram 3:.2f}），写出的诗有 {form:.0%} 合乎格式",
    },
    "06_transformer_deeper": {
        "en": "answers to a line of verse: {length kept:.0%} keep its length; a blank filled from "
        "both sides: {blank, masked model, both sides:.0%} right, from the left alone "
        "{blank, masked model, left side:.0%}; after 120 steps on a manual, plays cost "
        "{plays after manual minus plays before:.2f} bits more",
        "zh": "对句：{length kept:.0%} 与出句一样长；两边都看来填空，对 "
        "{blank, masked model, both sides:.0%}，只看左边对 "
        "{blank, masked model, left side:.0%}；读 120 步手册之后，剧本每个字符多花 "
        "{plays after manual minus plays before:.2f} 比特",
    },
    "07_diffusion": {
        "en": "Fréchet distance of digits whose codes are drawn by diffusion "
        "{codes/frechet:.2f} (real images {floor:.2f}), recall {codes/recall:.2f}; with guidance "
        "1.5 {codes, guided/frechet:.2f} and {codes, guided/recall:.2f}; with guidance 2 "
        "{obeyed/w = 2:.1%} of ordered digits, with guidance 3 {portraits/w = 3:.1%} of a "
        "portrait's nine attributes are read as asked",
        "zh": "由扩散模型生成编码的数字：弗雷歇距离 {codes/frechet:.2f}（真实图像 {floor:.2f}），"
        "召回率 {codes/recall:.2f}；引导强度 1.5 时分别为 {codes, guided/frechet:.2f} 和 "
        "{codes, guided/recall:.2f}；引导强度 2 时，点名要的数字有 {obeyed/w = 2:.1%} "
        "被认作所要的那个；引导强度 3 时，头像的九个属性有 {portraits/w = 3:.1%} 认作所要的取值",
    },
    "07_diffusion_deeper": {
        "en": "digits in one step, by a student of the model that takes eight: Fréchet distance "
        "{Fréchet/student, 1:.2f} (eight steps {Fréchet/teacher, 8:.2f}), recall "
        "{recall/student, 1:.2f} ({recall/teacher, 8:.2f}); a style from fifty pictures: "
        "{bold/1:.0%} of the digits bold",
        "zh": "学生一步画出的数字（教师走八步）：弗雷歇距离 {Fréchet/student, 1:.2f}（教师 "
        "{Fréchet/teacher, 8:.2f}），召回率 {recall/student, 1:.2f}（教师 "
        "{recall/teacher, 8:.2f}）；从五十幅图像学来的画风：{bold/1:.0%} 的数字是粗体",
    },
    "08_text_to_image": {
        "en": "portraits from sentences that name nine attributes: {obeyed/English, w = 3:.1%} "
        "read as asked in English, {obeyed/Chinese, w = 3:.1%} in Chinese, with pairs never seen "
        "together {never seen/this notebook, en:.1%} and {never seen/this notebook, zh:.1%}; "
        "with a decoder {clean, decoded/English, w = 3:.1%} of the pixels in a picture's own "
        "colours (real ones "
        "{clean, real:.0%}); CLIP: {search/en/picture:.0%} of the pictures "
        "that it finds satisfy the sentence (at random {search/en/chance:.0%})",
        "zh": "按一句说全九个属性的话来画，认出与要求一致的：英文 {obeyed/English, w = 3:.1%}，"
        "中文 {obeyed/Chinese, w = 3:.1%}；从未一起见过的组合 "
        "{never seen/this notebook, en:.1%} 和 {never seen/this notebook, zh:.1%}；"
        "经过解码器，落在主要颜色上的像素 {clean, decoded/English, w = 3:.1%}（真实头像 "
        "{clean, real:.0%}）；CLIP 以文搜图，{search/en/picture:.0%} "
        "与句子相符（随机挑选 {search/en/chance:.0%}）",
    },
    "08_text_to_image_deeper": {
        "en": "captions of new portraits: {true:.1%} of what is said is true, {round trip:.1%} "
        "is still there when they are drawn again; short hair among glasses: "
        "{in the data:.0%} in the data, {short hair/w = 2:.0%} drawn with guidance 2, "
        "{short hair/weighted:.0%} after weighting, {short hair/said:.0%} when the hair is said",
        "zh": "给新头像写说明：所说的有 {true:.1%} 属实，再按说明画回去，仍有 "
        "{round trip:.1%} 一致；戴眼镜的头像中短发的比例：数据里 {in the data:.0%}，"
        "引导强度 2 时画出 {short hair/w = 2:.0%}，加权训练后 {short hair/weighted:.0%}，"
        "说出头发时 {short hair/said:.0%}",
    },
}

# Chapter, result, and the label of a row that compares the number formats. (Chapter 6 computes in
# float32 on every machine.)
FORMATS = [
    ("00_start", "{accuracy:.3f}", "digits read correctly", "读对的数字"),
    (
        "01_history",
        "{bits, recurrent:.3f}",
        "recurrent network, bits per character",
        "循环网络，比特/字符",
    ),
    (
        "01_history",
        "{distance, diffusion:.3f}",
        "diffusion, Fréchet distance",
        "扩散模型，弗雷歇距离",
    ),
    (
        "03_gan",
        "{conv/frechet:.3f}",
        "convolutional GAN, Fréchet distance",
        "卷积 GAN，弗雷歇距离",
    ),
    (
        "03_gan",
        "{conditional/frechet:.3f}",
        "conditional GAN, Fréchet distance",
        "条件 GAN，弗雷歇距离",
    ),
    ("04_vae", "{ELBO:.1f}", "VAE, bound in nats", "VAE，下界，奈特"),
    (
        "05_rnn",
        "{test bits, gru:.3f}",
        "GRU on new plays, bits per character",
        "GRU 读新剧本，比特/字符",
    ),
    (
        "05_rnn_deeper",
        "{verse bits, GRU:.3f}",
        "GRU on new quatrains, bits per character",
        "GRU 读新绝句，比特/字符",
    ),
]

FAMILIES = {
    "gan": ("GAN", "GAN"),
    "conditional_gan": ("conditional GAN", "条件 GAN"),
    "wasserstein_gan": ("Wasserstein GAN", "Wasserstein GAN"),
    "vae": ("VAE", "VAE"),
    "recurrent_text": ("GRU", "GRU"),
    "gpt": ("GPT", "GPT"),
}

WORDS = {
    "en": {
        "chapters": "| Chapter | Result: mean ± standard deviation over n training seeds in each "
        "number format | n: float32 + bfloat16 |",
        "diffusion": "| drawn by | seconds of training | Fréchet distance | recall | read as "
        "ordered | seeds |",
        "rival": "Beside a published program (`benchmarks/diffusion_rivals.json`, one training "
        "each, validation images, labels left out): Keras' own example of denoising diffusion, "
        "with the best of {rates} learning rates and in bfloat16, comes to a Fréchet distance of "
        "{theirs:.1f} in {limit:.0f} s on two cores. Diffusion in codes was below that when first "
        "looked at, after {codes_seconds:.0f} s ({codes:.1f}), the U-Net after "
        "{pixels_seconds:.0f} s ({pixels:.1f}).",
        "formats": "| Chapter, figure | float32 | mixed_bfloat16 | n of each |",
        "format row": "| {}: {} | {} | {} | {} |",
        "not recorded": "not recorded",
        "speed": "| | times as fast: median (quartiles) | pairs of runs |",
        "training": "training, {}",
        "writing": "writing one text, {}",
        "range": "{} ({} to {})",
        "quality head": "| until validation is as good, compiling included | the textbook's rate | "
        "a faster rate | seeds |",
        "quality": "{median:.0f} of {limit:.0f} s",
        "never": "not within {scheduled:.0f} of {limit:.0f} s",
        "nanogpt": "To be as good as nanoGPT after its {steps:,} steps on a CPU ({limit:.0f} s, "
        "validation loss {theirs:.2f} nats), the library's GPT of the same size needs {median:.0f} "
        "s, compiling included ({share:.2f} of the time; {ours:.2f} nats; medians of {n} pairs).",
        "machine": "*Measured by `python benchmarks/run.py` on an {name} with {cores} cores, "
        "Python {python}, TensorFlow {tensorflow} and Keras {keras}.*",
    },
    "zh": {
        "chapters": "| 章节 | 结果：两种数值精度下各 n 个训练种子的平均值 ± 标准差 | "
        "n：float32 + bfloat16 |",
        "diffusion": "| 图像来自 | 训练秒数 | 弗雷歇距离 | 召回率 | 认作所要的类别 | 种子数 |",
        "rival": "与公开的程序相比（`benchmarks/diffusion_rivals.json`，各训练一次，用验证图像，"
        "不用类别）：Keras 自己的示例取 {rates} 种学习率中最好的一种、用 bfloat16，在双核上训练 "
        "{limit:.0f} 秒，弗雷歇距离为 {theirs:.1f}。编码里的扩散训练 {codes_seconds:.0f} 秒后"
        "第一次测量就已经低于它（{codes:.1f}），像素里的 U-Net 则是在 {pixels_seconds:.0f} 秒后"
        "（{pixels:.1f}）。",
        "formats": "| 章，指标 | float32 | mixed_bfloat16 | 各自的 n |",
        "format row": "| 第 {} 章：{} | {} | {} | {} |",
        "not recorded": "未记录",
        "speed": "| | 速度的倍数：中位数（四分位数） | 运行的对数 |",
        "training": "训练，{}",
        "writing": "写一段文本，{}",
        "range": "{}（{} 至 {}）",
        "quality head": "| 验证成绩达到同样好所用的时间，含编译 | 对教科书的学习率 | "
        "对更高的学习率 | 种子数 |",
        "quality": "{limit:.0f} 秒中的 {median:.0f} 秒",
        "never": "{limit:.0f} 秒中的 {scheduled:.0f} 秒内未达到",
        "nanogpt": "nanoGPT 在 CPU 上训练 {steps:,} 步（{limit:.0f} 秒），验证损失为 "
        "{theirs:.2f} 奈特；课程库同样大小的 GPT 用 {median:.0f} 秒（含编译）就达到 "
        "{ours:.2f} 奈特，所用时间之比为 {share:.2f}（{n} 对训练的中位数）。",
        "machine": "*由 `python benchmarks/run.py` 在 {cores} 核的 {name} 上测得，Python {python}，"
        "TensorFlow {tensorflow}，Keras {keras}。*",
    },
}


class Spread(tuple):
    """One figure over runs, shown as mean ± standard deviation."""

    def __format__(self, spec):
        mean = format(statistics.mean(self), spec)
        if min(self) == max(self):
            return mean
        return f"{mean} ± {format(statistics.stdev(self), spec)}"


class Results(dict):
    """Names of results and their values over runs; "a minus b" is the difference in each run."""

    def __missing__(self, name):
        first, minus, second = name.partition(" minus ")
        if not minus:
            raise KeyError(f"No recorded run has the result {name!r}.")
        return Spread(a - b for a, b in zip(self[first], self[second], strict=True))


def read(name):
    return json.loads((ROOT / "benchmarks" / name).read_text("utf-8"))


def flat(results, before=""):
    """Names with slashes, such as "conv/frechet", and numbers, of results within results."""
    for name, value in results.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}/")
        else:
            yield before + name, value


def recorded(chapter, precisions=("float32", "mixed_bfloat16")):
    """The results of a chapter's recorded runs, those of the deliberately broken model left out."""
    kept = [
        run
        for run in read(f"bands_{chapter}.json")
        if run["precision"] in precisions and not run["broken"]
    ]
    if len(kept) < 5:
        sys.exit(f"{chapter}: {len(kept)} runs in {precisions} are too few: run bands.py first.")
    runs = [dict(flat(run["results"])) for run in kept]
    names = set.intersection(*map(set, runs))
    results = Results({name: Spread(run[name] for run in runs) for name in names})
    results["n"] = " + ".join(
        str(sum(run["precision"] == precision for run in kept)) for precision in precisions
    )
    # Real images against test images, as many: no seed's.
    if chapter in ("03_gan", "04_vae", "07_diffusion"):
        results["floor"] = read("gan.json")["medians"]["floor"]
    return results


def chapters_table(language):
    yield WORDS[language]["chapters"]
    yield "| --- | --- | --- |"
    for chapter, sentence in CHAPTERS.items():
        results = recorded(chapter)
        yield f"| `{chapter}` | {sentence[language].format_map(results)} | {results['n']} |"


def formats_table(language):
    yield WORDS[language]["formats"]
    yield "| --- | --- | --- | --- |"
    for chapter, figure, *labels in FORMATS:
        label = labels[language == "zh"]
        runs = [run for run in read(f"bands_{chapter}.json") if not run["broken"]]
        shown, counts = [], {}
        for precision in ("float32", "mixed_bfloat16"):
            if any(run["precision"] == precision for run in runs):
                results = recorded(chapter, [precision])
                shown.append(figure.format_map(results))
                counts[results["n"]] = None
            else:
                shown.append(WORDS[language]["not recorded"])
        counts = " / ".join(counts)
        yield WORDS[language]["format row"].format(int(chapter[:2]), label, *shown, counts)


def speed_table(language):
    measured = read("run.json")
    words = WORDS[language]
    yield words["machine"].format(**measured["processor"], **measured["versions"])
    yield ""
    yield words["speed"]
    yield "| --- | --- | --- |"
    parts = [(words["training"], measured), (words["writing"], measured["generation"])]
    for label, part in parts:
        for family, names in FAMILIES.items():
            if family in part:
                ratio = part[family]["ratio"]["library"]
                figures = (ratio["median"], *ratio["quartiles"])
                shown = [f"{x:,.0f}" if ratio["median"] > 100 else f"{x:.2f}" for x in figures]
                name = label.format(names[language == "zh"])
                yield f"| {name} | {words['range'].format(*shown)} | {len(ratio['all'])} |"
    quality = measured.get("quality", {})
    if quality:
        yield ""
        yield words["quality head"]
        yield "| --- | --- | --- | --- |"
    for family, names in FAMILIES.items():
        if family in quality:
            yield quality_row(words, names[language == "zh"], quality[family])
    yield ""
    yield nanogpt_sentence(words)


def quality_row(words, name, measured):
    """A row of the table of seconds to the textbook's quality, for each of its learning rates."""
    scheduled = max(run["scores"][-1][0] for run in measured["runs"])
    cells = [
        words["never" if median is None else "quality"].format(
            median=median, scheduled=scheduled, limit=measured["limit"]
        )
        for median in measured["medians"]
    ]
    return f"| {name} | {' | '.join(cells)} | {len(measured['runs'])} |"


def nanogpt_sentence(words):
    """What the pairs of trainings of nanoGPT and of the library's GPT say."""
    pairs = read("nanogpt.json")

    def middle(side, key):
        return statistics.median(pair[side][key] for pair in pairs)

    theirs, ours = middle("nanoGPT", "validation loss"), middle("ours", "validation loss")
    if ours > theirs:
        sys.exit(
            "nanogpt.json: the library's GPT did not reach nanoGPT's loss: give it more steps."
        )
    return words["nanogpt"].format(
        steps=pairs[0]["nanoGPT"]["steps"],
        limit=middle("nanoGPT", "seconds"),
        median=middle("ours", "seconds"),
        share=statistics.median(pair["share"] for pair in pairs),
        theirs=theirs,
        ours=ours,
        n=len(pairs),
    )


def rival_sentence(words):
    """How soon our diffusion models are as good as Keras' example after all of its seconds."""
    recorded_runs = read("diffusion_rivals.json")["runs"]
    runs = [run for run in recorded_runs if run["seed"] == 0]
    name = "rival/Keras example"
    theirs = next(run for run in runs if run["name"] == name)
    # Those that tuned the rate have another seed and, unlike those that timed a step, a score.
    tuned = [run for run in recorded_runs if run["name"] == name and "frechet" in run]
    figures = {"theirs": theirs["frechet"], "limit": theirs["seconds"]}
    figures["rates"] = len({run["rival"]["rate"] for run in tuned})
    for key, name in (("codes", "race/latent"), ("pixels", "race/pixels")):
        found = next(run for run in runs if run["name"] == name)
        seconds, distance = found["scores"][0]
        if distance > theirs["frechet"]:
            sys.exit(f"diffusion_rivals.json: {name} was not as good when first looked at.")
        figures |= {key: distance, f"{key}_seconds": seconds}
    return words["rival"].format(**figures)


# Rows of the table of diffusion: the measurement, the way of drawing, and both labels.
DIFFUSION = [
    ("latent", "guidance 1", "digits: diffusion in codes", "数字：编码里的扩散"),
    ("latent", "guidance 1.5", "the same, guidance 1.5", "同上，引导强度 1.5"),
    ("gan", "told no label", "GAN", "GAN"),
    ("conditional gan", "told labels", "conditional GAN", "条件 GAN"),
    ("pixels", "guidance 1", "diffusion in pixels, U-Net", "像素里的扩散，U-Net"),
    ("pixels", "guidance 1.5", "the same, guidance 1.5", "同上，引导强度 1.5"),
    ("gan, long", "told no label", "GAN", "GAN"),
    ("fashion/latent", "guidance 1", "clothes: diffusion in codes", "服饰：编码里的扩散"),
    ("fashion/latent", "guidance 1.5", "the same, guidance 1.5", "同上，引导强度 1.5"),
    ("fashion/gan", "told no label", "GAN", "GAN"),
    ("fashion/conditional gan", "told labels", "conditional GAN", "条件 GAN"),
]


def spread_of(rows, key, how):
    """The mean of a score over trainings, with the deviation if there are several; or a dash."""
    values = [row[key] for row in rows if key in row]
    if not values:
        return "–"
    if len(values) == 1:
        return format(values[0], how)
    return f"{statistics.mean(values):{how}} ± {statistics.stdev(values):{how}}"


def diffusion_table(language):
    """Diffusion models and GANs that were given the same seconds, by their test scores."""
    runs = [run for run in read("diffusion.json")["runs"] if run["scored on"] == "test"]
    yield WORDS[language]["diffusion"]
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, way, *labels in DIFFUSION:
        found = [run for run in runs if run["name"] == name]
        scores = [run["rows"][way] for run in found]
        seconds = statistics.mean(run["seconds"] for run in found)
        cells = [
            labels[language == "zh"],
            f"{seconds:.0f}",
            spread_of(scores, "frechet", ".2f"),
            spread_of(scores, "recall", ".2f"),
            spread_of(scores, "obeyed", ".1%"),
            str(len(found)),
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield rival_sentence(WORDS[language])


TABLES = {
    "chapters": chapters_table,
    "diffusion": diffusion_table,
    "formats": formats_table,
    "speed": speed_table,
}


def filled(page, text, language):
    """The text of a page with its tables made anew."""
    begin, end = "<!-- results:", "<!-- /results -->"
    first, *rest = text.split(begin)
    made = [first]
    for piece in rest:
        name, arrow, after = piece.partition(" -->\n")
        _, closed, after = after.partition(end)
        if not arrow or not closed or name not in TABLES:
            sys.exit(f"{page}: there is no table {name[:40]!r}, or its markers are not a pair.")
        table = "\n".join(TABLES[name](language))
        made.append(f"{begin}{name} -->\n\n{table}\n\n{end}{after}")
    if end in first or len(made) == 1:
        sys.exit(f"{page}: the markers of its tables are gone.")
    return "".join(made)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the pages are")
    choices = parser.parse_args(arguments)
    stale = []
    for page, language in PAGES.items():
        path = choices.folder / page
        text = path.read_text("utf-8")
        new = filled(page, text, language)
        if new == text:
            continue
        stale.append(page)
        if not choices.check:
            path.write_text(new, "utf-8")
    if stale and choices.check:
        sys.exit(f"Run `python benchmarks/tables.py`: {', '.join(stale)} departs from the records.")
    print(", ".join(stale) or "nothing", "written anew" if not choices.check else "to write")


if __name__ == "__main__":
    main()
