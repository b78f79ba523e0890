import { createServer } from "node:net";
import { Refusal } from "./refusal.mjs";

/** Where the web process listens: PORT (default 3000) and HOST (default: every interface); `origin` is for ourselves. */
export function webAddress() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(`PORT is "${process.env.PORT}"; it must be a whole number from 1 to 65535.`);
  }
  const host = process.env.HOST || undefined;
  const name = host?.includes(":") ? `[${host}]` : (host ?? "127.0.0.1");
  return { port, host, origin: `http://${name}:${port}` };
}

/** Refuses early what the web process would refuse after minutes of installing and building. */
export async function requireFreePort() {
  const { port, host } = webAddress();
  const server = createServer();
  /** @type {NodeJS.ErrnoException | undefined} */
  const problem = await new Promise((resolve) => {
    server.once("error", resolve).listen({ port, host }, () => server.close(() => resolve(undefined)));
  });
  if (problem?.code === "EADDRINUSE") {
    throw new Refusal(
      `Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  if (problem)
    throw new Refusal(
      `Cannot listen on port ${port}: ${problem.message}. Choose another with PORT, or another address with HOST.`,
    );
}
