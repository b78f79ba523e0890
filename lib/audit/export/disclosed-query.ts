import "server-only";
import { commitValue } from "@/lib/audit/commit-value";
import { type Envelope, type ExportedEvent, envelopeOf } from "@/lib/audit/export/exported-event";
import type { LogConnection } from "@/lib/audit/export/log-query";

/** A value behind a commitment: HMAC-SHA256(salt, path || JCS(value)) is what the event holds. */
export interface Disclosed {
  eventId: string;
  path: "input" | "note" | "proposal";
  /** In hex. */
  salt: string;
  value: unknown;
}

/** Inputs that are in memory at once: of a few hundred bytes as a rule, of megabytes where they hold pictures. */
const inputsAtOnce = 200;
const picturesAtOnce = 10;

interface Committed {
  event: ExportedEvent;
  envelope: Envelope;
}

interface Kept {
  id: string;
  value: unknown;
  salt: Buffer;
}

const commitments = '_commitment":';

/**
 * The values that these events commit to and that still exist, in the events' order, in pieces. An input is given as it is;
 * a note only where it is the one that was committed to, since a verdict may have been taken back and given anew.
 */
export async function* readDisclosed(
  connection: LogConnection,
  events: readonly ExportedEvent[],
): AsyncGenerator<Disclosed[]> {
  const committed = events
    .filter(({ envelope }) => envelope.includes(commitments))
    .map((event): Committed => ({ event, envelope: envelopeOf(event) }));
  if (committed.length === 0) return;
  const notes = await readNotes(connection, committed);
  for (const piece of await inPieces(connection, committed)) {
    const inputs = await readInputs(connection, piece);
    yield piece.flatMap((one) => disclose(one, inputs, notes));
  }
}

function disclose({ event, envelope }: Committed, inputs: Map<string, Kept>, notes: Map<string, Kept>): Disclosed[] {
  const disclosed: Disclosed[] = [];
  const tell = (path: Disclosed["path"], { salt, value }: Kept) =>
    disclosed.push({ eventId: event.id, path, salt: salt.toString("hex"), value });
  const input = envelope.input_commitment === undefined ? undefined : inputs.get(event.subjectId);
  if (input !== undefined) tell("input", input);
  const place = notePlace(event, envelope);
  const note = place === null ? undefined : notes.get(place.id);
  if (place !== null && note !== undefined) {
    if (commitValue(note.salt, place.path, note.value) === envelope.comment_commitment) tell(place.path, note);
  }
  return disclosed;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the text behind a comment's commitment is kept: with the review, or with the proposal for the guideline. */
function notePlace({ type }: ExportedEvent, { comment_commitment, verdict, detail }: Envelope) {
  if (comment_commitment === undefined) return null;
  const ofProposal = type === "guideline.proposed";
  const id = ofProposal ? detail?.proposal : (verdict?.review ?? detail?.request ?? detail?.review);
  if (typeof id !== "string" || !uuid.test(id)) return null;
  return { path: ofProposal ? "proposal" : "note", id } as const;
}

async function readNotes(connection: LogConnection, committed: readonly Committed[]): Promise<Map<string, Kept>> {
  const ids = committed.flatMap(({ event, envelope }) => notePlace(event, envelope)?.id ?? []);
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<Kept>(
    `SELECT id, note AS value, note_salt AS salt FROM review
     WHERE id = ANY($1::uuid[]) AND note IS NOT NULL AND note_salt IS NOT NULL
     UNION ALL
     SELECT id, text, text_salt FROM guideline_proposal WHERE id = ANY($1::uuid[]) AND text_salt <> ''`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Events with few inputs each, so that memory stays bounded whatever inputs hold. */
async function inPieces(connection: LogConnection, committed: readonly Committed[]): Promise<Committed[][]> {
  const slugs = [...new Set(committed.flatMap(({ event }) => event.useCase ?? []))];
  const { rows } = await connection.query<{ pictures: boolean }>(
    `SELECT EXISTS (SELECT FROM input_field f JOIN use_case u ON u.id = f.use_case_id
                    WHERE u.slug = ANY($1) AND f.kind = 'image') AS pictures`,
    [slugs],
  );
  const size = rows[0]?.pictures === true ? picturesAtOnce : inputsAtOnce;
  return Array.from({ length: Math.ceil(committed.length / size) }, (_, at) =>
    committed.slice(at * size, (at + 1) * size),
  );
}

async function readInputs(connection: LogConnection, committed: readonly Committed[]): Promise<Map<string, Kept>> {
  const ids = committed.flatMap(({ event, envelope }) =>
    envelope.input_commitment === undefined ? [] : [event.subjectId],
  );
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<Kept>(
    "SELECT id, input AS value, input_salt AS salt FROM item WHERE id = ANY($1::uuid[]) AND input_salt <> ''",
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
