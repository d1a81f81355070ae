"""The graph of all-MiniLM-L6-v2 as ONNX, written node by node from its weights, without PyTorch.

Six transformer layers, the mean of the tokens and its length made 1, all inside the graph. The
fused operators (com.microsoft) are those that onnxruntime runs fastest on a processor. Positions
are cut with Slice: Range and Gather break off inside onnxruntime 1.32 (seen 2026-11-23).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH = 384
HEADS = 12
LAYERS = 6
_EPSILON = 1e-12
_FUSED = "com.microsoft"

Array = np.ndarray[Any, Any]


class Graph:
    """Nodes and constants as they come."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.weights = weights

    def constant(self, name: str, value: Array) -> str:
        """Keep a constant; return its name."""
        array = np.ascontiguousarray(value)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def weight(self, key: str, *, turned: bool = False) -> str:
        """Keep weights under their own name, turned around for a multiplication from the right."""
        value = self.weights[key]
        return self.constant(key, value.T if turned else value)

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node; return the name of its output."""
        return self.named(f"{kind}_{len(self.nodes)}", kind, *inputs, domain=domain, **attributes)

    def named(self, name: str, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401
        """Add a node whose output has this name."""
        made = helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes)
        self.nodes.append(made)
        return name


def minilm(weights: Mapping[str, Array]) -> onnx.ModelProto:
    """Return the model: `input_ids` and `attention_mask` (batch, tokens) to `embedding`."""
    graph = Graph(weights)
    hidden = _embedded(graph)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.INT32)
    for number in range(LAYERS):
        hidden = _layer(graph, f"encoder.layer.{number}.", hidden, mask)
    _pooled(graph, hidden)
    made = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [_tensor(name, TensorProto.INT64, "tokens") for name in ("input_ids", "attention_mask")],
        [_tensor("embedding", TensorProto.FLOAT, WIDTH)],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8)


def _tensor(name: str, kind: int, width: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["batch", width])


def _embedded(graph: Graph) -> str:
    """Add up what a token means, where it stands and that there is one text."""
    key = "embeddings."
    words = graph.node("Gather", graph.weight(f"{key}word_embeddings.weight"), "input_ids")
    zero, one = (graph.constant(f"axis{n}", np.array([n], np.int64)) for n in (0, 1))
    length = graph.node("Gather", graph.node("Shape", "input_ids"), one)
    places = graph.weight(f"{key}position_embeddings.weight")
    placed = graph.node("Slice", places, zero, length, zero)
    kind = graph.constant("kind", graph.weights[f"{key}token_type_embeddings.weight"][0])
    summed = graph.node("Add", words, graph.node("Add", placed, kind))
    norm = [graph.weight(f"{key}LayerNorm.{part}") for part in ("weight", "bias")]
    return graph.node("LayerNormalization", summed, *norm, axis=-1, epsilon=_EPSILON)


def _layer(graph: Graph, key: str, hidden: str, mask: str) -> str:
    """Let every token look at the others, then at itself."""
    names = [f"{key}attention.self.{name}" for name in ("query", "key", "value")]
    joined = np.concatenate([graph.weights[f"{name}.weight"].T for name in names], axis=1)
    weight = graph.constant(f"{key}attention.weight", joined)
    biases = np.concatenate([graph.weights[f"{name}.bias"] for name in names])
    bias = graph.constant(f"{key}attention.bias", biases)
    seen = graph.node("Attention", hidden, weight, bias, mask, domain=_FUSED, num_heads=HEADS)
    hidden = _added(graph, f"{key}attention.output.", seen, hidden)
    wide = graph.node(
        "MatMul", hidden, graph.weight(f"{key}intermediate.dense.weight", turned=True)
    )
    bent = graph.node(
        "BiasGelu", wide, graph.weight(f"{key}intermediate.dense.bias"), domain=_FUSED
    )
    return _added(graph, f"{key}output.", bent, hidden)


def _added(graph: Graph, key: str, value: str, hidden: str) -> str:
    """Multiply, add to what was there before, and normalise."""
    product = graph.node("MatMul", value, graph.weight(f"{key}dense.weight", turned=True))
    norm = [graph.weight(f"{key}LayerNorm.{part}") for part in ("weight", "bias")]
    bias = graph.weight(f"{key}dense.bias")
    return graph.node(
        "SkipLayerNormalization", product, hidden, *norm, bias, domain=_FUSED, epsilon=_EPSILON
    )


def _pooled(graph: Graph, hidden: str) -> None:
    """Take the mean of the tokens that are no padding, at length 1: the output `embedding`."""
    weights = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    deep = graph.constant("axis2", np.array([2], np.int64))
    masked = graph.node("Mul", hidden, graph.node("Unsqueeze", weights, deep))
    total = graph.node("ReduceSum", masked, "axis1", keepdims=0)
    mean = graph.node("Div", total, graph.node("ReduceSum", weights, "axis1", keepdims=1))
    square = graph.node("ReduceSum", graph.node("Mul", mean, mean), "axis1", keepdims=1)
    least = graph.constant("least", np.array(_EPSILON, np.float32))
    graph.named("embedding", "Div", mean, graph.node("Max", graph.node("Sqrt", square), least))
