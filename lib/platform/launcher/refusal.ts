/** Something the person who started the command must put right: printed as this one sentence, exit code 1. */
export class Refusal extends Error {
  override name = "Refusal";
}
