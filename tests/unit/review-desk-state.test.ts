import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DeskAction,
  type DeskState,
  emptyDesk,
  isUndoable,
  latestUndoable,
  opinionOf,
  restingStep,
  takesInput,
  wantsItem,
} from "@/components/review/desk-state";
import { reduceDesk } from "@/components/review/reduce-desk";
import type { DeskItem } from "@/lib/review/review-view";

const yes = { outcome: "yes" } as const;
const no = { outcome: "no" } as const;

function item(name: string, more: Partial<DeskItem> = {}): DeskItem {
  return {
    useCaseId: "use case",
    reviewId: name,
    externalId: `item-${name}`,
    arrivedAt: "2026-03-01T12:00:00.000Z",
    dueAt: null,
    input: {},
    unlisted: [],
    definitionVersion: 1,
    draft: null,
    ...more,
  };
}

const run = (state: DeskState, ...actions: DeskAction[]): DeskState => actions.reduce(reduceDesk, state);

/** The desk with these items loaded, as far as it takes them. */
const deskWith = (...items: DeskItem[]): DeskState =>
  run(emptyDesk, ...items.flatMap((one): DeskAction[] => [{ type: "asked" }, { type: "loaded", item: one }]));

const confirmed: DeskAction = { type: "confirmed", asksWhy: false, rests: false };
const chooseAndConfirm = (answer: { outcome: string } = yes): DeskAction[] => [{ type: "chose", answer }, confirmed];
const skipped: DeskAction = { type: "left", how: { kind: "skip", reason: null } };
const arrived = (reviewId: string, undoUntil = 10_000): DeskAction => ({ type: "step_arrived", reviewId, undoUntil });

describe("the next item", () => {
  test("is wanted until two are loaded, and not while a verdict is on its way", () => {
    expect(wantsItem(emptyDesk)).toBe(true);
    expect(wantsItem(run(emptyDesk, { type: "asked" }))).toBe(false);
    expect(wantsItem(deskWith(item("a")))).toBe(true);
    const full = deskWith(item("a"), item("b"));
    expect(wantsItem(full)).toBe(false);
    const sent = run(full, ...chooseAndConfirm());
    expect(wantsItem(sent)).toBe(false);
    expect(wantsItem(run(sent, arrived("a")))).toBe(true);
  });

  test("is on the screen at once when the one before it is confirmed, without the other's choice and note", () => {
    const state = run(deskWith(item("a"), item("b")), { type: "wrote", note: "hm" }, ...chooseAndConfirm());
    expect(state.items.map((one) => one.reviewId)).toEqual(["b"]);
    expect(state).toMatchObject({ answer: null, note: "", decided: 1 });
    expect(state.steps[0]).toMatchObject({ reviewId: "a", kind: "verdict", answer: yes, note: "hm", state: "sending" });
  });

  test("brings its draft along", () => {
    const draft = { answer: no, note: "half" };
    expect(deskWith(item("a", { draft }))).toMatchObject(draft);
    const state = run(deskWith(item("a"), item("b", { draft })), ...chooseAndConfirm());
    expect(state).toMatchObject(draft);
  });

  test("is asked for again after nothing was found, and after a request that did not get through", () => {
    const nothing = run(emptyDesk, { type: "asked" }, { type: "found_nothing" });
    expect(wantsItem(nothing)).toBe(false);
    expect(wantsItem(run(nothing, { type: "ask_again" }))).toBe(true);
    expect(wantsItem(run(emptyDesk, { type: "asked" }, { type: "ask_failed", text: null }))).toBe(true);
    const refused = run(emptyDesk, { type: "asked" }, { type: "ask_failed", text: "You may not." });
    expect(wantsItem(refused)).toBe(false);
    expect(refused.message?.text).toBe("You may not.");
  });

  test("that is loaded already is not loaded twice", () => {
    expect(deskWith(item("a"), item("a")).items).toHaveLength(1);
  });
});

