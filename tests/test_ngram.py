from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from aigc_keras import NGram, Template
from aigc_keras.vocabulary import CharacterVocabulary

RNG = np.random.default_rng(0)
VOCABULARY = CharacterVocabulary("\nabcdefgz")
TEXT = "".join(RNG.choice(list("abcde\n"), 400, p=[0.4, 0.2, 0.1, 0.1, 0.15, 0.05]))
# Seen and unseen tokens and contexts, and characters that the vocabulary does not know.
HELD_OUT = TEXT[50:90] + "?gfa bad\n\ncabzz??" + TEXT[:9]


def slow_log_prob(vocabulary, order, text, held_out, discount=None):
    """The formula word by word, with dictionaries of tuples."""
    text, held_out = (tuple(vocabulary.encode("\n" + x).tolist()) for x in (text, held_out))
    grams = [
        Counter(text[i : i + n] for i in range(len(text) - n + 1)) for n in range(1, order + 1)
    ]
    counts = [Counter(gram[1:] for gram in longer) for longer in grams[1:]] + grams[-1:]
    discounts = []
    for c in counts:
        n1, n2 = (list(c.values()).count(times) for times in (1, 2))
        discounts.append(discount or (n1 / (n1 + 2 * n2) if n1 else 0.5))

    def p(word, context):
        lower = p(word, context[1:]) if context else 1 / vocabulary.size
        c, d = counts[len(context)], discounts[len(context)]
        after = [c[(*context, other)] for other in range(vocabulary.size)]
        if not sum(after):
            return lower
        types = sum(count > 0 for count in after)
        return (max(after[word] - d, 0) + d * types * lower) / sum(after)

    places = range(1, len(held_out))
    return np.log([p(held_out[i], held_out[max(0, i - order + 1) : i]) for i in places])


@pytest.mark.parametrize("discount", [None, 0.3, 1])
@pytest.mark.parametrize("order", [1, 2, 3, 4, 6])
def test_log_prob_is_the_formula(order, discount):
    model = NGram(VOCABULARY, order, discount).fit(TEXT)
    expected = slow_log_prob(VOCABULARY, order, TEXT, HELD_OUT, discount)
    log_probs = model.log_prob(HELD_OUT)
    assert log_probs.dtype == np.float64 and log_probs.shape == (len(HELD_OUT),)
    np.testing.assert_allclose(log_probs, expected, rtol=1e-10)


def test_long_ngrams_of_a_large_vocabulary_do_not_overflow():
    vocabulary = CharacterVocabulary("\n" + "".join(map(chr, range(0x4E00, 0x4E00 + 9000))))
    text = "".join(chr(0x4E00 + i) for i in RNG.integers(0, 9000, 40)) * 2  # 9000^8 > 2^64
    expected = slow_log_prob(vocabulary, 8, text, text[3:30])
    np.testing.assert_allclose(NGram(vocabulary, 8).fit(text).log_prob(text[3:30]), expected)


@pytest.mark.parametrize("order", [1, 2, 3, 6])
def test_distributions_sum_to_one_and_nothing_is_impossible(order):
    model = NGram(VOCABULARY, order).fit(TEXT)
    for context in ("", "a", TEXT[: order - 1], TEXT[:100], TEXT[-4:], "gz", "abz", "ab?", "zab"):
        p = model.distribution(context)
        assert p.shape == (VOCABULARY.size,) and p.min() > 0
        assert p.sum() == pytest.approx(1, abs=1e-12)
    for i in (0, 1, 3, 45, 60):
        (token,) = VOCABULARY.encode(HELD_OUT[i])
        p = model.distribution(HELD_OUT[:i])[token]
        assert model.log_prob(HELD_OUT)[i] == pytest.approx(np.log(p))


def test_nothing_is_impossible_where_no_token_occurs_once():
    p = NGram(VOCABULARY, 1).fit("\naabb\naabb").distribution("")
    assert p.min() > 0 and p.sum() == pytest.approx(1)


