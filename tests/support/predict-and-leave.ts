// A program of its own, run by the tests: predicts the value of its argument and ends without stopping its models.
import { Inference } from "@/lib/inference/inference";
import { defaultInferenceSettings } from "@/lib/inference/inference-settings";
import { busyModel } from "@/tests/support/built-models";
import { inferenceChildren } from "@/tests/support/inference-children";
import { modelOf, valueMapping } from "@/tests/support/shared-models";

const [dataDir = "", x] = process.argv.slice(2);
const inference = new Inference({ ...defaultInferenceSettings, dataDir, batchLimitMs: 60_000 });
const model = modelOf(busyModel(), valueMapping());
await inference.predict(model, [{ x: 1 }]);
console.log(inferenceChildren().join());
const [prediction] = await inference.predict(model, [{ x: Number(x) }]);
console.log(JSON.stringify(prediction));
