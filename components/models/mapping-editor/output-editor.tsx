"use client";
import { Radio, Select, Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Editor } from "@/components/models/mapping-editor/editor";
import classes from "@/components/models/mapping-editor/mapping-editor.module.css";
import { PlaceProblems, QuestionNotes } from "@/components/models/mapping-editor/question-notes";
import { Section } from "@/components/ui/section";
import type { MappingOutput } from "@/lib/inference/mapping-schema";

interface OutputEditorProps {
  editor: Editor;
  output: MappingOutput;
}

type Scores = MappingOutput & { kind: "scores" };

const shown = (rest: string) => rest === "tensor" || rest === "spreadTensor";

const transforms: { value: Scores["transform"]; label: string; description: string }[] = [
  { value: "none", label: "They are probabilities", description: "From 0 to 1 as they are, and together 1." },
  { value: "softmax", label: "They are raw scores (logits)", description: "Softmax turns them into probabilities." },
  {
    value: "sigmoid",
    label: "They are raw scores, each for itself",
    description: "The sigmoid function turns each into a number from 0 to 1.",
  },
];

/** What the model's outputs mean. */
export function OutputEditor({ editor, output }: OutputEditorProps) {
  const tensors = editor.signature.outputs.filter(({ type }) => type !== "not_a_tensor").map(({ name }) => name);
  const options = (chosen: string | undefined) => [...new Set([...tensors, ...(chosen ? [chosen] : [])])];
  const change = (part: Record<string, unknown>) => editor.dispatch({ type: "output_changed", part });
  return (
    <Section title="What comes out">
      <Stack gap="sm">
        {["", "kind", "tensor"].map((part) => (
          <QuestionNotes key={part} editor={editor} path={`output.${part}`} />
        ))}
        <PlaceProblems problems={editor.problemsUnder("output", shown)} />
        {typeof output.tensor === "string" && (
          <Select
            className={classes.tensorSelect ?? ""}
            label={output.kind === "scores" ? "Output with the scores" : "Output with the number"}
            placeholder="Choose an output"
            allowDeselect={false}
            data={options(output.tensor)}
            value={output.tensor === "" ? null : output.tensor}
            error={editor.problemAt("output.tensor")}
            onChange={(tensor) => tensor !== null && change({ tensor })}
          />
        )}
        {output.kind === "scores" ? (
          <>
            <QuestionNotes editor={editor} path="output.classes" />
            <ClassTable editor={editor} output={output} onChange={change} />
            <QuestionNotes editor={editor} path="output.transform" />
            <Radio.Group
              label="The numbers that it gives"
              value={output.transform}
              onChange={(transform) => change({ transform })}
            >
              <Stack gap={6} mt={6}>
                {transforms.map((option) => (
                  <Radio key={option.value} {...option} />
                ))}
              </Stack>
            </Radio.Group>
          </>
        ) : (
          <>
            <QuestionNotes editor={editor} path="output.spreadTensor" />
            <Select
              className={classes.tensorSelect ?? ""}
              label="Output with its spread"
              description="How far off it may be (a standard deviation), in the number's unit."
              placeholder="It gives none"
              clearable
              clearButtonProps={{ "aria-label": "It gives none" }}
              data={options(output.spreadTensor).filter((name) => name !== output.tensor)}
              value={output.spreadTensor ?? null}
              error={editor.problemAt("output.spreadTensor")}
              onChange={(spreadTensor) => change({ spreadTensor: spreadTensor ?? undefined })}
            />
          </>
        )}
      </Stack>
    </Section>
  );
}

/** Which outcome each of the scores is for. Outcomes trade places: each has one score. */
function ClassTable(props: { editor: Editor; output: Scores; onChange: (part: { classes: string[] }) => void }) {
  const { editor, output, onChange } = props;
  const { outcomes } = editor.definition;
  const { classNames } = editor;
  const single = output.classes.length === 2 && scoreCount(editor, output) === 1;

  function choose(place: number, key: string) {
    const former = output.classes[place] ?? "";
    onChange({
      classes: output.classes.map((name, index) => (index === place ? key : name === key ? former : name)),
    });
  }

  return (
    <div className={classes.tableBox}>
      {single && (
        <Text size="sm" c="dimmed" mb={4}>
          The model gives one score: that of the second class. The first has what is left to 1.
        </Text>
      )}
      <Table className={classes.classes ?? ""} withRowBorders={false} verticalSpacing={4}>
        <TableThead>
          <TableTr>
            <TableTh>{Array.isArray(output.tensor) ? "Output" : "Score"}</TableTh>
            {classNames !== null && <TableTh>The model calls it</TableTh>}
            <TableTh>Outcome</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {output.classes.map((key, place) => {
            const name = Array.isArray(output.tensor) ? (output.tensor[place] ?? "") : String(place);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a score is its place and nothing else
              <TableTr key={place}>
                <TableTd className="numbers">{name}</TableTd>
                {classNames !== null && (
                  <TableTd>
                    <code>{classNames[place] ?? ""}</code>
                  </TableTd>
                )}
                <TableTd>
                  <Select
                    size="xs"
                    aria-label={`Outcome of score ${name}`}
                    placeholder="Choose the outcome"
                    allowDeselect={false}
                    searchable={outcomes.length > 12}
                    data={[
                      ...outcomes.map((outcome) => ({ value: outcome.key, label: outcome.label })),
                      ...(key === "" || outcomes.some((outcome) => outcome.key === key)
                        ? []
                        : [{ value: key, label: `${key} (no outcome)` }]),
                    ]}
                    value={key === "" ? null : key}
                    onChange={(chosen) => chosen !== null && choose(place, chosen)}
                  />
                </TableTd>
              </TableTr>
            );
          })}
        </TableTbody>
      </Table>
    </div>
  );
}

/** Scores for an item; -1 where the model does not say. */
function scoreCount({ signature }: Editor, { tensor }: Scores): number {
  if (Array.isArray(tensor)) return tensor.length;
  return signature.outputs.find(({ name }) => name === tensor)?.shape.at(-1) ?? -1;
}
