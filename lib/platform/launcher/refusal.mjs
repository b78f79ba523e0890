/** Something that the person who started the command must put right: printed as this one sentence, exit code 1. */
export class Refusal extends Error {
  /** @override */
  name = "Refusal";
}

/**
 * Prints what went wrong: a refusal as its sentence, anything else in full.
 *
 * @param {unknown} error
 */
export function reportFailure(error) {
  console.error(error instanceof Refusal ? error.message : error);
}
