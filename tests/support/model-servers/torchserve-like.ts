import sharp from "sharp";
import {
  type ModelServer,
  type Received,
  type Reply,
  startModelServer,
} from "@/tests/support/model-servers/fake-server";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const problem = (code: number, type: string, message: string): Reply => ({
  status: code,
  body: { code, type, message },
});

type Fields = { a?: unknown };

function chance({ a }: Fields): number {
  if (typeof a !== "number") throw new RangeError("a is missing");
  return logistic(a);
}

/** What each model's handler makes of a request. */
const handlers: Record<string, (body: Buffer, type: string) => Reply | Promise<Reply>> = {
  /** Fields in, class -> score out. */
  byclass: (body) => {
    const yes = chance(JSON.parse(body.toString()) as Fields);
    return { status: 200, body: { good: yes, bad: 1 - yes } };
  },
  /** Only the winner's score. */
  winner: (body) => {
    const yes = chance(JSON.parse(body.toString()) as Fields);
    return { status: 200, body: { result: { label: yes > 0.5 ? "good" : "bad", score: Math.max(yes, 1 - yes) } } };
  },
  /** KServe's envelope: instances in, predictions out. */
  envelope: (body) => {
    const { instances } = JSON.parse(body.toString()) as { instances: Fields[] };
    return { status: 200, body: { predictions: instances.map((fields) => [chance(fields), 1 - chance(fields)]) } };
  },
  /** A text in, a bare word out. */
  words: (body, type) => {
    if (!type.startsWith("text/plain")) throw new RangeError("text expected");
    return { status: 200, body: body.toString().includes("prize") ? "good" : "bad", type: "text/plain" };
  },
  /** A picture in, how bright it is out: 0 to 1. */
  brightness: async (body, type) => {
    if (!type.startsWith("image/")) throw new RangeError("image expected");
    const { channels } = await sharp(body).greyscale().stats();
    return { status: 200, body: { value: (channels[0]?.mean ?? 0) / 255, off_by: 0.01 } };
  },
};

/** A server that speaks like TorchServe, with a token and a handler for each model, in version 1.0. */
export function startTorchServeLike(token: string): Promise<ModelServer> {
  return startModelServer(async ({ method, path, headers, body }: Received): Promise<Reply> => {
    if (headers.authorization !== `Bearer ${token}`) {
      return problem(
        400,
        "InvalidKeyException",
        `Token Authorization failed. Token ${headers.authorization} is invalid`,
      );
    }
    if (path === "/ping") return { status: 200, body: { status: "Healthy" } };
    const [, name = "", version = "1.0"] = /^\/predictions\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const handler = handlers[name];
    if (method !== "POST" || handler === undefined)
      return problem(404, "ModelNotFoundException", `Model not found: ${name}`);
    if (version !== "1.0")
      return problem(404, "ModelVersionNotFoundException", `Model version: ${version} does not exist`);
    try {
      return await handler(body, String(headers["content-type"]));
    } catch (error) {
      return problem(500, "InternalServerException", error instanceof Error ? error.message : "Prediction failed");
    }
  });
}
