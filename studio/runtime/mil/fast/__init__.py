"""Fast mode: one function of a program, rewritten for the shape it is called with.

`trace` works out every shape and folds what is constant; `follow` proves which axes are the
batch and the tokens, and that padding can't reach an output; `emit` writes the steps that work
on the kept tokens only (and on the first one alone where no more is asked for); `attention` puts
one kernel in the place of five. Whatever is not recognised runs as the plain plan would run it.
"""
