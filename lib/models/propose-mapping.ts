import type { MappingInput } from "@/lib/inference/mapping-schema";
import type { ClassNames } from "@/lib/inference/onnx/class-labels";
import type { ModelDescription } from "@/lib/inference/tensor";
import type { Proposal } from "@/lib/models/proposal-schema";
import { type InputHints, proposeInputs } from "@/lib/models/propose-inputs";
import { proposeOutput } from "@/lib/models/propose-output";
import type { Definition } from "@/lib/use-cases/definition-schema";

/** What is known of a model, from its file and from what came with it. */
export interface KnownModel extends InputHints {
  signature: ModelDescription;
  /** Lists that may name its classes, the surest first. */
  classNames: readonly ClassNames[];
}

/** What an output holds for some items, given how the inputs are bound; null where that cannot be seen. */
export type ObserveWith = (inputs: MappingInput[], output: string) => Promise<number[][] | null>;

/**
 * How a model could be bound to a use case. Whatever is guessed is a question with a sentence that says what was taken
 * for what, and why; without questions nothing is.
 *
 * @throws AppError `invalid_model` where no mapping could bind the model.
 */
export async function proposeMapping(
  model: KnownModel,
  definition: Definition,
  observe: ObserveWith,
): Promise<Proposal> {
  const { inputs, questions } = proposeInputs(model.signature.inputs, definition.fields, model);
  const open = questions.some(({ kind }) => kind === "choose");
  const see = async (output: string) => (open ? null : observe(inputs, output));
  const proposed = await proposeOutput(model.signature.outputs, model.classNames, definition, see);
  const { output, classNames } = proposed;
  return {
    mapping: { inputs, output },
    questions: [...questions, ...proposed.questions],
    ...(classNames && { classNames }),
  };
}
