/** A name to start from: what the file is called, without its ending and what stands for spaces. */
export function modelName(fileName: string): string {
  return fileName
    .replace(/\.onnx$/i, "")
    .replaceAll(/[_\s]+/g, " ")
    .replaceAll(/(?<=\p{L})-(?=\p{L})/gu, " ")
    .trim()
    .replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
    .slice(0, 200);
}
