"""ONNX: modules to files, and passes that rewrite a graph for CUDA.

graph.py                                        export, half-precision storage, sessions
cuda_layout.py                                  the passes in their order
channels_last.py average_by_products.py         convolutions and averages as tensor cores want them
fuse_attention.py fuse_norms.py rewrite.py      one operator instead of many, and what passes ask about a graph
"""
