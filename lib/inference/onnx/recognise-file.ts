// Part of programs that bare Node runs: only erasable syntax, and imports by full path.

/** What people send in place of ONNX files, by the bytes that it starts with, and what to do. */
const known: readonly [test: (start: Buffer) => boolean, sentence: string][] = [
  [
    (start) => startsWith(start, "PK\u0003\u0004") && start.includes("data.pkl"),
    "This is a PyTorch checkpoint (.pt or .pth), not an ONNX model. Load it in PyTorch and export it with torch.onnx.export.",
  ],
  [
    (start) => startsWith(start, "PK\u0003\u0004") && start.includes("config.json"),
    "This is a Keras model, not an ONNX model. Load it in Keras and export it: model.export(path, format='onnx'), or tf2onnx.",
  ],
  [
    (start) => startsWith(start, "PK\u0003\u0004") || startsWith(start, "PK\u0005\u0006"),
    "This is a zip archive, not an ONNX model. Unpack it and send the .onnx file in it.",
  ],
  [
    (start) => startsWith(start, "\u001f\u008b"),
    "This file is packed with gzip. Unpack it and send the .onnx file in it.",
  ],
  [
    (start) => start[0] === 0x80 && (start[1] ?? 0) >= 2 && (start[1] ?? 9) <= 5,
    "This is a Python pickle (scikit-learn, joblib or PyTorch), not an ONNX model. Load it in Python and export it: skl2onnx for scikit-learn, torch.onnx.export for PyTorch.",
  ],
  [
    (start) => start[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(start[1] ?? 0),
    "This is a compressed joblib file, not an ONNX model. Load it in Python and export it with skl2onnx.",
  ],
  [
    (start) => startsWith(start, "\u0089HDF\r\n"),
    "This is an HDF5 file (Keras .h5), not an ONNX model. Load it in Keras and export it with tf2onnx.",
  ],
  [
    (start) => start.toString("latin1", 4, 8) === "TFL3",
    "This is a TensorFlow Lite model, not an ONNX model. Convert it with tf2onnx.",
  ],
  [
    (start) => start.toString("latin1", 4, 8) === "ORTM",
    "This is a model in onnxruntime's own format (.ort). Send the .onnx file that it was made from.",
  ],
  [
    (start) => start.length > 8 && start.readUInt32LE(4) === 0 && start[8] === 0x7b,
    "This is a safetensors file: weights without a model. Load it in its library and export the model to ONNX.",
  ],
  [
    (start) => startsWith(start, "version https://git-lfs"),
    "This is a pointer of Git LFS, not the model itself. Fetch the file with git lfs pull and send that.",
  ],
  [
    (start) => startsWith(start, "binf") || startsWith(start, "tree\n") || startsWith(start, '{"learner"'),
    "This is a model of XGBoost or LightGBM in their own format. Convert it to ONNX with onnxmltools and send that file.",
  ],
  [
    (start) => /^\s*<(\?xml|!doctype|html|PMML)/i.test(start.toString("latin1", 0, 100)),
    "This is a web page or an XML file, not an ONNX model. Send the .onnx file.",
  ],
];

const startsWith = (start: Buffer, text: string) => start.toString("latin1", 0, text.length) === text;

/** A sentence that says what a file is that is known not to be an ONNX model; null where it may be one. */
export function foreignFile(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096));
  return known.find(([test]) => test(start))?.[1] ?? null;
}
