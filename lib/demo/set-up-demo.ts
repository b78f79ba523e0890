import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { systemActor } from "@/lib/access/actor";
import { birdStrikeInspection } from "@/lib/demo/bird-strike-inspection";
import { readBirdStrikes, splitBirdStrikes } from "@/lib/demo/bird-strikes";
import { demoStreams } from "@/lib/demo/demo-streams";
import { digitReading } from "@/lib/demo/digit-reading";
import { type Chapter, liveThrough } from "@/lib/demo/live-through";
import { createSimulatedAdjudicator } from "@/lib/demo/simulated-adjudicator";
import { createSimulatedReviewers } from "@/lib/demo/simulated-reviewers";
import { simulatedTime } from "@/lib/demo/simulated-time";
import { createModel } from "@/lib/models/create-model";
import { readModelFile } from "@/lib/models/model-file";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";

const context = { actor: systemActor("demo") };
const hour = 3_600_000;

async function addUseCase(slug: string, definition: DefinitionInput, modelName: string): Promise<string> {
  const { useCase } = await defineUseCase(context, { slug, definition });
  const file = path.join(process.cwd(), "lib/demo/models", slug);
  await createModel(context, {
    useCaseId: useCase.id,
    name: modelName,
    backend: "onnx",
    file: await readModelFile(`${file}.onnx`),
    mapping: JSON.parse(await readFile(`${file}.mapping.json`, "utf8")),
  });
  return useCase.id;
}

/** Bird strikes climb from people alone to a first, ramped automation; the next rungs are left to whoever tries it out. */
const birdStrikeStory: Chapter[] = [
  { from: 216, to: 168, changes: null, reason: "", items: 60, diligence: 1 },
  {
    from: 168,
    to: 120,
    changes: { mode: "shadow", champion: 1 },
    reason: "First model. Let it watch before it says anything.",
    items: 110,
    diligence: 1,
  },
  {
    from: 120,
    to: 48,
    changes: { mode: "ai_assist", blindShare: 0.2 },
    reason: "Two days of shadowing agree with our people nearly everywhere.",
    items: 150,
    diligence: 1,
  },
  {
    from: 48,
    to: 8,
    changes: {
      mode: "partial_automation",
      baseMode: "ai_assist",
      rampShare: 0.5,
      thresholds: { no_inspection: 0.93 },
      qcShare: 0.1,
      slaMinutes: 480,
      guardrails: [
        { key: "large-animals", label: "", watch: false, kind: "slice", field: "wildlife_size", values: ["Large"] },
        { key: "very-fast", label: "", watch: true, kind: "field_outside", field: "speed_knots", max: 200 },
      ],
    },
    reason:
      "Let it close the clear no-inspection cases, for half of the reports at first; never where a large animal was hit.",
    items: 130,
    diligence: 1,
  },
  // Today's reviewers are behind: something waits for whoever opens the desk.
  { from: 8, to: 0.5, changes: null, reason: "", items: 40, diligence: 0.2 },
];

/** Digits have just begun: people alone, so that the whole ladder can be climbed from the bottom. */
const digitStory: Chapter[] = [{ from: 30, to: 2, changes: null, reason: "", items: 40, diligence: 0.25 }];

/** Sets up the two demo use cases with their models and a past. Answers with their ids by slug. */
export async function setUpDemo(): Promise<Record<string, string>> {
  const { training } = splitBirdStrikes(await readBirdStrikes());
  const now = Date.now();
  const stories = [
    {
      slug: "bird-strike-inspection",
      definition: { ...birdStrikeInspection(training), secondPersonToRaise: false },
      modelName: "Logistic regression on the older reports",
      story: birdStrikeStory,
    },
    { slug: "digit-reading", definition: digitReading, modelName: "Small network on pixels", story: digitStory },
  ];
  const ids: Record<string, string> = {};
  for (const [index, { slug, definition, modelName, story }] of stories.entries()) {
    simulatedTime.set(new Date(now - (story[0]?.from ?? 0) * hour - 10 * 60_000));
    const useCaseId = await addUseCase(slug, definition, modelName);
    ids[slug] = useCaseId;
    const reviewers = await createSimulatedReviewers(useCaseId, slug);
    const adjudicator = await createSimulatedAdjudicator(useCaseId, slug);
    const stream = (await demoStreams[slug]?.()) ?? [];
    await liveThrough({ useCaseId, story, stream, reviewers, adjudicator, seed: 7 + index });
  }
  simulatedTime.end();
  return ids;
}
