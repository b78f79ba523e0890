import { plainName } from "@/lib/models/match-names";
import type { OutcomeDefinition } from "@/lib/use-cases/definition-schema";

/** How a model's class names were found among a use case's outcomes. */
export interface ClassMatch {
  /** Outcome keys in the order of the names; "" where none was found. */
  keys: string[];
  /**
   * `same`: letter by letter. `alike`: but for case, spaces and the like, or by an outcome's label. `truth`: 0 and 1, no
   * and yes, ... `order`: the model only numbers its classes. `part`: some were not found.
   */
  how: "same" | "alike" | "truth" | "order" | "part";
}

const truthWords: readonly (readonly string[])[] = [
  ["0", "false", "no", "n", "f", "off", "negative", "neg", "-1", "0.0"],
  ["1", "true", "yes", "y", "t", "on", "positive", "pos", "1.0"],
];

/** Finds a model's class names (as many as there are outcomes) among the outcomes. */
export function matchClasses(names: readonly string[], outcomes: readonly OutcomeDefinition[]): ClassMatch {
  const keys = outcomes.map(({ key }) => key);
  const same = names.map((name) => (keys.includes(name) ? name : ""));
  if (complete(same)) return { keys: same, how: "same" };
  const alike = names.map((name) => alikeOutcome(name, outcomes));
  if (complete(alike)) return { keys: alike, how: "alike" };
  const truth = matchTruth(names, outcomes);
  if (truth !== null) return { keys: truth, how: "truth" };
  const numbered = names.every((name, index) => Number(name) === index);
  if (numbered && alike.every((key) => key === "")) return { keys, how: "order" };
  return { keys: withoutDuplicates(alike), how: "part" };
}

const complete = (found: readonly string[]) => found.every((key) => key !== "") && new Set(found).size === found.length;

const withoutDuplicates = (found: readonly string[]) =>
  found.map((key, index) => (found.indexOf(key) === index ? key : ""));

/** `-1` and `1` differ by their sign, `<=50K` and `>50K` by theirs: where names are nothing but signs apart, they count. */
function alikeOutcome(name: string, outcomes: readonly OutcomeDefinition[]): string {
  const tests: ((outcome: OutcomeDefinition) => boolean)[] = [
    ({ key }) => key.trim().toLowerCase() === name.trim().toLowerCase(),
    ({ key }) => plainName(name) !== "" && plainName(key) === plainName(name),
    ({ label }) => plainName(name) !== "" && plainName(label) === plainName(name),
  ];
  for (const test of tests) {
    const found = outcomes.filter(test);
    if (found[0] !== undefined) return found.length === 1 ? found[0].key : "";
  }
  return "";
}

/** Two classes that say no and yes, in whatever words, against two outcomes that do. */
function matchTruth(names: readonly string[], outcomes: readonly OutcomeDefinition[]): string[] | null {
  if (names.length !== 2 || outcomes.length !== 2) return null;
  const found = names.map((name) => {
    const truth = truthOf(name);
    return outcomes.find(({ key, label }) => truth !== null && (truthOf(key) ?? truthOf(label)) === truth)?.key ?? "";
  });
  return complete(found) ? found : null;
}

function truthOf(word: string): number | null {
  const truth = truthWords.findIndex((words) => words.includes(word.trim().toLowerCase()));
  return truth === -1 ? null : truth;
}
