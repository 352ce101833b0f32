"""From the model to `extend.onnx`, `local.onnx` and the `weights.bin` that both read."""

import logging
import warnings
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal, cast

import onnx
import torch
from onnx import external_data_helper
from torch import Tensor, nn

from rusta_export.graphs import Extend, Local, Past
from rusta_model.artifact_weights import TRANSPOSED, WEIGHT
from rusta_model.model import ByteModel
from rusta_server.lm.features import BUCKETS, ORDERS
from rusta_server.lm.network import silence
from rusta_server.lm.symbols import KERNEL, PATCH, SIZE

Quantisation = Literal["none", "int8", "int4"]
OPSET = 20
WEIGHTS = "weights.bin"
GRAPHS = ("extend", "local")
_BLOCK = 32
"""Weights that share a scale."""
_ALIGNMENT = 64
_FEATURES = ["symbols", "rows", "predicted", "certainty"]


class QuantisedEmbedding(nn.Module):
    """Rows as int8, each with a scale of its own, and made floats when looked up."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weight = embedding.weight.detach()
        scale = (weight.abs().amax(1, keepdim=True) / 127).clamp(min=1e-6).half()
        rounded = (weight / scale.float()).round().clamp(-127, 127).to(torch.int8)
        self.register_buffer("scale", scale)
        self.register_buffer("rows", rounded)

    def forward(self, index: Tensor) -> Tensor:
        rows: Any = self.rows
        scale: Any = self.scale
        # Rows are looked up before they become floats.
        return rows[index.long()].float() * scale[index.long()].float()


def build(model: ByteModel, quantisation: Quantisation, into: Path) -> tuple[Path, ...]:
    """Writes the graphs and their weights; the same model gives the same bytes."""
    model = deepcopy(model).eval().float()
    if quantisation != "none":
        _quantise_embeddings(model)
    graphs = [_extend(model), _local(model)]
    _name_weights(graphs[0], model)
    if quantisation != "none":
        graphs = [_quantise(graph, 8 if quantisation == "int8" else 4) for graph in graphs]
    return _write(dict(zip(GRAPHS, graphs, strict=True)), into)


def layer_names(layers: int, *kinds: str) -> list[str]:
    return [f"{kind}_{layer}" for layer in range(layers) for kind in kinds]


def _extend(model: ByteModel) -> onnx.ModelProto:
    config = model.config
    dim = torch.export.Dim
    batch, patches = dim("batch"), dim("patches", min=1, max=1 << 16)
    prefix, own, wanted = dim("prefix"), dim("own"), dim("wanted")
    b, n, s, o = 2, 3, 5, 4
    size = config.width // config.heads
    past = [
        Past(
            torch.zeros(1, config.heads, s, size), torch.zeros(1, config.heads, s, size),
            torch.zeros(b, config.heads, o, size), torch.zeros(b, config.heads, o, size),
        ) for _ in range(config.layers)
    ]  # fmt: skip
    # Of a `Past` too, which says what each is.
    of_layer = Past._make(
        cast(Any, ({2: prefix}, {2: prefix}, {0: batch, 2: own}, {0: batch, 2: own}))
    )
    shapes = [of_layer] * config.layers
    inputs = (
        *_example(model, b, n * PATCH),
        torch.zeros(b, PATCH - 1, config.local_width),
        torch.tensor([s + o]),
        torch.arange(n * PATCH - 1),
        past,
    )
    dynamic: Any = (
        *({0: batch, 1: PATCH * patches},) * 4,
        *({0: batch},) * 2,
        {},
        {0: wanted},
        shapes,
    )
    kinds = ("prefix_keys", "prefix_values", "own_keys", "own_values")
    names = [*_FEATURES, "tail", "ahead", "position", "wanted", *layer_names(config.layers, *kinds)]
    outputs = ["logits", "judged", "new_tail", "new_ahead"]
    outputs += layer_names(config.layers, "keys", "values")
    return _export(Extend(model), inputs, dynamic, names, outputs)


def _local(model: ByteModel) -> onnx.ModelProto:
    batch, bytes_ = torch.export.Dim("batch"), torch.export.Dim("bytes")
    b, t = 2, 3
    inputs = (*_example(model, b, t), torch.zeros(b, t, model.config.local_width))
    dynamic = (*({0: batch, 1: bytes_},) * 4, {0: batch}, {0: batch, 1: bytes_})
    names = [*_FEATURES, "tail", "ahead"]
    return _export(Local(model), inputs, dynamic, names, ["logits", "new_tail"])


def _example(model: ByteModel, batch: int, length: int) -> tuple[Tensor, ...]:
    config = model.config

    def some(limit: int, *shape: int) -> Tensor:
        return torch.randint(0, limit, (batch, length, *shape), dtype=torch.int32)

    return (
        some(SIZE), some(config.table_rows, len(ORDERS)), some(SIZE, config.predictors),
        some(BUCKETS, config.predictors), torch.zeros(batch, KERNEL - 1, config.local_width),
    )  # fmt: skip


def _export(
    module: nn.Module, inputs: tuple[Any, ...], dynamic: Any, names: list[str], outputs: list[str]
) -> onnx.ModelProto:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(), inputs, dynamo=True, dynamic_shapes=dynamic, input_names=names,
            output_names=outputs, opset_version=OPSET, verbose=False,
        )  # fmt: skip
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    for each in (*model.graph.node, *model.graph.value_info):
        # Where each came from, with paths of this machine.
        del each.metadata_props[:]
        each.doc_string = ""
    return model


def _name_weights(graph: onnx.ModelProto, model: nn.Module) -> None:
    """Says in the graph which of its tensors is which weight, so that training can begin where an
    artifact stands (`rusta_model.artifact_weights`). Equal weights are one tensor."""
    held: dict[tuple[tuple[int, ...], bytes], str] = {}
    for tensor in graph.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        held.setdefault((array.shape, array.tobytes()), tensor.name)
    for name, value in sorted(model.state_dict().items()):
        for array, suffix in ((value.numpy(), ""), (value.numpy().T, TRANSPOSED)):
            found = held.get((array.shape, array.tobytes()))
            if found is not None:
                graph.metadata_props.add(key=WEIGHT + name, value=found + suffix)
                break


def _quantise_embeddings(model: nn.Module) -> None:
    for name, child in model.named_children():
        if isinstance(child, nn.Embedding):
            setattr(model, name, QuantisedEmbedding(child))
        else:
            _quantise_embeddings(child)


def _quantise(model: onnx.ModelProto, bits: int) -> onnx.ModelProto:
    """Weights in blocks with a scale each. The activations are quantised by the row (accuracy level
    4), never over the whole tensor: there a score would depend on its neighbours in the batch, and
    on what comes after."""
    silence()
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    # It tells of every node.
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(
        model, bits=bits, block_size=_BLOCK, is_symmetric=True, accuracy_level=4
    )
    quantizer.process()
    quantised: onnx.ModelProto = quantizer.model.model
    return quantised


def _write(graphs: dict[str, onnx.ModelProto], into: Path) -> tuple[Path, ...]:
    """What both graphs hold stands once in the weights."""
    weights = bytearray()
    places: dict[bytes, int] = {}
    written = []
    for name, model in graphs.items():
        for tensor in model.graph.initializer:
            data = onnx.numpy_helper.to_array(tensor).tobytes()
            if len(data) < 1024:
                continue
            if data not in places:
                weights.extend(bytes(-len(weights) % _ALIGNMENT))
                places[data] = len(weights)
                weights.extend(data)
            tensor.ClearField("raw_data")
            del tensor.float_data[:], tensor.int32_data[:], tensor.int64_data[:]
            tensor.raw_data = b""
            external_data_helper.set_external_data(tensor, WEIGHTS, places[data], len(data))
            tensor.ClearField("raw_data")
        path = into / f"{name}.onnx"
        path.write_bytes(model.SerializeToString(deterministic=True))
        written.append(path)
    (into / WEIGHTS).write_bytes(weights)
    return (*written, into / WEIGHTS)