def test_order_1_by_hand():
    # \n b a b a a: 1, 2 and 3 times, so D = 1 / (1 + 2 * 1) = 1/3. The vocabulary has 4 tokens.
    model = NGram(CharacterVocabulary("\nab"), 1).fit("babaa")
    left = Fraction(1, 3) * 3 / 6 / 4
    expected = [left, Fraction(2, 18) + left, Fraction(8, 18) + left, Fraction(5, 18) + left]
    np.testing.assert_allclose(model.distribution("any"), np.array(expected, float))
    np.testing.assert_allclose(model.log_prob("ba"), np.log([float(x) for x in expected[:1:-1]]))


def test_order_2_by_hand():
    # The formula of Chen & Goodman 1998 on "\nabacabbab" with 5 tokens: ?, \n, a, b, c.
    # ab 3, ba 2, \na ac ca bb 1: D_2 = 4 / (4 + 2 * 1) = 2/3.
    # Before a stand \n, b, c; before b stand a, b; before c stands a; before \n nothing:
    # counts 3, 2, 1, 0 and D_1 = 1 / (1 + 2 * 1) = 1/3.
    # p_1(a) = (3 - 1/3)/6 + (1/3 * 3/6)/5 = 43/90, p_1(b) = 28/90, p_1(c) = 13/90, others 3/90.
    # After a: b 3 times, c once. p_2(b|a) = (3 - 2/3)/4 + (2/3 * 2/4) p_1(b) = 371/540.
    model = NGram(CharacterVocabulary("\nabc"), 2).fit("abacabbab")
    np.testing.assert_allclose(model.distribution("?") * 90, [3, 3, 43, 28, 13])
    np.testing.assert_allclose(model.distribution("cba") * 540, [6, 6, 86, 371, 71])
    # After the line break only a: p_2(a|\n) = (1 - 2/3)/1 + 2/3 p_1(a).
    first = 1 / 3 + 2 / 3 * 43 / 90
    np.testing.assert_allclose(model.log_prob("ab"), np.log([first, 371 / 540]))
    np.testing.assert_allclose(model.distribution("")[2], first)


def test_order_3_on_a_published_worked_example():
    """The example worked out in NLTK's tests of `KneserNeyInterpolated` (discount 0.75).

    There, p(c|ab) = 0.25 + 0.75 (0.125 + 0.75 p(c)) and p(c|zb) = 0.125 + 0.75 p(c), with
    p(c) = 1/14 for 14 different bigrams. Two things differ here. A text is one sequence, so the
    line break before it and the seam between the sentences add two bigrams; and single tokens are
    discounted too, in favour of the uniform distribution.
    """
    vocabulary = CharacterVocabulary("\nabcdegz<>")
    model = NGram(vocabulary, 3, discount=0.75).fit("<<abcd>><<egadbe>>")
    c = vocabulary.encode("c")[0]
    single = (1 - 0.75) / (14 + 2) + 0.75 * 8 / (14 + 2) / vocabulary.size
    np.testing.assert_allclose(model.distribution("zb")[c], 0.125 + 0.75 * single)
    np.testing.assert_allclose(model.distribution("ab")[c], 0.25 + 0.75 * (0.125 + 0.75 * single))


def test_a_token_that_follows_one_token_only_is_not_expected_elsewhere():
    # Jurafsky & Martin, Speech and Language Processing, on Kneser-Ney smoothing: "Kong" is
    # frequent, but only after "Hong"; "glasses" follow many words.
    vocabulary = CharacterVocabulary("\n abcdehkgz")
    text = "hk" * 30 + "agbgcgdgeg"
    k, g = vocabulary.encode("kg")
    assert NGram(vocabulary, 1).fit(text).distribution("z")[k] > 0.3
    p = NGram(vocabulary, 2).fit(text).distribution("z")
    assert p[g] > 3 * p[k]


