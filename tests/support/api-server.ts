import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { api } from "@/lib/api/app";
import { database } from "@/lib/platform/database";
import { exitWithParent } from "@/lib/platform/exit-with-parent";

/** A web process of its own that serves the HTTP API and nothing else. Tells its parent the port. */

exitWithParent();
const server = createServer(async (request, response) => {
  const headers = new Headers(
    Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await api.fetch(
    new Request(`http://127.0.0.1${request.url}`, {
      method: request.method ?? "GET",
      headers,
      ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" as const }),
    }),
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("SIGTERM", async () => {
  server.closeAllConnections();
  await database.$disconnect();
  process.exit(0);
});
