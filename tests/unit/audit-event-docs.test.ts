import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { eventTypes } from "@/lib/audit/event-types";
import { documentedEvents } from "@/tests/support/documented-events";

const documented = documentedEvents();

/** The sources that may write events: all of lib but the list itself and what only tells of them. */
function sources(): string {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      file.endsWith(".ts") && !/generated|event-types\.ts$|story-entries\.ts$|recorded-review-view\.ts$/.test(file),
  );
  return files.map((file) => readFileSync(path.join("lib", file), "utf8")).join("\n");
}

describe("docs/audit-events.md", () => {
  it("has every type of event once, in order, in the same words", () => {
    expect([...documented.values()].map(({ type, sentence }) => [type, sentence])).toEqual(Object.entries(eventTypes));
  });

  it("names a subject for each", () => {
    for (const { type, subject } of documented.values()) expect(subject, type).toMatch(/^[a-z ]+$/);
  });
});

describe("the types of events", () => {
  it("are all written by something", () => {
    const written = sources();
    const unwritten = Object.keys(eventTypes).filter((type) => {
      const [family] = type.split(".");
      return !written.includes(`"${type}"`) && !written.includes(`\`${family}.\${`);
    });
    expect(unwritten).toEqual([]);
  });
});
