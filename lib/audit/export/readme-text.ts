/** What a bundle's README says about it in particular. */
interface ReadmeFacts {
  origin: string | undefined;
  requestedBy: { name: string };
  requestedAt: string;
  filter: object;
  range: { first: number; end: number };
  treeSize: number;
  counts: { events: number; leaves: number; disclosed: number };
}

const figure = new Intl.NumberFormat("en-GB");

/** `README.txt`: what each file of the bundle is, and how to verify it. */
export function readmeText({ origin, requestedBy, requestedAt, filter, range, treeSize, counts }: ReadmeFacts): string {
  return `AUDIT BUNDLE OF ${origin}

Asked for by ${requestedBy.name.replaceAll(/\s+/g, " ")} at ${requestedAt}.
Filter: ${JSON.stringify(filter)}
${figure.format(counts.events)} events, from number ${figure.format(range.first)} to number ${figure.format(range.end - 1)} of a log that had ${figure.format(treeSize)} events
when its checkpoint was signed.


HOW TO VERIFY IT, WITHOUT A NETWORK

  In a browser:    open verify.html and drag the bundle onto it.
  With Node.js:    node verify.mjs BUNDLE.tar --key KEYFILE --anchor ANCHORFILE

Take verify.mjs or verify.html from a place that you trust, not from a bundle that you doubt. The keys in keys.txt came
with the bundle, so they prove nothing by themselves: compare them with the key that you were given when the log began,
and give that one with --key. A checkpoint that you kept yourself, or that was published where its owner cannot take it
back, given with --anchor, proves that the log was not rewritten since.

What it shows: these events are in the log, each byte as it was written, at their places, and nothing between them was
taken out or changed since the checkpoint was signed. What it cannot show: that whatever happened was written into the
log, or that nobody went past the application.


THE FILES

  manifest.json    who asked for what and when, the counts, and the SHA-256 of each other file
  checkpoint       the log's signed state (a C2SP signed note): its size and its root hash
  keys.txt         public keys that the log was signed with, the present one first
  proof.json       hashes that lead from the range's leaves to the root, and from earlier checkpoints to this one
  leaves.bin       a SHA-256 (32 bytes) for every event in the range, also for those that the filter left out: they can
                   be counted, and nothing else can be learnt of them
  indexes.bin      the place in the log of each line of events.jsonl (64-bit numbers, little-endian)
  events.jsonl     the events, one a line, byte by byte as they were hashed: SHA-256 of a zero byte and the line (without
                   its line feed) is the event's leaf
  disclosed.jsonl  values that the events name by a hash alone and that still exist: HMAC-SHA256 of path and value
                   (canonical JSON, RFC 8785) under the salt is what the event holds
  decisions.csv    a row for each decision, for spreadsheets; a text that they would run as a formula begins with '
  events.parquet   the events as a table for DuckDB, pandas, Spark and the like, with their bytes in the column envelope
  anchors.jsonl    checkpoints that were published, where and when
  verify.mjs       the verifier as one file, for Node.js
  verify.html      the verifier as a page
  README.txt       this
`;
}
