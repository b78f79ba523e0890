import { type ModelServer, type Reply, startModelServer } from "@/tests/support/model-servers/fake-server";
import { BadRequest, numbersOf, parseInfer } from "@/tests/support/model-servers/open-inference-body";

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * A server that speaks like MLServer with a scikit-learn model: `predict` (the class's number) unless `predict_proba` is
 * asked for. The model says 1 with the probability 1 / (1 + e^-x) for the first number of each row.
 */
export function startMlserverLike(): Promise<ModelServer> {
  return startModelServer(({ path, body }): Reply => {
    const route = /^\/v2\/models\/sorter(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/.exec(path);
    if (route === null) return { status: 404, body: { error: "Model not found" } };
    const [, version, call = ""] = route;
    if (version !== undefined && version !== "v1.2.0") {
      return { status: 404, body: { error: `Model sorter with version ${version} not found` } };
    }
    if (call === "/ready") return { status: 200, body: {} };
    if (call === "")
      return { status: 200, body: { name: "sorter", versions: ["v1.2.0"], platform: "", inputs: [], outputs: [] } };
    try {
      const { inputs, outputs = [{ name: "predict" }] } = parseInfer(body);
      const [input] = inputs;
      const rows = input?.shape[0] ?? 0;
      const width = (input?.shape[1] ?? 1) || 1;
      const numbers = input === undefined ? [] : numbersOf(input);
      const chances = Array.from({ length: rows }, (_, row) => logistic(numbers[row * width] ?? 0));
      return {
        status: 200,
        body: {
          model_name: "sorter",
          model_version: "v1.2.0",
          outputs: outputs.map(({ name }) => {
            if (name === "predict") {
              return {
                name,
                datatype: "INT64",
                shape: [rows, 1],
                data: chances.map((chance) => (chance > 0.5 ? 1 : 0)),
              };
            }
            if (name !== "predict_proba") throw new BadRequest(`SKLearnModel does not support output '${name}'`);
            return {
              name,
              datatype: "FP64",
              shape: [rows, 2],
              data: chances.flatMap((chance) => [1 - chance, chance]),
            };
          }),
        },
      };
    } catch (error) {
      if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
      throw error;
    }
  });
}
