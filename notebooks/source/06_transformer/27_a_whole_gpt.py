# %% [markdown] lang="en"
# ## A whole GPT
#
# Embed the tokens (times $\sqrt D$, as in the original), add the positions (or rotate them in, inside the blocks), run the blocks, normalise once more, multiply by the embedding table again (Press & Wolf 2017, arXiv:1608.05859) and add a bias, to get a logit for each token.
# That is all:

# %% [markdown] lang="zh"
# ## 整个 GPT
#
# 词元查表成嵌入（照最初的论文乘以 $\sqrt D$），加上位置（旋转的则在块里面转），过一遍各个块，最后再归一化一次，乘以同一张嵌入表（Press 与 Wolf，2017，arXiv:1608.05859），加上偏置，每个词元得到一个 logit。
# 全部就是这些：


# %%
def gpt_by_hand(ids, model):
    network = model.network
    table, bias = (ops.convert_to_numpy(part) for part in (network.embedding, network.bias))
    dim, allowed = table.shape[1], np.tri(len(ids), dtype="bool")
    x = table[ids] * np.sqrt(dim) + sinusoids(len(ids), dim)
    for block in network.blocks:
        x = block_by_hand(x, *weights_of(block), allowed)
    return normalise(x, *network.last_norm.get_weights()) @ table.T + bias


# %% [markdown] lang="en"
# On a fresh model of three blocks:

# %% [markdown] lang="zh"
# 取一个有三个块、未经训练的模型来核对：

# %% tags=["nbval-check-output"]
options = {"hidden_dim": 32, "num_layers": 3, "activation": "relu", "positions": "sinusoidal"}
fresh = GPT(vocabulary, **options, seed=0)
library = ops.convert_to_numpy(fresh(token_ids))[0]
np.testing.assert_allclose(gpt_by_hand(token_ids[0], fresh), library, atol=1e-3)
print("agrees with aigc_keras.GPT")
