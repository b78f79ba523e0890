"use client";
import { Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/models/draft/draft.module.css";
import type { DraftActions, TrialItem } from "@/components/models/draft/draft-actions";
import { DraftBar } from "@/components/models/draft/draft-bar";
import { DraftFacts } from "@/components/models/draft/draft-facts";
import { LivePrediction } from "@/components/models/draft/live-prediction";
import { OpenLine } from "@/components/models/draft/open-line";
import { TryOut } from "@/components/models/draft/try-out";
import { useLiveTrial } from "@/components/models/draft/use-live-trial";
import { ownProblems, placesOf, useMappingEditor } from "@/components/models/draft/use-mapping-editor";
import { rawMapping } from "@/components/models/mapping-editor/edited-mapping";
import type { Editor, FittingEncodings } from "@/components/models/mapping-editor/editor";
import { type EditorState, openQuestions } from "@/components/models/mapping-editor/editor-state";
import { MappingEditor } from "@/components/models/mapping-editor/mapping-editor";
import { goToNextQuestion, PlaceProblems } from "@/components/models/mapping-editor/question-notes";
import { useAction } from "@/components/ui/use-action";
import type { ModelDraftView } from "@/lib/models/model-draft-view";
import type { Problem } from "@/lib/platform/errors";
import type { Definition } from "@/lib/use-cases/definition-schema";

interface DraftPageProps {
  slug: string;
  draft: ModelDraftView;
  opened: EditorState;
  definition: Pick<Definition, "kind" | "fields" | "outcomes" | "target">;
  fitting: FittingEncodings;
  items: readonly TrialItem[];
  /** The number that the model gets. */
  version: number;
  actions: DraftActions;
}

const withoutRoot = ({ path, message }: Problem): Problem => ({ path: path.replace(/^mapping\.?/, ""), message });

/** Where a problem stands at the mapping's inputs as a whole, or nowhere in it. */
const isElsewhere = ({ path }: Problem) => path !== "name" && !/^(inputs\.\d|output)/.test(path);

/** An uploaded model: what it is, how it is bound to the use case, what it says so; and then it is added. */
export function DraftPage(props: DraftPageProps) {
  const { slug, draft, opened, definition, fitting, items, version, actions } = props;
  const router = useRouter();
  const { state, dispatch, forget } = useMappingEditor(draft.id, opened);
  const [name, setName] = useState(draft.name);
  const [shown, setShown] = useState(0);
  const confirm = useAction(actions.confirm);

  const mapping = rawMapping(state.mapping);
  const open = openQuestions(state);
  const own = ownProblems(state);
  const unanswered = open.some(({ kind }) => kind === "choose");
  const usable = own.length === 0 && !unanswered && state.json === null;
  const item = items[shown];
  const asked = { draftId: draft.id, mapping, ...(item ? { itemIds: [item.id] } : { limit: 1 }) };
  const live = useLiveTrial(actions.tryOut, usable ? asked : null);
  const found = [...(live.tried?.problems ?? []), ...(confirm.error?.problems ?? [])].map(withoutRoot);
  const problems = own.length > 0 ? own : usable ? found : [];
  const editor: Editor = {
    definition,
    fitting,
    signature: draft.signature,
    classNames: draft.proposal.classNames ?? null,
    dispatch: (action) => {
      confirm.clear();
      dispatch(action);
    },
    ...placesOf(state, problems),
  };
  const names: AnswerNames = { outcomes: definition.outcomes, unit: definition.target?.unit ?? "" };

  async function add() {
    if (open.length > 0) return goToNextQuestion();
    const answer = await confirm.run({ draftId: draft.id, name, mapping });
    if (!answer.ok) return;
    forget();
    const { warnings, version: added } = answer.result;
    notifications.show({
      title: `Model version ${added} is there`,
      message: warnings.length > 0 ? warnings.join(" ") : "It counts for nothing until a policy names it.",
      autoClose: warnings.length > 0 ? false : 6000,
    });
    router.push(`/use-cases/${slug}/models/${added}`);
  }

  return (
    <Stack gap="lg">
      <OpenLine open={open} />
      <div className={classes.layout}>
        <Stack gap="lg" className={classes.main ?? ""}>
          <DraftFacts draft={draft} />
          <MappingEditor editor={editor} state={state} />
          <PlaceProblems problems={problems.filter(isElsewhere)} />
          <TryOut
            draftId={draft.id}
            mapping={usable && found.length === 0 ? mapping : null}
            items={items}
            tolerance={definition.target?.tolerance ?? 0}
            names={names}
            tryOut={actions.tryOut}
          />
        </Stack>
        <LivePrediction
          live={live}
          waiting={waitingText({ json: state.json !== null, unanswered, wrong: own.length })}
          items={items}
          shown={shown}
          onShow={setShown}
          mapping={state.mapping}
          definition={definition}
          names={names}
        />
      </div>
      <DraftBar
        draftId={draft.id}
        slug={slug}
        version={version}
        open={open.length}
        wrong={problems.length}
        json={state.json !== null}
        error={confirm.error}
        busy={confirm.busy}
        discard={actions.discard}
        onAdd={add}
        onDiscarded={forget}
      >
        <TextInput
          className={classes.name ?? ""}
          aria-label="Name"
          leftSection={
            <Text size="xs" c="dimmed">
              Name
            </Text>
          }
          leftSectionWidth={52}
          leftSectionPointerEvents="none"
          autoComplete="off"
          value={name}
          error={confirm.problemAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </DraftBar>
    </Stack>
  );
}

function waitingText({ json, unanswered, wrong }: { json: boolean; unanswered: boolean; wrong: number }) {
  if (json) return "Take or drop the JSON, and the model is asked again.";
  if (wrong > 0) {
    return `No prediction: ${wrong === 1 ? "one thing is" : `${wrong} things are`} not right in the mapping yet.`;
  }
  return unanswered ? "Something must still be chosen before the model can be asked." : null;
}
