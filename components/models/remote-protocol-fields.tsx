"use client";
import { NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import type { RemoteDraft } from "@/components/models/remote-model-draft";
import classes from "@/components/models/remote-model-form.module.css";

interface RemoteProtocolFieldsProps {
  draft: RemoteDraft;
  regression: boolean;
  problemAt: (path: string) => string | undefined;
  onChange: (part: Partial<RemoteDraft>) => void;
}

interface ChoiceProps<Value extends string> {
  label: string;
  description: string;
  value: Value;
  choices: readonly (readonly [Value, string])[];
  error: string | undefined;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ choices, value, onChange, ...rest }: ChoiceProps<Value>) {
  return (
    <Select
      {...rest}
      allowDeselect={false}
      value={value}
      data={choices.map(([key, label]) => ({ value: key, label }))}
      onChange={(picked) => onChange(choices.find(([key]) => key === picked)?.[0] ?? value)}
    />
  );
}

function Labels({ draft, problemAt, onChange }: Omit<RemoteProtocolFieldsProps, "regression">) {
  return (
    <Textarea
      label="The model's own class names"
      description="Only where they differ from the outcomes' keys: one on each line, in the order of the mapping's classes."
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      value={draft.labels}
      error={problemAt("endpoint.labels")}
      onChange={(event) => onChange({ labels: event.currentTarget.value })}
    />
  );
}

function Answer({ draft, problemAt, onChange }: Omit<RemoteProtocolFieldsProps, "regression">) {
  return (
    <Choice
      label="What the answer holds"
      description="A class without a score reaches no threshold."
      value={draft.answer}
      choices={[
        ["scores", "A score for each outcome"],
        ["label", "Only the class"],
      ]}
      error={problemAt("endpoint.answer")}
      onChange={(answer) => onChange({ answer })}
    />
  );
}

function OpenInferenceFields({ draft, regression, problemAt, onChange }: RemoteProtocolFieldsProps) {
  return (
    <>
      <Textarea
        label="Outputs to ask for"
        description="One on each line. Empty: those that the mapping reads, which is nearly always right."
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        value={draft.outputs}
        error={problemAt("endpoint.outputs")}
        onChange={(event) => onChange({ outputs: event.currentTarget.value })}
      />
      {!regression && <Answer draft={draft} problemAt={problemAt} onChange={onChange} />}
      {draft.answer === "label" && <Labels draft={draft} problemAt={problemAt} onChange={onChange} />}
    </>
  );
}

function TensorFlowFields({ draft, regression, problemAt, onChange }: RemoteProtocolFieldsProps) {
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Signature"
          description="Of the saved model."
          autoComplete="off"
          spellCheck={false}
          value={draft.signature}
          error={problemAt("endpoint.signature")}
          onChange={(event) => onChange({ signature: event.currentTarget.value })}
        />
        <Choice
          label="Method"
          description="Nearly every model has predict."
          value={draft.method}
          choices={[
            ["predict", "predict"],
            ["classify", "classify"],
            ["regress", "regress"],
          ]}
          error={problemAt("endpoint.method")}
          onChange={(method) => onChange({ method })}
        />
      </div>
      {draft.method === "predict" && (
        <Choice
          label="Form of the request"
          description="Both say the same; some signatures take only one of them."
          value={draft.form}
          choices={[
            ["row", "Rows: a list of instances"],
            ["column", "Columns: a tensor for each input"],
          ]}
          error={problemAt("endpoint.form")}
          onChange={(form) => onChange({ form })}
        />
      )}
      {!regression && draft.method === "predict" && <Answer draft={draft} problemAt={problemAt} onChange={onChange} />}
      {(draft.answer === "label" || draft.method === "classify") && (
        <Labels draft={draft} problemAt={problemAt} onChange={onChange} />
      )}
    </>
  );
}

const secondPathLabel = { label: "Place of the score", value: "Place of the spread" } as const;

function TorchServeFields({ draft, problemAt, onChange }: RemoteProtocolFieldsProps) {
  const { answerKind } = draft;
  return (
    <>
      <Choice
        label="What is sent"
        description="As the model's handler takes it."
        value={draft.body}
        choices={[
          ["fields", "A JSON object with the mapping's inputs"],
          ["instances", 'The same inside {"instances": [...]}'],
          ["text", "The text alone"],
          ["image", "The picture alone, as it came"],
        ]}
        error={problemAt("endpoint.body")}
        onChange={(body) => onChange({ body })}
      />
      <Choice
        label="What comes back"
        description="As the model's handler gives it."
        value={answerKind}
        choices={[
          ["scores_by_label", "An object: class and score"],
          ["scores", "A list of scores, in the order of the mapping's classes"],
          ["label", "The winning class, with or without its score"],
          ["value", "A number"],
        ]}
        error={problemAt("endpoint.answer.kind")}
        onChange={(kind) => onChange({ answerKind: kind })}
      />
      <div className={classes.pair}>
        <TextInput
          label="Where it stands in the answer"
          description="Keys and list places with dots between them. Empty: the answer as a whole."
          placeholder="predictions.0"
          autoComplete="off"
          spellCheck={false}
          value={draft.path}
          error={problemAt("endpoint.answer.path")}
          onChange={(event) => onChange({ path: event.currentTarget.value })}
        />
        {(answerKind === "label" || answerKind === "value") && (
          <TextInput
            label={secondPathLabel[answerKind]}
            description="Empty: there is none."
            autoComplete="off"
            spellCheck={false}
            value={draft.secondPath}
            error={problemAt("endpoint.answer.scorePath") ?? problemAt("endpoint.answer.spreadPath")}
            onChange={(event) => onChange({ secondPath: event.currentTarget.value })}
          />
        )}
      </div>
      {answerKind !== "value" && answerKind !== "scores" && (
        <Labels draft={draft} problemAt={problemAt} onChange={onChange} />
      )}
    </>
  );
}

/** How the server is asked and what it answers: what differs from one protocol to another, and the limits of all. */
export function RemoteProtocolFields(props: RemoteProtocolFieldsProps) {
  const { draft, problemAt, onChange } = props;
  return (
    <Stack gap="md">
      {draft.backend === "open_inference" && <OpenInferenceFields {...props} />}
      {draft.backend === "tensorflow_serving" && <TensorFlowFields {...props} />}
      {draft.backend === "torchserve" && <TorchServeFields {...props} />}
      <div className={classes.pair}>
        <NumberInput
          label="Time limit"
          description="For a request and its answer; after it the item goes to its fallback."
          suffix=" ms"
          min={100}
          max={60_000}
          clampBehavior="none"
          value={draft.timeoutMs}
          error={problemAt("endpoint.timeoutMs")}
          onChange={(timeoutMs) => onChange({ timeoutMs })}
        />
        <NumberInput
          label="Requests at once"
          description="From each process of ours. What comes beyond them waits."
          min={1}
          max={64}
          clampBehavior="none"
          value={draft.concurrency}
          error={problemAt("endpoint.concurrency")}
          onChange={(concurrency) => onChange({ concurrency })}
        />
        {draft.backend !== "torchserve" && (
          <NumberInput
            label="Items per request"
            description="Items that wait go together, up to this. 1 where the model takes one at a time."
            min={1}
            max={256}
            clampBehavior="none"
            value={draft.batchRows}
            error={problemAt("endpoint.batchRows")}
            onChange={(batchRows) => onChange({ batchRows })}
          />
        )}
      </div>
    </Stack>
  );
}
