import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { OutcomeChip } from "@/components/engine/outcome-chip";
import { KeyHint } from "@/components/ui/key-hint";
import { Markdown } from "@/components/ui/markdown";
import { Section } from "@/components/ui/section";
import { kindName } from "@/components/use-cases/kind-name";
import type { Definition, Field } from "@/lib/use-cases/definition-schema";

function rangeText({ min, max, unit }: Field): string {
  const range =
    min !== undefined && max !== undefined
      ? `${min} to ${max}`
      : min !== undefined
        ? `from ${min}`
        : max !== undefined
          ? `up to ${max}`
          : "";
  return [range, unit ?? ""].filter((part) => part !== "").join(" ");
}

function detailText(field: Field): string {
  const categories = field.categories ?? [];
  const shown = categories.slice(0, 8).join(", ");
  const more = categories.length > 8 ? ` and ${categories.length - 8} more` : "";
  return [rangeText(field), `${shown}${more}`, field.open ? "others are let in, marked" : ""]
    .filter((part) => part !== "")
    .join("; ");
}

function generalSentences({ unit, secondPersonToRaise, reviewCost, blindAdjudication }: Definition): string[] {
  return [
    unit === "item" ? "A ramp counts items." : "A ramp counts entities: all items of one are treated alike.",
    secondPersonToRaise ? "Raising automation needs a second person." : "A manager can raise automation alone.",
    reviewCost === undefined ? "" : `One review costs ${reviewCost}.`,
    blindAdjudication ? "Adjudicators answer before they see what others said." : "",
  ].filter((sentence) => sentence !== "");
}

/** A use case's definition, to read. */
export function DefinitionView({ definition }: { definition: Definition }) {
  return (
    <Stack gap="lg">
      <Section title="General">
        <Text size="sm" className="numbers">
          {generalSentences(definition).join(" ")}
        </Text>
      </Section>
      <Section title="Fields" note="What an item holds." flush>
        <Table>
          <TableThead>
            <TableTr>
              <TableTh>Field</TableTh>
              <TableTh>Kind</TableTh>
              <TableTh visibleFrom="sm">Details</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {definition.fields.map((field) => (
              <TableTr key={field.key}>
                <TableTd style={{ verticalAlign: "top" }}>
                  <Text size="sm" fw={550}>
                    {field.label}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {field.key}
                    {field.required && ", required"}
                    {field.slice && ", slice"}
                  </Text>
                </TableTd>
                <TableTd style={{ verticalAlign: "top" }}>{kindName[field.kind]}</TableTd>
                <TableTd visibleFrom="sm">
                  <Text size="sm" className="numbers">
                    {detailText(field)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {field.help}
                  </Text>
                </TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </Section>
      {definition.target === undefined ? (
        <Section title="Outcomes" flush>
          <Table>
            <TableThead>
              <TableTr>
                <TableTh>Outcome</TableTh>
                <TableTh>Key on the desk</TableTh>
                <TableTh ta="right">Error cost</TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {definition.outcomes.map(({ key, label, colour, hotkey, errorCost }) => (
                <TableTr key={key}>
                  <TableTd>
                    <OutcomeChip label={label} colour={colour} />
                  </TableTd>
                  <TableTd>{hotkey === "" ? "none" : <KeyHint>{hotkey}</KeyHint>}</TableTd>
                  <TableTd ta="right" className="numbers">
                    {errorCost}
                  </TableTd>
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </Section>
      ) : (
        <Section title="Number">
          <Text size="sm" className="numbers">
            {[
              definition.target.unit === "" ? "Without a unit" : `In ${definition.target.unit}`,
              `answers that differ by at most ${definition.target.tolerance} agree`,
            ].join("; ")}
            .
          </Text>
        </Section>
      )}
      {definition.reasonCodes.length > 0 && (
        <Section
          title="Reasons for overrides"
          note={definition.reasonRequired ? "One of them is required." : "They may be left out."}
        >
          <Text size="sm">{definition.reasonCodes.map(({ label }) => label).join("; ")}</Text>
        </Section>
      )}
      <Section title="Guideline">
        {definition.guideline.trim() === "" ? (
          <Text c="dimmed">There is no guideline yet.</Text>
        ) : (
          <Markdown text={definition.guideline} />
        )}
      </Section>
    </Stack>
  );
}