describe("keys", () => {
  test("mean nothing without an item, while the model's answer is fetched, or while a verdict is taken back", () => {
    expect(takesInput(emptyDesk)).toBe(false);
    expect(run(emptyDesk, ...chooseAndConfirm())).toEqual(emptyDesk);
    const first = run(deskWith(item("a", { answerFirst: true })), ...chooseAndConfirm());
    expect(takesInput(first)).toBe(false);
    expect(run(first, { type: "chose", answer: no }, confirmed, skipped)).toEqual(first);
    const undoing = run(deskWith(item("a"), item("b")), ...chooseAndConfirm(), arrived("a"), {
      type: "undo_wanted",
      reviewId: "a",
    });
    expect(takesInput(undoing)).toBe(false);
    expect(run(undoing, ...chooseAndConfirm()).items).toEqual(undoing.items);
  });

  test("confirming without a choice does nothing", () => {
    const state = deskWith(item("a"));
    expect(run(state, confirmed)).toEqual(state);
  });
});

describe("an item that is answered first", () => {
  const asked = run(deskWith(item("a", { answerFirst: true }), item("b")), ...chooseAndConfirm());
  const suggestion = { answer: no, confidence: 0.9, spread: null, model: { name: "Forest", version: 1 } };

  test("stays on the screen until the model's answer is there, and is confirmed again", () => {
    expect(asked.items[0]?.reviewId).toBe("a");
    const seen = run(asked, { type: "revealed", item: item("a", { suggestion, firstAnswer: yes }) });
    expect(seen).toMatchObject({ answer: yes, revealing: false, items: [{ suggestion }, { reviewId: "b" }] });
    const changed = run(seen, ...chooseAndConfirm(no));
    expect(changed.steps[0]).toMatchObject({ reviewId: "a", answer: no });
  });

  test("can be answered again where the request failed", () => {
    const failed = run(asked, { type: "reveal_failed", text: null });
    expect(takesInput(failed)).toBe(true);
    expect(failed.answer).toEqual(yes);
  });
});

describe("undo", () => {
  const given = run(
    deskWith(item("a"), item("b")),
    { type: "wrote", note: "why" },
    ...chooseAndConfirm(),
    arrived("a"),
  );

  test("takes back the latest step whose window is open", () => {
    const both = run(given, ...chooseAndConfirm(no), arrived("b", 12_000));
    expect(latestUndoable(both, 9_000)?.reviewId).toBe("b");
    expect(latestUndoable(both, 12_000)).toBeNull();
    const mixed = run(given, ...chooseAndConfirm(no), arrived("b", 5_000));
    expect(latestUndoable(mixed, 6_000)?.reviewId).toBe("a");
  });

  test("brings the item back with choice and note, and keeps what was begun on the one it pushes back", () => {
    const begun = run(given, { type: "chose", answer: no }, { type: "wrote", note: "begun" });
    const back = run(
      begun,
      { type: "undo_wanted", reviewId: "a" },
      { type: "undone", reviewId: "a", item: item("a", { draft: { answer: yes, note: "why" } }) },
    );
    expect(back.items.map((one) => one.reviewId)).toEqual(["a", "b"]);
    expect(back).toMatchObject({ answer: yes, note: "why", decided: 0, steps: [] });
    expect(run(back, ...chooseAndConfirm())).toMatchObject({ answer: no, note: "begun" });
  });

  test("wanted before the verdict arrived is done when it has", () => {
    const sent = run(deskWith(item("a"), item("b")), ...chooseAndConfirm());
    const wanted = run(sent, { type: "undo_wanted", reviewId: "a" });
    expect(wanted.steps[0]).toMatchObject({ state: "sending", undoWanted: true });
    expect(latestUndoable(wanted, 0)).toBeNull();
    expect(run(wanted, arrived("a")).steps[0]).toMatchObject({ state: "undoing", undoWanted: false });
  });

  test("that comes too late leaves the verdict final and says so", () => {
    const late = run(
      given,
      { type: "undo_wanted", reviewId: "a" },
      { type: "undo_failed", reviewId: "a", text: "This verdict is final." },
    );
    expect(late.message?.text).toBe("This verdict is final.");
    expect(latestUndoable(late, 0)).toBeNull();
    const offline = run(
      given,
      { type: "undo_wanted", reviewId: "a" },
      { type: "undo_failed", reviewId: "a", text: null },
    );
    expect(latestUndoable(offline, 0)?.reviewId).toBe("a");
  });

  test("works on a skip as long as nobody else took the item", () => {
    const passed = run(deskWith(item("a"), item("b")), skipped, arrived("a", Number.POSITIVE_INFINITY));
    expect(passed.decided).toBe(0);
    expect(latestUndoable(passed, 1e15)?.reviewId).toBe("a");
    const back = run(passed, { type: "undone", reviewId: "a", item: item("a") });
    expect(back.items.map((one) => one.reviewId)).toEqual(["a", "b"]);
  });

  test("works on verdicts from before the page was loaded", () => {
    const recent = [
      { useCaseId: "use case", reviewId: "old", externalId: "item-old", answer: yes, unusable: false, undoMs: 4_000 },
    ];
    const state = run(deskWith(item("a")), { type: "recalled", recent, now: 1_000 });
    expect(latestUndoable(state, 4_999)?.reviewId).toBe("old");
    expect(latestUndoable(state, 5_000)).toBeNull();
    const draft = { answer: yes, note: "from the server" };
    const back = run(state, { type: "undone", reviewId: "old", item: item("old", { draft }) });
    expect(back).toMatchObject({ ...draft, decided: 0 });
  });
});