def test_longer_contexts_predict_a_text_with_structure_better():
    words = ["abc", "bade", "cafe", "dab"]
    text, held_out = (" ".join(RNG.choice(words, n)) for n in (2000, 300))
    vocabulary = CharacterVocabulary.of(text)
    costs = [-NGram(vocabulary, order).fit(text).log_prob(held_out).mean() for order in range(1, 5)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(np.log(4) * 300 / len(held_out), rel=0.05)


def test_fit_forgets_what_it_counted_before():
    model = NGram(VOCABULARY, 3).fit("bbbbbbbb").fit(TEXT)
    np.testing.assert_array_equal(
        model.log_prob(HELD_OUT), NGram(VOCABULARY, 3).fit(TEXT).log_prob(HELD_OUT)
    )


@pytest.mark.backends
def test_generate_continues_the_prompt_and_obeys_the_seed():
    model = NGram(VOCABULARY, 3).fit(TEXT)
    text = model.generate("ab", 60, seed=1)
    assert text[:2] == "ab" and len(text) == 62
    assert text == model.generate("ab", 60, seed=1) != model.generate("ab", 60, seed=2)
    greedy = model.generate("ab", 20, temperature=0)
    assert greedy == model.generate("ab", 20, top_k=1, seed=3)
    for i in range(2, 20):
        assert VOCABULARY.encode(greedy[i])[0] == model.distribution(greedy[:i]).argmax()
    assert model.generate("ab", 20, top_p=1e-9, seed=3) == greedy


@pytest.mark.backends
def test_generate_draws_from_the_distribution_for_each_of_several_prompts():
    model = NGram(VOCABULARY, 3).fit(TEXT)
    texts = model.generate(["ab"] * 3000 + ["gaca"], 2, seed=0)
    assert [len(text) for text in texts] == [4] * 3000 + [6] and texts[-1][:4] == "gaca"
    first, second = ([text[i] for text in texts[:3000]] for i in (2, 3))
    after_c = [b for a, b in zip(first, second, strict=True) if a == "c"]
    for found, context in ((first, "ab"), (after_c, "abc")):
        for character, p in zip("\ufffd\nabcdefgz", model.distribution(context), strict=True):
            share = found.count(character) / len(found)
            assert abs(share - p) < 4 * np.sqrt(p / len(found)) + 1 / len(found)


def test_bad_arguments_are_named():
    model = NGram(VOCABULARY, 3)
    for call in (model.log_prob, model.distribution, lambda text: model.generate(text, 1)):
        with pytest.raises(ValueError, match="call fit first"):
            call("ab")
    model.fit(TEXT)
    for texts in ("", [], ["a", ""]):
        with pytest.raises(ValueError, match="none of them empty"):
            model.log_prob(texts)
    for prompt in ("", ["a", ""]):
        with pytest.raises(ValueError, match="prompt is empty"):
            model.generate(prompt, 1)
    with pytest.raises(ValueError, match="does not know 'äü'"):
        model.generate("äaü", 1)
    with pytest.raises(ValueError, match="max_new_tokens must be a whole number of at least 1"):
        model.generate("a", 0)
    for rules in ({"temperature": -1}, {"top_k": 0}, {"top_p": 2}):
        with pytest.raises(ValueError, match=next(iter(rules))):
            model.generate("a", 1, **rules)
    for text in ("", "ab"):
        with pytest.raises(ValueError, match="at least 3 tokens"):
            model.fit(text)
    for order in (0, 2.5):
        with pytest.raises(ValueError, match="order must be a whole number"):
            NGram(VOCABULARY, order)
    for discount in (0, 1.5):
        with pytest.raises(ValueError, match="discount must be"):
            NGram(VOCABULARY, 2, discount)


def test_template_fills_its_slots_from_the_lists():
    words = {"animal": ["cat", "dog"], "地方": ["here", "there"]}
    template = Template(["The {animal} and the {animal} sleep {地方}.", "Hush."], words)
    found = {template.generate(seed) for seed in range(200)}
    assert found == {
        "Hush.",
        *(
            f"The {a} and the {b} sleep {c}."
            for a in words["animal"]
            for b in words["animal"]
            for c in words["地方"]
        ),
    }
    assert template.generate(3) == template.generate(3)


def test_a_template_that_cannot_be_filled_is_refused():
    for words in ({}, {"verb": []}, {"verb": "runs"}):
        with pytest.raises(ValueError, match="slot {verb} of 'It {verb}.' has no list of words"):
            Template(["It {verb}."], words)
    for patterns in ([], "It {verb}."):
        with pytest.raises(ValueError, match="list of at least one"):
            Template(patterns, {"verb": ["runs"]})


def test_several_texts_are_scored_each_by_itself():
    model = NGram(VOCABULARY, 3).fit(TEXT)
    first, second = model.log_prob([TEXT[:20], "a"])
    np.testing.assert_array_equal(first, model.log_prob(TEXT[:20]))
    np.testing.assert_array_equal(second, model.log_prob("a"))
