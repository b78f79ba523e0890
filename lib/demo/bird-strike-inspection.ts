import { birdStrikeGuideline } from "@/lib/demo/bird-strike-guideline";
import type { BirdStrike, BirdStrikeInput } from "@/lib/demo/bird-strikes";
import type { DefinitionInput } from "@/lib/use-cases/definition-schema";

type FieldKey = keyof BirdStrikeInput;

/**
 * The use case `bird-strike-inspection`. Lists of categories come from the reports that are given, so give the older ones
 * (those the model was trained on): a value that turns up later is then marked as unlisted, as it would be in life.
 *
 * The costs are in reviews: a missed damage costs as much as 20 of them, a needless inspection as much as 4.
 */
export function birdStrikeInspection(known: readonly BirdStrike[]): DefinitionInput {
  const categories = (key: FieldKey) => {
    const values = known.map((strike) => strike.input[key]).filter((value) => typeof value === "string");
    return [...new Set(values)].sort();
  };
  return {
    name: "Bird strike inspection",
    kind: "classification",
    guideline: birdStrikeGuideline,
    secondPersonToRaise: true,
    unit: "item",
    reviewCost: 1,
    reasonCodes: [
      { key: "remarks", label: "The remarks say otherwise" },
      { key: "size_or_speed", label: "Size or speed speaks against it" },
      { key: "incomplete", label: "The report is incomplete" },
    ],
    outcomes: [
      { key: "inspect", label: "Inspect", colour: "pink", hotkey: "1", errorCost: 4 },
      { key: "no_inspection", label: "No inspection", colour: "teal", hotkey: "2", errorCost: 20 },
    ],
    fields: [
      {
        key: "wildlife_size",
        label: "Size of the animal",
        kind: "category",
        categories: ["Small", "Medium", "Large"],
        required: true,
        slice: true,
        help: "As the crew judged it: small like a sparrow or starling, medium like a gull, large like a goose or deer.",
      },
      {
        key: "wildlife_species",
        label: "Species",
        kind: "category",
        categories: categories("wildlife_species"),
        open: true,
        required: true,
        help: "As named in the report. Remains are sometimes identified later, so the model does not use it.",
      },
      {
        key: "flight_phase",
        label: "Phase of flight",
        kind: "category",
        categories: ["Parked", "Taxi", "Take-off run", "Climb", "Descent", "Approach", "Landing Roll"],
        required: true,
        slice: true,
        help: "What the aircraft was doing when it was struck.",
      },
      {
        key: "speed_knots",
        label: "Indicated airspeed",
        kind: "number",
        unit: "knots",
        min: 0,
        max: 700,
        help: "At the time of the strike. Left out where the crew did not note it.",
      },
      {
        key: "aircraft_type",
        label: "Aircraft",
        kind: "category",
        categories: categories("aircraft_type"),
        open: true,
        required: true,
        help: "Make and model in the abbreviations of the US Federal Aviation Administration: B is Boeing, BE is Beech.",
      },
      {
        key: "operator",
        label: "Operator",
        kind: "category",
        categories: categories("operator"),
        open: true,
        help: "Airline, or MILITARY, BUSINESS, PRIVATELY OWNED, GOVERNMENT.",
      },
      {
        key: "airport",
        label: "Airport",
        kind: "category",
        categories: categories("airport"),
        open: true,
        required: true,
        help: "The airport at or near which it happened.",
      },
      { key: "state", label: "State", kind: "category", categories: categories("state"), open: true, required: true },
      {
        key: "flight_date",
        label: "Date of the flight",
        kind: "datetime",
        required: true,
        help: "The reports give the day and no clock time.",
      },
      {
        key: "time_of_day",
        label: "Light",
        kind: "category",
        categories: ["Dawn", "Day", "Dusk", "Night"],
        required: true,
        slice: true,
        help: "Time of day in daylight terms.",
      },
    ],
  };
}