const lostTo = (because: "decided" | "answered" | "taken", reviewId = "a"): DeskAction => ({
  type: "claims_lost",
  claims: [{ reviewId, because }],
});

describe("what the server refuses", () => {
  const sent = run(deskWith(item("a"), item("b")), { type: "wrote", note: "long thought" }, ...chooseAndConfirm());

  test("does not count, and its note is not lost", () => {
    const refused = run(sent, { type: "step_refused", reviewId: "a", text: "Taken.", stillHeld: false });
    expect(refused.decided).toBe(0);
    expect(refused.steps[0]).toMatchObject({ state: "refused" });
    expect(refused.message).toEqual({ text: "item-a: Taken.", note: "long thought" });
    expect(isUndoable(refused.steps[0] as never, 0)).toBe(false);
  });

  test("comes back onto the screen where it can be put right", () => {
    const begun = run(sent, { type: "chose", answer: no });
    const refused = run(begun, { type: "step_refused", reviewId: "a", text: "No such outcome.", stillHeld: true });
    expect(refused.items.map((one) => one.reviewId)).toEqual(["a", "b"]);
    expect(refused).toMatchObject({ answer: null, note: "long thought", decided: 0, steps: [] });
    expect(refused.items[1]?.draft).toEqual({ answer: no, note: "" });
  });

  test("a claim that was lost leaves the screen, with the note to copy", () => {
    const state = run(deskWith(item("a"), item("b")), { type: "wrote", note: "half" });
    const lost = run(state, lostTo("taken"));
    expect(lost.items.map((one) => one.reviewId)).toEqual(["b"]);
    expect(lost.message).toMatchObject({ note: "half", text: expect.stringContaining("somebody else took it") });
    const decided = run(state, lostTo("decided"));
    expect(decided.message).toMatchObject({ note: "half", text: expect.stringContaining("decided in the meantime") });
    // What was pressed for the lost one decides nothing else.
    expect(run(lost, ...chooseAndConfirm()).steps).toEqual([]);
    expect(run(lost, { type: "message_read" }, ...chooseAndConfirm()).steps).toHaveLength(1);
    const elsewhere = run(state, lostTo("answered"));
    expect(elsewhere.message).toMatchObject({ note: "half", text: expect.stringContaining("in another window") });
    const ahead = run(state, lostTo("taken", "b"));
    expect(ahead).toMatchObject({ message: null, note: "half" });
    expect(wantsItem(ahead)).toBe(true);
  });
});

