"use client";
import { Button, Stack, Tabs, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ProblemNote } from "@/components/ui/problem-note";
import { Section } from "@/components/ui/section";
import { useAction } from "@/components/ui/use-action";
import {
  type DefinitionDraft,
  definitionOf,
  definitionProblems,
  draftOf,
  newDraft,
} from "@/components/use-cases/definition-draft";
import classes from "@/components/use-cases/definition-form.module.css";
import { FieldList } from "@/components/use-cases/field-list";
import { GeneralFields } from "@/components/use-cases/general-fields";
import { GuidelineEditor } from "@/components/use-cases/guideline-editor";
import { OutcomeList } from "@/components/use-cases/outcome-list";
import { ReviewFields } from "@/components/use-cases/review-fields";
import { TargetFields } from "@/components/use-cases/target-fields";
import type { ActionResult } from "@/lib/access/server-action";
import type { Problem } from "@/lib/platform/errors";
import { type DefinitionInput, slugSchema } from "@/lib/use-cases/definition-schema";

interface DefinitionFormProps {
  /** Null: a new use case. */
  existing: { slug: string; version: number; definition: DefinitionInput } | null;
  define: (input: {
    slug: string;
    definition: DefinitionInput;
  }) => Promise<ActionResult<{ useCase: { slug: string; definitionVersion: number }; created: boolean }>>;
}

/** Inputs that show their own sentence; all other problems stand above the button. */
const shownPath =
  /^(name|slug|kind|unit|guideline|reviewCost|secondPersonToRaise|target\.\w+|fields\.\d+\.\w+(\..*)?|outcomes\.\d+\.\w+|reasonCodes\.\d+\.\w+|reasonRequired)$/;

const slugFrom = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);

/** Goes to the first input that says what is wrong, as soon as it says so. */
function showFirstProblem(form: HTMLFormElement) {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** The definition that a JSON text holds; null where there are problems. */
function parseJson(text: string): { definition: DefinitionInput | null; problems: Problem[] } {
  try {
    const definition: unknown = JSON.parse(text);
    const problems = definitionProblems(definition);
    return { definition: problems.length > 0 ? null : (definition as DefinitionInput), problems };
  } catch (error) {
    const message = `This is not JSON yet. ${error instanceof Error ? error.message : ""}`;
    return { definition: null, problems: [{ path: "", message }] };
  }
}

/** Defines a use case, in a form or as the JSON that the API takes; both show the same definition. */
export function DefinitionForm({ existing, define }: DefinitionFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState<DefinitionDraft>(() => (existing ? draftOf(existing.definition) : newDraft()));
  const [slug, setSlug] = useState<string | null>(null);
  const [json, setJson] = useState<string | null>(null);
  const [found, setFound] = useState<Problem[]>([]);
  const [checking, setChecking] = useState(false);
  const { run, busy, error, clear } = useAction(define);

  const ownSlug = existing?.slug ?? slug ?? slugFrom(draft.name);
  const problemsOf = (definition: unknown): Problem[] => {
    const checked = existing === null ? slugSchema.safeParse(ownSlug).error?.issues : undefined;
    return [...(checked ?? []).map(({ message }) => ({ path: "slug", message })), ...definitionProblems(definition)];
  };
  const local = json !== null ? found : checking ? problemsOf(definitionOf(draft)) : [];
  const all = local.length > 0 ? local : (error?.problems ?? []);
  const problemAt = (path: string) =>
    all.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message;

  function change(part: Partial<DefinitionDraft>) {
    setDraft((former) => ({ ...former, ...part }));
    clear();
  }

  /** Leaves the JSON tab with what stands in it, or stays there and says what is wrong. */
  function showForm() {
    if (json === null) return;
    const parsed = parseJson(json);
    setFound(parsed.problems);
    if (parsed.definition === null) return;
    setDraft(draftOf(parsed.definition));
    setJson(null);
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setChecking(true);
    const parsed = json === null ? { definition: definitionOf(draft), problems: [] } : parseJson(json);
    const { definition } = parsed;
    if (definition === null) return setFound(parsed.problems);
    const problems = problemsOf(definition);
    setFound(problems);
    if (problems.length > 0) return showFirstProblem(event.currentTarget);
    const answer = await run({ slug: ownSlug, definition });
    if (!answer.ok) return;
    const { useCase, created } = answer.result;
    if (created) {
      notifications.show({ message: "The use case is there. People decide everything until you change that." });
      router.push(`/use-cases/${useCase.slug}`);
      return;
    }
    const same = useCase.definitionVersion === existing?.version;
    notifications.show({
      message: same ? "Nothing was different." : `Saved as definition ${useCase.definitionVersion}.`,
    });
    setDraft(draftOf(definition));
    setJson(null);
    setChecking(false);
    router.refresh();
  }

  const count = local.length === 1 ? "One thing is" : `${local.length} things are`;
  const sentence = local.length > 0 ? `${count} not right yet.` : error?.message;
  const elsewhere = json === null ? all.filter((problem) => !shownPath.test(problem.path)) : all;

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Tabs
          value={json === null ? "form" : "json"}
          onChange={(tab) => (tab === "json" ? setJson(JSON.stringify(definitionOf(draft), null, 2)) : showForm())}
        >
          <Tabs.List>
            <Tabs.Tab value="form">Form</Tabs.Tab>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        {json === null ? (
          <>
            <Section title="General">
              <GeneralFields
                draft={draft}
                slug={existing === null ? { value: ownSlug, onChange: setSlug } : null}
                problemAt={problemAt}
                onChange={change}
              />
            </Section>
            <FieldList fields={draft.fields} problemAt={problemAt} onChange={(fields) => change({ fields })} />
            {draft.kind === "classification" ? (
              <OutcomeList
                outcomes={draft.outcomes}
                problemAt={problemAt}
                onChange={(outcomes) => change({ outcomes })}
              />
            ) : (
              <Section title="Number" note="What people and models answer with.">
                <TargetFields target={draft.target} problemAt={problemAt} onChange={(target) => change({ target })} />
              </Section>
            )}
            <ReviewFields draft={draft} problemAt={problemAt} onChange={change} />
            <Section title="Guideline" note="How to decide. Reviewers have it beside every item.">
              <GuidelineEditor
                value={draft.guideline}
                error={problemAt("guideline")}
                onChange={(guideline) => change({ guideline })}
              />
            </Section>
          </>
        ) : (
          <Section title="Definition" note={`As PUT /api/v1/use-cases/${ownSlug || "slug"} takes it.`}>
            <Textarea
              aria-label="Definition as JSON"
              className={classes.code ?? ""}
              autosize
              minRows={16}
              maxRows={40}
              spellCheck={false}
              value={json}
              onChange={(event) => {
                setJson(event.currentTarget.value);
                clear();
              }}
            />
          </Section>
        )}
        <div className={classes.bar}>
          {sentence !== undefined && (
            <div className={classes.note}>
              <ProblemNote>
                {sentence}
                {elsewhere.length > 0 && (
                  <ul className={classes.problems}>
                    {elsewhere.map(({ path, message }) => (
                      <li key={`${path} ${message}`}>
                        {json !== null && path !== "" && <code>{path}</code>} {message}
                      </li>
                    ))}
                  </ul>
                )}
              </ProblemNote>
            </div>
          )}
          <Button type="submit" loading={busy} className={classes.save ?? ""}>
            {existing === null ? "Define use case" : "Save definition"}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
