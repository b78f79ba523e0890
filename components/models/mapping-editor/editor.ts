import type { Dispatch } from "react";
import type { EditorAction, EditorQuestion } from "@/components/models/mapping-editor/editor-state";
import type { Encoding } from "@/lib/inference/mapping-schema";
import type { ModelDescription } from "@/lib/inference/tensor";
import type { Problem } from "@/lib/platform/errors";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";

/** The encodings that a kind of field can have. */
export type FittingEncodings = Record<Field["kind"], readonly Encoding["kind"][]>;

/** What every part of the mapping editor works with. */
export interface Editor {
  definition: Pick<Definition, "kind" | "fields" | "outcomes">;
  fitting: FittingEncodings;
  signature: ModelDescription;
  /** The names that the model has for its classes, in the order of its scores; null where it has none. */
  classNames: readonly string[] | null;
  dispatch: Dispatch<EditorAction>;
  /** What is still to be looked at, exactly there. */
  questionsAt: (path: string) => readonly EditorQuestion[];
  /** What is wrong exactly there. */
  problemAt: (path: string) => string | undefined;
  /** What is wrong there or below, except where `shown` says that a field says it; the rest is after the path's dot. */
  problemsUnder: (path: string, shown: (rest: string) => boolean) => readonly Problem[];
}

/** The name of a field for people. */
export const fieldLabel = (fields: readonly Field[], key: string): string =>
  fields.find((field) => field.key === key)?.label ?? key;
