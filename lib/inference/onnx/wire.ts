// Part of programs that bare Node runs: only erasable syntax, and imports by full path.
import protobuf from "protobufjs";

/** One field of a message as it lies in a file: `start` is where its tag stands, `from` where its value does. */
interface WireField {
  id: number;
  start: number;
  from: number;
  end: number;
}

/** One step down from a message: a field's number, and which of several with that number; none for one that stands alone. */
interface Step {
  id: number;
  index?: number;
}

/** Where a message lies: the steps to it from the file's outermost message. */
export type Place = readonly Step[];

/** The message at `place` is replaced by `message` as it would be encoded, or removed where that is null. */
export interface Edit {
  place: Place;
  message: Uint8Array | null;
}

const lengthDelimited = 2;

function* wireFields(bytes: Uint8Array, start: number, end: number): Generator<WireField> {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = start;
  reader.len = end;
  while (reader.pos < end) {
    const at = reader.pos;
    const tag = reader.uint32();
    const length = (tag & 7) === lengthDelimited ? reader.uint32() : null;
    const from = reader.pos;
    if (length === null) reader.skipType(tag & 7);
    else if (length > 0) reader.skip(length);
    yield { id: tag >>> 3, start: at, from, end: reader.pos };
  }
}

function locate(bytes: Uint8Array, place: Place): WireField {
  let found: WireField = { id: 0, start: 0, from: 0, end: bytes.length };
  for (const { id, index } of place) {
    const fields = [...wireFields(bytes, found.from, found.end)].filter((field) => field.id === id);
    const next = fields[index ?? 0];
    // A message that stands there in several pieces counts as one; which piece holds what cannot be told here.
    if (next === undefined || (index === undefined && fields.length > 1)) {
      throw new RangeError("This file's parts do not lie as they usually do.");
    }
    found = next;
  }
  return found;
}

/** The bytes of the message at `place`, as a view. */
export function messageAt(bytes: Uint8Array, place: Place): Uint8Array {
  const { from, end } = locate(bytes, place);
  return bytes.subarray(from, end);
}

/** The file with some messages replaced, in pieces: whatever does not change stays byte for byte, and is not copied. */
export function rewrite(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array[] {
  const located = edits.map(({ place, message }) => ({ ...locate(bytes, place), message }));
  return rewriteMessage(bytes, 0, bytes.length, located);
}

function rewriteMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  edits: readonly (WireField & Pick<Edit, "message">)[],
): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let kept = start;
  for (const field of wireFields(bytes, start, end)) {
    const inside = edits.filter((edit) => edit.start >= field.start && edit.end <= field.end);
    const [first] = inside;
    if (first === undefined) continue;
    pieces.push(bytes.subarray(kept, field.start));
    kept = field.end;
    if (first.start !== field.start)
      pieces.push(...asField(field.id, rewriteMessage(bytes, field.from, field.end, inside)));
    else if (first.message !== null) pieces.push(...asField(field.id, [first.message]));
  }
  return [...pieces, bytes.subarray(kept, end)];
}

function asField(id: number, value: readonly Uint8Array[]): Uint8Array[] {
  const length = value.reduce((sum, piece) => sum + piece.length, 0);
  const header = protobuf.Writer.create()
    .uint32((id << 3) | lengthDelimited)
    .uint32(length)
    .finish();
  return [header, ...value];
}
