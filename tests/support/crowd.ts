import { newId } from "@/lib/platform/clock";
import { changePolicy } from "@/lib/policies/change-policy";
import { defineUseCase } from "@/lib/use-cases/define-use-case";
import { call, makeKey } from "@/tests/support/api-client";
import { readSharedCsv } from "@/tests/support/shared-data";
import { submitAll, system } from "@/tests/support/supplied-use-case";

/** What a person of the crowd said about whether two products are the same one. */
export interface CrowdAnswer {
  question: string;
  worker: string;
  answer: "0" | "1";
}

/** 24,945 answers of 176 people on 8,315 questions, three on each. */
export function crowdAnswers(): CrowdAnswer[] {
  return readSharedCsv("crowd/answers.csv").map(({ question = "", worker = "", answer }) => ({
    question,
    worker,
    answer: answer === "1" ? "1" : "0",
  }));
}

/** The truth of each question. */
export function crowdTruth(): Map<string, string> {
  return new Map(readSharedCsv("crowd/truth.csv").map(({ question = "", truth = "" }) => [question, truth]));
}

/** The answers as verdicts of an existing process, one a second. */
export function crowdVerdicts(answers: readonly CrowdAnswer[]) {
  const begin = Date.parse("2024-03-04T08:00:00Z");
  return answers.map(({ question, worker, answer }, index) => ({
    externalId: question,
    reviewer: worker,
    outcome: answer,
    at: new Date(begin + index * 1000).toISOString(),
  }));
}

/** A use case with every question as an item that waits for three people, whose majority decides. */
export async function makeCrowdUseCase(): Promise<{ useCaseId: string; slug: string }> {
  const slug = `products-${newId().slice(-12)}`;
  const { useCase } = await defineUseCase(system, {
    slug,
    definition: {
      name: "Product matching",
      secondPersonToRaise: false,
      fields: [{ key: "question", kind: "text", required: true }],
      outcomes: [
        { key: "0", label: "Different products" },
        { key: "1", label: "The same product" },
      ],
    },
  });
  const changes = { reviewsPerItem: 3, consensus: "majority" as const };
  await changePolicy(system, { useCaseId: useCase.id, changes, reason: "Three people answer each." });
  const questions = [...crowdTruth().keys()];
  for (let start = 0; start < questions.length; start += 2000) {
    const chunk = questions.slice(start, start + 2000);
    await submitAll(
      useCase.id,
      chunk.map((question) => ({ externalId: question, input: { question } })),
    );
  }
  return { useCaseId: useCase.id, slug };
}

/** The crowd's use case with all its answers taken in, through the API, in batches as large as they may be. */
export async function seedCrowd(): Promise<{ useCaseId: string; slug: string; key: string }> {
  const { useCaseId, slug } = await makeCrowdUseCase();
  const { key } = await makeKey(["verdicts:write"]);
  await sendCrowd(key, slug);
  return { useCaseId, slug, key };
}

/** Sends all answers; the results in their order. */
export async function sendCrowd(key: string, slug: string): Promise<Record<string, unknown>[]> {
  const verdicts = crowdVerdicts(crowdAnswers());
  const results: Record<string, unknown>[] = [];
  for (let start = 0; start < verdicts.length; start += 10_000) {
    const { status, body } = await call(key, "POST", `/use-cases/${slug}/verdicts/batch`, {
      body: { verdicts: verdicts.slice(start, start + 10_000) },
    });
    if (status !== 200) throw new Error(`${status}: ${body.detail}`);
    results.push(...body.results);
  }
  return results;
}
