"use client";
import { Code, Text, Textarea } from "@mantine/core";
import { useId, useState } from "react";
import type { Guarded } from "@/components/policies/guardrail-draft";
import classes from "@/components/policies/guardrail-row.module.css";
import { TextLink } from "@/components/ui/text-link";
import type { Field } from "@/lib/use-cases/definition-schema";

interface ExpressionFieldProps {
  label: string;
  value: string;
  guarded: Guarded;
  error: string | undefined;
  onChange: (when: string) => void;
}

/** A key that is no plain name has to stand in brackets. */
const named = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? `input.${key}` : `input["${key}"]`);

const typeName: Record<Field["kind"], string> = {
  text: "text",
  long_text: "text",
  category: "text",
  number: "number",
  integer: "number",
  boolean: "true or false",
  datetime: "moment",
  image: "",
};

/** A condition on a field of this use case, to show how one is written. */
function example({ fields, kind }: Guarded): string {
  const number = fields.find((field) => field.kind === "number" || field.kind === "integer");
  const sure = kind === "regression" ? "prediction.spread > 2" : "prediction.confidence < 0.97";
  return number === undefined ? sure : `${named(number.key)} > ${number.max ?? 100} && ${sure}`;
}

/** A condition in the expression language, with what it may name. */
export function ExpressionField({ label, value, guarded, error, onChange }: ExpressionFieldProps) {
  const [helps, setHelps] = useState(false);
  const id = useId();
  const prediction =
    guarded.kind === "regression"
      ? ["prediction.value", "prediction.spread"]
      : ["prediction.outcome", "prediction.confidence", "prediction.margin", 'prediction.scores["…"]'];
  return (
    <div className={classes.full}>
      <Textarea
        label={label}
        description={
          <>
            For example <code>{example(guarded)}</code>.{" "}
            <button
              type="button"
              className={classes.help}
              aria-expanded={helps}
              aria-controls={id}
              onClick={() => setHelps(!helps)}
            >
              {helps ? "Hide what it may name" : "What it may name"}
            </button>
          </>
        }
        classNames={{ input: classes.code ?? "" }}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
        autoCapitalize="off"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div id={id} hidden={!helps} className={classes.names}>
        <Text size="xs">
          {guarded.fields
            .filter(({ kind }) => kind !== "image")
            .map(({ key, kind }) => (
              <span key={key} className={classes.name}>
                <Code>{named(key)}</Code> {typeName[kind]}
              </span>
            ))}
          {prediction.map((name) => (
            <span key={name} className={classes.name}>
              <Code>{name}</Code>
            </span>
          ))}
          <span className={classes.name}>
            <Code>entityKey</Code> text or null
          </span>
          <span className={classes.name}>
            <Code>tags</Code> list of texts
          </span>
        </Text>
        <Text size="xs" c="dimmed">
          Compare with <Code>==</Code> <Code>!=</Code> <Code>&lt;</Code> <Code>&gt;</Code> <Code>in</Code>, join with{" "}
          <Code>&amp;&amp;</Code> <Code>||</Code> <Code>!</Code>. Texts know <Code>contains</Code>,{" "}
          <Code>startsWith</Code>, <Code>endsWith</Code>, <Code>size</Code>; <Code>has(input.x)</Code> asks whether a
          field has a value; <Code>tags.exists(t, t == "urgent")</Code> looks at tags. The language is{" "}
          <TextLink href="https://cel.dev" size="xs">
            CEL
          </TextLink>
          .
        </Text>
      </div>
    </div>
  );
}
