"""What several checks of this chapter share."""


def _first(tokens, share, uniform, total=None, none=None):
    """The first of the tokens at which the running sum of their scaled shares exceeds a number."""
    tokens, running = list(tokens), 0
    total = share[tokens].sum() if total is None else total
    for token in tokens:
        running += share[token] / total
        if running > uniform:
            return token
    return tokens[-1] if none is None else none
