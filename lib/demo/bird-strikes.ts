import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** What a report says before anybody has looked at the aircraft; keys are the fields of the use case. */
export interface BirdStrikeInput {
  flight_date: string;
  aircraft_type: string;
  operator?: string;
  airport: string;
  state: string;
  flight_phase: string;
  time_of_day: string;
  speed_knots?: number;
  wildlife_size: string;
  wildlife_species: string;
}

export interface BirdStrike {
  /** `strike-00001` is the oldest report. */
  externalId: string;
  input: BirdStrikeInput;
  /** What turned out: `inspect` where the report records any damage. Known only after the aircraft was looked at. */
  outcome: "inspect" | "no_inspection";
}

const source = "data/birdstrikes.csv";

const columns = [
  "Airport Name",
  "Aircraft Make Model",
  "Effect Amount of damage",
  "Flight Date",
  "Aircraft Airline Operator",
  "Origin State",
  "Phase of flight",
  "Wildlife Size",
  "Wildlife Species",
  "Time of day",
  "Cost Other",
  "Cost Repair",
  "Cost Total $",
  "Speed IAS in knots",
] as const;

type Report = Record<(typeof columns)[number], string>;

/**
 * The 10,000 wildlife strike reports of the US Federal Aviation Administration in the npm package `vega-datasets`
 * (1990 to 2002), oldest first. docs/demo-data.md says which columns are left out, and why.
 */
export async function readBirdStrikes(): Promise<BirdStrike[]> {
  const require = createRequire(path.join(process.cwd(), "package.json"));
  // Resolved, not imported: the package's own code would load every data set.
  const entry = require.resolve("vega-datasets");
  const text = await readFile(path.join(path.dirname(entry), "..", source), "utf8");
  return parseReports(text)
    .sort((a, b) => a["Flight Date"].localeCompare(b["Flight Date"]))
    .map((report, index) => ({
      externalId: `strike-${String(index + 1).padStart(5, "0")}`,
      input: cleanInput(report),
      outcome: report["Effect Amount of damage"] === "None" ? "no_inspection" : "inspect",
    }));
}

/**
 * The older 70% to train on and the newer 30% to send. The cut falls between two days, so that no day is in both parts:
 * reports of one day are often about one flock.
 */
export function splitBirdStrikes(strikes: readonly BirdStrike[]): { training: BirdStrike[]; stream: BirdStrike[] } {
  const firstDay = strikes[Math.floor(strikes.length * 0.7)]?.input.flight_date ?? "";
  return {
    training: strikes.filter((strike) => strike.input.flight_date < firstDay),
    stream: strikes.filter((strike) => strike.input.flight_date >= firstDay),
  };
}

/** The file quotes nothing and has no commas inside values; a row with another number of values is refused. */
function parseReports(text: string): Report[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== columns.join(",")) throw new Error(`${source} has other columns than expected: ${header}`);
  return lines.map((line, index) => {
    const values = line.split(",");
    if (values.length !== columns.length) throw new Error(`${source}, line ${index + 2}: ${values.length} values.`);
    return Object.fromEntries(columns.map((column, position) => [column, values[position]?.trim()])) as Report;
  });
}

function cleanInput(report: Report): BirdStrikeInput {
  const operator = singleSpaced(report["Aircraft Airline Operator"].replace(/\*$/, ""));
  const speed = report["Speed IAS in knots"];
  return {
    flight_date: report["Flight Date"],
    aircraft_type: singleSpaced(report["Aircraft Make Model"]),
    ...(operator === "UNKNOWN" ? {} : { operator }),
    airport: singleSpaced(report["Airport Name"]),
    state: report["Origin State"],
    flight_phase: report["Phase of flight"],
    time_of_day: report["Time of day"],
    ...(speed === "" ? {} : { speed_knots: Number(speed) }),
    wildlife_size: report["Wildlife Size"],
    wildlife_species: report["Wildlife Species"],
  };
}

function singleSpaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
