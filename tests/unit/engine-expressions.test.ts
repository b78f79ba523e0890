import { describe, expect, it } from "vitest";
import { expressionProblem } from "@/lib/engine/expression-problem";
import type { GuardedField } from "@/lib/engine/guardrail-context";
import { type ExpressionContext, parseExpression } from "@/lib/engine/parse-expression";

const fields: readonly GuardedField[] = [
  { key: "age", label: "Age", kind: "integer" },
  { key: "amount", label: "Amount", kind: "number" },
  { key: "country", label: "Country", kind: "category" },
  { key: "note", label: "Note", kind: "long_text" },
  { key: "other", label: "Other", kind: "long_text" },
  { key: "express", label: "Express", kind: "boolean" },
  { key: "at", label: "At", kind: "datetime" },
  { key: "photo", label: "Photo", kind: "image" },
  { key: "in-house", label: "In house", kind: "text" },
];
const classification = { kind: "classification", fields } as const;
const regression = { kind: "regression", fields } as const;

const context: ExpressionContext = {
  input: { age: 30, amount: 12.5, country: "DE", note: "A fire!", express: true, at: new Date(0), "in-house": "x" },
  prediction: { outcome: "yes", confidence: 0.8, margin: 0.6, scores: { yes: 0.8, no: 0.2 } },
  entityKey: "customer-1",
  tags: ["vip", "new"],
};

describe("a condition", () => {
  it.each([
    ["input.age >= 18", true],
    ["input.age == 30", true],
    ["input.age != 30", false],
    ["input.age in [10, 30]", true],
    ["input.age / 4 > 7.4", true],
    ["input.amount * 2 == 25.0", true],
    ["input.amount + 1 > 13", true],
    ["1 + input.amount > 13 && -input.amount < 0", true],
    ["input.country in ['DE', 'FR']", true],
    ["!(input.country == 'DE')", false],
    ["input.express", true],
    ["input.note.contains('fire') || input.age < 0", true],
    ["input.note.lowerAscii().startsWith('a f')", true],
    ["size(input.note) > 3", true],
    ["input['in-house'] == 'x'", true],
    ["input.at < timestamp('2026-01-01T00:00:00Z')", true],
    ["input.at.getHours() == 0", true],
    ["has(input.age) && !has(input.other)", true],
    ["prediction.outcome == 'yes' && prediction.confidence < 0.9", true],
    ["prediction.margin < 0.5", false],
    ["prediction.scores.no > 0.1", true],
    ["'vip' in tags", true],
    ["tags.exists(t, t.startsWith('v'))", true],
    ["tags.all(t, size(t) == 3)", true],
    ["entityKey == 'customer-1'", true],
    ["input.age > 18 ? input.amount > 20 : false", false],
  ])("%s is %s", (when, answer) => {
    expect(expressionProblem(when, classification)).toBeNull();
    expect(parseExpression(when).evaluate(context)).toBe(answer);
  });

  it("looks at value and spread of a regression", () => {
    const when = "prediction.value > 3 && prediction.spread > 1";
    expect(expressionProblem(when, regression)).toBeNull();
    expect(parseExpression(when).evaluate({ ...context, prediction: { value: 4, spread: 2 } })).toBe(true);
  });

  it.each([
    ["input.age >", "At character 12: "],
    ["input.nothing > 1", 'no field "nothing"'],
    ["has(input.nothing)", 'no field "nothing"'],
    ["input.photo == 'x'", "picture"],
    ["input.age > 'x'", "At character 1: "],
    ["input.age", "true or false"],
    ["nothing == 1", 'there is no "nothing"'],
    ["prediction.value > 1", "value"],
    ["input == input", "say which part of input"],
    ["size(input) > 3", "say which part of input"],
    ["input[input.country] == 'x'", "name the part of input"],
    ["input.note.matches('(a+)+b')", "guardrail of its own"],
    ["matches(input.note, 'a')", "matches"],
    ["tags.map(t, t) == []", "map"],
    ["tags.filter(t, true) == []", "filter"],
    ["cel.bind(x, tags, x == x)", "bind"],
    ["input.note.split(',')[0] == ''", "split"],
    ["input.note.substring(1) == ''", "substring"],
    ["tags.join() == ''", "join"],
    ["duration(input.note) > duration('1s')", "duration"],
    ["bytes(input.note) == b'x'", "bytes"],
    ["type(input.age) == int", "type"],
    ["input.at.getHours('Europe/Berlin') == 1", "getHours"],
    ["[1, 2].exists(x, x > 1)", "goes over tags only"],
    ["tags.exists(a, tags.exists(b, a == b))", "cannot stand inside another"],
    ["tags.exists(input, input == 'a')", "choose another name"],
    ["input.note.contains(input.other)", "looks for a text"],
    [`input.note.contains('${"a".repeat(65)}')`, "at most 64"],
    ["{'a': 1}.a == 1", "not allowed"],
    ["input.constructor == 1", 'no field "constructor"'],
    ["input.__proto__ == 1", ""],
    [`${"(".repeat(300)}true${")".repeat(300)}`, "At character"],
    [Array.from({ length: 150 }, () => "true").join(" && "), "At character"],
    [`input.age in [${Array.from({ length: 101 }, (_, n) => n).join(", ")}]`, "At character"],
    [`tags.exists(t, ${Array.from({ length: 6 }, () => "t.contains('a')").join(" || ")})`, "too long"],
  ])("%s is refused", (when, because) => {
    const problem = expressionProblem(when, classification);
    expect(problem).not.toBeNull();
    expect(problem).toContain(because);
  });

  it("fails where it cannot tell, instead of saying no", () => {
    const failing = (when: string, input: ExpressionContext["input"]) => () =>
      parseExpression(when).evaluate({ ...context, input });
    expect(failing("input.age > 1", {})).toThrow();
    expect(failing("input.note.contains('x')", { note: "a".repeat(4001) })).toThrow("too long");
    expect(failing("input.age", { age: 1 })).toThrow("neither true nor false");
    expect(failing("input.age > 1", { age: "one" })).toThrow();
    // What it need not look at, it does not fail on.
    expect(failing("input.express || input.age > 1", { express: true })()).toBe(true);
  });

  it("knows what it names", () => {
    const { fields: named, usesPrediction } = parseExpression("has(input.age) || input['in-house'] == 'x'");
    expect([...named]).toEqual(["age", "in-house"]);
    expect(usesPrediction).toBe(false);
    expect(parseExpression("prediction.confidence < 0.5").usesPrediction).toBe(true);
  });
});