describe("a second opinion", () => {
  const ask: DeskAction[] = [{ type: "opinion_wanted" }, { type: "opinion_arrived", reviewId: "a", asked: true }];

  test("is asked for once, and taken back before any step", () => {
    const waiting = run(deskWith(item("a"), item("b")), { type: "opinion_wanted" });
    expect(waiting.opinion).toEqual({ reviewId: "a", wants: "ask" });
    expect(opinionOf(waiting)).toBe("asking");
    const asked = run(deskWith(item("a"), item("b")), ...ask);
    expect(opinionOf(asked)).toBe("asked");
    expect(run(asked, { type: "opinion_wanted" }).opinion).toBeNull();
    const back = run(asked, { type: "opinion_unwanted" });
    expect(back.opinion).toEqual({ reviewId: "a", wants: "withdraw" });
    expect(opinionOf(run(back, { type: "opinion_arrived", reviewId: "a", asked: false }))).toBe("none");
  });

  test("is what undo means first, until it cannot be taken back", () => {
    const later = run(deskWith(item("x"), item("a")), ...chooseAndConfirm(), arrived("x"));
    expect(latestUndoable(later, 0)?.reviewId).toBe("x");
    const asked = run(later, ...ask);
    expect(latestUndoable(asked, 0)).toBeNull();
    const kept = run(asked, { type: "opinion_unwanted" }, { type: "opinion_refused", reviewId: "a", text: "Taken." });
    expect(opinionOf(kept)).toBe("kept");
    expect(kept.message?.text).toBe("Taken.");
    expect(latestUndoable(kept, 0)?.reviewId).toBe("x");
    expect(run(kept, { type: "opinion_unwanted" }).opinion).toBeNull();
  });

  test("that is refused leaves the item as it was, with the reason", () => {
    const alone = run(deskWith(item("a")), { type: "opinion_wanted" });
    const refused = run(alone, { type: "opinion_refused", reviewId: "a", text: "Nobody else." });
    expect(opinionOf(refused)).toBe("none");
    expect(refused.message?.text).toBe("Nobody else.");
  });

  test("whose answer comes after the verdict is remembered on the item that may come back", () => {
    const state = run(deskWith(item("a"), item("b")), { type: "opinion_wanted" }, ...chooseAndConfirm());
    const marked = run(state, { type: "opinion_arrived", reviewId: "a", asked: true });
    expect(marked.steps[0]?.item?.secondOpinion).toBe("asked");
    expect(opinionOf(marked)).toBe("none");
  });
});

describe("a question in the outcomes' place", () => {
  test("takes the keys from the outcomes until it is answered or left", () => {
    const asked = run(
      deskWith(item("a"), item("b")),
      { type: "chose", answer: yes },
      { type: "prompted", prompt: "defer" },
    );
    expect(run(asked, { type: "chose", answer: no }, confirmed)).toEqual(asked);
    expect(run(asked, { type: "prompted", prompt: null })).toMatchObject({ prompt: null, answer: yes });
    const until = "2026-03-02T09:00:00.000Z";
    const left = run(asked, { type: "left", how: { kind: "defer", until } });
    expect(left).toMatchObject({ prompt: null, decided: 0, steps: [{ kind: "defer", until, answer: yes }] });
  });

  test("asks why an answer overrides what the model says, and takes the reason along", () => {
    const asked = run(
      deskWith(item("a"), item("b")),
      { type: "chose", answer: no },
      { type: "confirmed", asksWhy: true, rests: false },
    );
    expect(asked).toMatchObject({ prompt: "reason", steps: [] });
    const given = run(asked, { type: "explained", reasonCode: "seen_before", rests: false });
    expect(given.steps[0]).toMatchObject({ kind: "verdict", answer: no, reasonCode: "seen_before" });
  });

  test("an input flagged as unusable counts as a verdict", () => {
    expect(run(deskWith(item("a")), { type: "left", how: { kind: "unusable" } }).decided).toBe(1);
  });
});

test("a note that is too long keeps the item on the screen", () => {
  const long = run(deskWith(item("a")), { type: "wrote", note: "x".repeat(10_001) }, { type: "chose", answer: yes });
  expect(run(long, confirmed)).toEqual(long);
  expect(run(long, skipped)).toEqual(long);
});

