/** Bytes that can be read from anywhere: a file on disk, one that was dropped into a browser, a part of either. */
export interface ByteSource {
  size: number;
  /** Where it lies on disk, if it does. */
  file?: { path: string; from: number };
  /** Those from `start` up to `end`; fewer where it turns out to be shorter. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export const blobSource = (blob: Blob): ByteSource => ({
  size: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});

export const partOf = (source: ByteSource, from: number, size: number): ByteSource => ({
  size,
  ...(source.file && { file: { path: source.file.path, from: source.file.from + from } }),
  read: (start, end) => source.read(from + start, from + Math.min(end, size)),
});