describe("the worst that is let in", () => {
  const longest = "a".repeat(4_000);
  const tags = Array.from({ length: 20 }, (_, n) => `${"a".repeat(60)}${n}`);
  const worst: ExpressionContext = {
    input: { note: longest, other: `${longest.slice(1)}b`, age: 1 },
    prediction: {},
    entityKey: null,
    tags,
  };
  /** Needles on which looking for a text takes longest: half of it fits everywhere. */
  const needle = `${"a".repeat(32)}b${"a".repeat(31)}`;
  const many = (part: string, times: number, by: string) => Array.from({ length: times }, () => part).join(by);

  it.each([
    ["searching long texts", many(`input.note.contains('${needle}')`, 22, " || ")],
    ["going through long texts", many("size(input.note) < 0", 18, " || ")],
    ["putting long texts together", `(${many("input.note", 40, " + ")}).contains('${needle}')`],
    ["comparing texts put together", `${many("input.note", 20, " + ")} == ${many("input.other", 20, " + ")}`],
    ["searching for tags", many("tags.exists(t, input.note.contains(t))", 2, " || ")],
    ["going over tags", `tags.exists(t, ${many("t == 'b'", 15, " || ")})`],
    ["going over tags again", many("tags.exists(t, t == 'b')", 20, " || ")],
    ["a long list", `input.age in [${Array.from({ length: 100 }, (_, n) => n + 2).join(", ")}]`],
  ])("is quick: %s", (_, when) => {
    const { evaluate } = parseExpression(when);
    const times = Array.from({ length: 15 }, () => {
      const started = performance.now();
      evaluate(worst);
      return performance.now() - started;
    });
    // The fastest of them: what the machine does besides is not the condition's doing.
    expect(Math.min(...times)).toBeLessThan(5);
  });
});