test("a verdict rests on the screen where the reviewer wants it to, and takes no second one", () => {
  const resting = run(
    deskWith(item("a"), item("b")),
    { type: "chose", answer: yes },
    { type: "confirmed", asksWhy: false, rests: true },
  );
  expect(restingStep(resting)?.reviewId).toBe("a");
  expect(takesInput(resting)).toBe(false);
  expect(run(resting, ...chooseAndConfirm(no)).steps).toHaveLength(1);
  expect(takesInput(run(resting, { type: "moved_on" }))).toBe(true);
  const back = run(
    resting,
    arrived("a"),
    { type: "undo_wanted", reviewId: "a" },
    { type: "undone", reviewId: "a", item: item("a") },
  );
  expect(back.items.map((one) => one.reviewId)).toEqual(["a", "b"]);
  expect(takesInput(back)).toBe(true);
});

test("what an earlier page could not send goes first and is there once", () => {
  const step = run(deskWith(item("a")), ...chooseAndConfirm()).steps;
  const restored = run(emptyDesk, { type: "restored", steps: step }, { type: "restored", steps: step });
  expect(restored.steps).toHaveLength(1);
  expect(wantsItem(restored)).toBe(false);
});

test("ten steps are kept, and none that is still on its way is ever dropped", () => {
  let state = deskWith(item("0"), item("1"));
  for (let n = 0; n < 14; n++) {
    state = run(state, ...chooseAndConfirm(), ...(n % 2 === 0 ? [arrived(String(n))] : []));
    state = run(state, { type: "loaded", item: item(String(n + 2)) });
  }
  expect(state.steps.filter((step) => step.state === "sending")).toHaveLength(7);
  expect(state.steps.length).toBeLessThanOrEqual(12);
});

test("whatever happens: no item and no step is there twice", () => {
  const names = ["a", "b", "c", "d"];
  const name = fc.constantFrom(...names);
  const anyItem = name.map((one) => item(one));
  const anyAction: fc.Arbitrary<DeskAction> = fc.oneof(
    fc.constant<DeskAction>({ type: "asked" }),
    anyItem.map((one): DeskAction => ({ type: "loaded", item: one })),
    fc.constant<DeskAction>({ type: "chose", answer: yes }),
    fc.constantFrom<DeskAction>(confirmed, skipped),
    name.map((reviewId): DeskAction => ({ type: "step_arrived", reviewId, undoUntil: 5 })),
    fc
      .tuple(name, fc.boolean())
      .map(([reviewId, stillHeld]): DeskAction => ({ type: "step_refused", reviewId, text: "no", stillHeld })),
    name.map((reviewId): DeskAction => ({ type: "undo_wanted", reviewId })),
    name.map((reviewId): DeskAction => ({ type: "undone", reviewId, item: item(reviewId) })),
    name.map((reviewId): DeskAction => lostTo("taken", reviewId)),
    fc.constantFrom<DeskAction>(
      { type: "prompted", prompt: "skip" },
      { type: "prompted", prompt: "reason" },
      { type: "explained", reasonCode: null, rests: false },
      { type: "confirmed", asksWhy: false, rests: true },
      { type: "moved_on" },
    ),
    fc.constantFrom<DeskAction>({ type: "opinion_wanted" }, { type: "opinion_unwanted" }),
    fc.tuple(name, fc.boolean()).map(([reviewId, asked]): DeskAction => ({ type: "opinion_arrived", reviewId, asked })),
    name.map((reviewId): DeskAction => ({ type: "opinion_refused", reviewId, text: "no" })),
  );
  fc.assert(
    fc.property(fc.array(anyAction, { maxLength: 60 }), (actions) => {
      const state = run(emptyDesk, ...actions);
      const ids = state.items.map((one) => one.reviewId);
      expect(new Set(ids).size).toBe(ids.length);
      const steps = state.steps.map((step) => step.reviewId);
      expect(new Set(steps).size).toBe(steps.length);
      if (takesInput(state)) expect(state.items.length).toBeGreaterThan(0);
    }),
  );
});
