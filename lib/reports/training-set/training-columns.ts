import type { TrainingRow } from "@/lib/reports/training-set/training-set-query";
import type { Definition } from "@/lib/use-cases/definition-schema";
import type { InputValue } from "@/lib/use-cases/parse-input";

/** A column of a training set as a table. */
export interface TrainingColumn {
  name: string;
  type: "STRING" | "DOUBLE" | "INT64" | "INT32" | "BOOLEAN";
  cellOf: (row: TrainingRow) => InputValue | null;
}

const typeOfKind: Partial<Record<Definition["fields"][number]["kind"], TrainingColumn["type"]>> = {
  number: "DOUBLE",
  // A double holds every whole number that an item may have.
  integer: "DOUBLE",
  boolean: "BOOLEAN",
};

/** What is known of an item, then its input's fields as `input.KEY`, so that no field's key can hide one of ours. */
export function trainingColumns(definition: Pick<Definition, "kind" | "fields">): TrainingColumn[] {
  return [
    { name: "external_id", type: "STRING", cellOf: (row) => row.externalId },
    { name: "received_at", type: "STRING", cellOf: (row) => row.receivedAt },
    {
      name: "label",
      type: definition.kind === "regression" ? "DOUBLE" : "STRING",
      cellOf: (row) => row.label,
    },
    { name: "provenance", type: "STRING", cellOf: (row) => row.provenance },
    { name: "agreeing", type: "INT32", cellOf: (row) => row.agreeing },
    { name: "verdicts", type: "INT32", cellOf: (row) => row.verdicts },
    { name: "disputed", type: "BOOLEAN", cellOf: (row) => row.disputed },
    { name: "decided_at", type: "STRING", cellOf: (row) => row.decidedAt },
    { name: "model_version", type: "INT32", cellOf: (row) => row.modelVersion },
    { name: "simulated", type: "BOOLEAN", cellOf: (row) => row.simulated },
    ...definition.fields.map(
      ({ key, kind }): TrainingColumn => ({
        name: `input.${key}`,
        type: typeOfKind[kind] ?? "STRING",
        cellOf: (row) => row.input[key] ?? null,
      }),
    ),
  ];
}
