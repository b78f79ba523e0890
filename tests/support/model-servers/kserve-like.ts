import { type ModelServer, type Reply, startModelServer } from "@/tests/support/model-servers/fake-server";
import { BadRequest, numbersOf, parseInfer } from "@/tests/support/model-servers/open-inference-body";

/**
 * A server that speaks like KServe's Python server: 501 for any version in the path, 503 when it is not ready, metadata
 * without tensors, nested data. Its model is `y = 2 a + b` with a spread of |a| / 10, on one input `x` of [N, 2].
 */
export function startKserveLike(state = { ready: true }): Promise<ModelServer> {
  return startModelServer(({ method, path, body }): Reply => {
    if (/^\/v2\/models\/[^/]+\/versions\//.test(path)) return { status: 501, body: { error: "Not implemented" } };
    const route = /^\/v2\/models\/linear(\/ready|\/infer)?$/.exec(path);
    if (route === null) return { status: 404, body: { error: "Model with name was not found." } };
    if (route[1] === "/ready") {
      return state.ready
        ? { status: 200, body: { name: "linear", ready: true } }
        : { status: 503, body: { error: "Model with name linear is not ready." } };
    }
    if (route[1] === undefined) {
      return { status: 200, body: { name: "linear", versions: [], platform: "", inputs: [], outputs: [] } };
    }
    if (method !== "POST") return { status: 405, body: { detail: "Method Not Allowed" } };
    if (!state.ready) return { status: 503, body: { error: "Model with name linear is not ready." } };
    try {
      const { inputs } = parseInfer(body);
      const x = inputs.find(({ name }) => name === "x");
      if (x === undefined || x.shape.length !== 2 || x.shape[1] !== 2) throw new BadRequest("expected x of [-1, 2]");
      const numbers = numbersOf(x);
      const rows = Array.from({ length: x.shape[0] ?? 0 }, (_, row) => [
        numbers[2 * row] ?? 0,
        numbers[2 * row + 1] ?? 0,
      ]);
      return {
        status: 200,
        body: {
          id: "1",
          model_name: "linear",
          model_version: null,
          outputs: [
            { name: "y", datatype: "FP64", shape: [rows.length, 1], data: rows.map(([a = 0, b = 0]) => [2 * a + b]) },
            {
              name: "deviation",
              datatype: "FP64",
              shape: [rows.length, 1],
              data: rows.map(([a = 0]) => [Math.abs(a) / 10]),
            },
          ],
        },
      };
    } catch (error) {
      if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
      throw error;
    }
  });
}
