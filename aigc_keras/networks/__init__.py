"""Architectures and nothing else: no loss, no sampling, no data.

`dense` and `conv` hold the generators, discriminators, encoders and decoders of images, `ensemble`
what makes one network out of several. Each is a Keras model written in the functional style, whose
attributes are its arguments; a file names the class and the arguments. A network computes in the
global precision of the process that builds or loads it, and gives float32.
"""
