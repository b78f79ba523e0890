import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { columnWidth, encodingText, missingText, transformText } from "@/components/models/column-text";
import { WideTable } from "@/components/ui/wide-table";
import type { Column, Mapping, MappingInput } from "@/lib/inference/mapping-schema";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface InputRow {
  tensor: string;
  type: string;
  field: string;
  how: string;
  missing: string;
}

function rowsOf(input: MappingInput): InputRow[] {
  const { tensor, type } = input;
  if (input.from === "image") {
    const { field, width, height, channels, layout, scale } = input;
    const colours = channels === 1 ? "grey" : "colour";
    const how = `a picture of ${width} × ${height} in ${colours}, ${layout.toUpperCase()}, divided by ${scale}${input.invert ? ", inverted" : ""}`;
    return [{ tensor, type, field, how, missing: "no prediction" }];
  }
  const columns = input.from === "column" ? [input.column] : input.columns;
  return columns.map((column, place) => ({
    tensor: input.from === "vector" ? `${tensor}, from place ${firstPlace(columns, place)}` : tensor,
    type,
    field: column.field,
    how: encodingText(column.encoding),
    missing: missingText(column.missing),
  }));
}

/** Where a column's numbers begin in its vector, from 0. */
function firstPlace(columns: readonly Column[], place: number): number {
  return columns.slice(0, place).reduce((sum, column) => sum + columnWidth(column), 0);
}

/** How fields reach the model: a row per field. */
export function MappingInputs({ mapping, definition }: { mapping: Mapping; definition: Definition }) {
  const labels = new Map(definition.fields.map((field) => [field.key, field.label]));
  return (
    <WideTable label="The model's inputs and their fields" minWidth="36rem">
      <Table className="numbers">
        <TableThead>
          <TableTr>
            <TableTh>Field</TableTh>
            <TableTh>Goes in</TableTh>
            <TableTh>Tensor</TableTh>
            <TableTh>Without a value</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {mapping.inputs.flatMap(rowsOf).map(({ tensor, type, field, how, missing }) => (
            <TableTr key={`${tensor} ${field} ${how}`}>
              <TableTd>
                {labels.get(field) ?? field}
                {labels.get(field) === undefined && (
                  <Text size="xs" fw={550}>
                    The use case has no such field any more.
                  </Text>
                )}
              </TableTd>
              <TableTd>{how}</TableTd>
              <TableTd>
                <code>{tensor}</code>{" "}
                <Text component="span" size="xs" c="dimmed">
                  {type}
                </Text>
              </TableTd>
              <TableTd>{missing}</TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </WideTable>
  );
}

/** What the model's outputs mean. */
export function MappingOutput({ mapping, definition }: { mapping: Mapping; definition: Definition }) {
  const { output } = mapping;
  if (output.kind === "value") {
    const spread = output.spreadTensor === undefined ? "" : `, its spread in ${output.spreadTensor}`;
    return (
      <Text size="sm">
        The value in <code>{output.tensor}</code>
        {spread}.
      </Text>
    );
  }
  const outcomes = new Map(definition.outcomes.map((outcome) => [outcome.key, outcome]));
  return (
    <>
      <Text size="sm" mb="xs">
        Scores in <code>{output.tensor}</code>: {transformText[output.transform]}. In the order of its columns:
      </Text>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 6 }}>
        {output.classes.map((key) => {
          const outcome = outcomes.get(key);
          return <OutcomeChip key={key} label={outcome?.label ?? key} colour={outcome?.colour ?? "gray"} />;
        })}
      </div>
    </>
  );
}
