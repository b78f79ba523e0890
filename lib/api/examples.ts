/** What the document shows as examples. They fit the demo's use case, so that they can be tried as they stand. */
export const exampleSlug = "bird-strike-inspection";

export const exampleItem = {
  externalId: "report-1001",
  input: {
    wildlife_size: "Small",
    wildlife_species: "European starling",
    flight_phase: "Approach",
    speed_knots: 130,
    aircraft_type: "B-737-300",
    airport: "DALLAS/FORT WORTH INTL ARPT",
    state: "Texas",
    flight_date: "2026-03-01",
    time_of_day: "Day",
  },
};

export const exampleBatch = {
  items: [
    { ...exampleItem, externalId: "report-1002" },
    { ...exampleItem, externalId: "report-1003", tags: ["night shift"] },
  ],
};

export const exampleDefinition = {
  name: "Income band",
  kind: "classification",
  guideline: "Decide by what the person earned in the **last full year**.",
  fields: [
    { key: "age", label: "Age", kind: "integer", required: true, min: 0, max: 120, unit: "years" },
    { key: "workclass", kind: "category", categories: ["Private", "?"], open: true },
    { key: "sex", kind: "category", categories: ["Male", "Female"], slice: true },
  ],
  outcomes: [
    { key: "<=50K", label: "Up to 50,000", hotkey: "1", errorCost: 1 },
    { key: ">50K", label: "More than 50,000", errorCost: 3 },
  ],
};

export const examplePolicyChange = {
  mode: "partial_automation",
  champion: 1,
  thresholds: { no_inspection: 0.95 },
  reason: "Two weeks of shadowing agree with our people.",
};

export const exampleRollback = { version: 1, reason: "Version 2 answers differently since the new form." };

export const exampleHalt = { reason: "Answers look wrong since this morning." };

export const exampleVerdicts = {
  verdicts: [
    {
      externalId: "report-1001",
      reviewer: "a.meier",
      outcome: "no_inspection",
      at: "2024-03-04T08:15:00Z",
      secondsSpent: 42,
    },
    { externalId: "report-1002", reviewer: "b.okafor", outcome: "inspect", at: "2024-03-04T08:16:30Z" },
  ],
};

export const exampleOverride = { outcome: "inspect", reason: "The photographs show damage to the engine." };

export const exampleReopen = { reason: "The operator has sent a correction." };
