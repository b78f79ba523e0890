import { Readable } from "node:stream";
import { withModelUpload } from "@/lib/api/read-model-upload";
import { readArtifact } from "@/lib/models/artifact-query";
import { storeArtifact } from "@/lib/models/store-artifact";
import { database } from "@/lib/platform/database";

/** Sends 200 MB through the upload into the database and back, and prints by how many MB this process grew at most. */

const megabytes = 200;
const boundary = "measured";
const resident = () => process.memoryUsage.rss() / 1024 / 1024;

async function* body(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.onnx"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  for (let sent = 0; sent < megabytes * 16; sent++) yield new Uint8Array(65_536).fill(sent);
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

function upload(): Request {
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const init = { method: "POST", headers, body: Readable.toWeb(Readable.from(body())), duplex: "half" };
  return new Request("http://localhost/", init as RequestInit);
}

await database.modelArtifact.count();
const before = resident();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, resident());
}, 20);
let back = 0;
await withModelUpload(upload(), { fields: [] }, async ({ file }) => {
  if (file === undefined) throw new Error("The file is missing.");
  await storeArtifact(file);
  for await (const part of readArtifact(file.sha256)) back += part.length;
  await database.modelArtifact.deleteMany({ where: { sha256: Buffer.from(file.sha256, "hex") } });
});
clearInterval(watch);
process.stdout.write(`${JSON.stringify({ megabytes: back / 1024 / 1024, growth: Math.round(peak - before) })}\n`);
await database.$disconnect();
