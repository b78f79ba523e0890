"use client";
import { SegmentedControl, Text } from "@mantine/core";
import { type CSSProperties, type ReactNode, useState } from "react";
import { causeText } from "@/components/policies/cause-text";
import classes from "@/components/policies/flow-picture.module.css";
import { countText, shareText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import type { FlowWindow, RoutedFlows } from "@/lib/reports/routed-flow-query";
import type { Cause, RoutedFlow } from "@/lib/reports/routed-flow-view";

interface FlowPictureProps {
  flows: RoutedFlows;
  /** The Items list of this use case. */
  itemsHref: string;
}

type Lane = "model" | "fallback" | "people";

const lanes: readonly Lane[] = ["model", "fallback", "people"];
const laneNames: Record<Lane, string> = { model: "Model", fallback: "Fell back", people: "People" };
/** Of a lane's height: what the whole stream takes, so that it fits one lane with air around it, and the smallest part. */
const streamHeight = 0.7;
const leastHeight = 0.025;

/** What comes in, and who decides it: the model, people, or what falls back. The lanes stay where they are. */
export function FlowPicture({ flows, itemsHref }: FlowPictureProps) {
  // Where the last hour is silent the day says more; a choice once made is kept while the page is read again.
  const [chosen, setChosen] = useState<"hour" | "day">(flows.hour.arrived > 0 ? "hour" : "day");
  const window = flows[chosen];
  const { flow } = window;
  return (
    <div className={classes.picture}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label="Items of"
          value={chosen}
          onChange={(value) => setChosen(value === "hour" ? "hour" : "day")}
          data={[
            { value: "hour", label: "Last hour" },
            { value: "day", label: "Last 24 hours" },
          ]}
        />
        <Text size="sm" c="dimmed" className="numbers">
          {arrivedNote(window)}
        </Text>
      </div>
      <div className={classes.flow}>
        <div className={classes.in}>
          <strong>
            {countText(window.arrived)}
            {window.atLeast && "+"}
          </strong>{" "}
          {window.arrived === 1 ? "item in" : "items in"}
        </div>
        <Ribbons flow={flow} />
        <ul className={classes.lanes}>
          {lanes.map((lane) => (
            <li key={lane} className={classes.lane} data-lane={lane}>
              <span
                className={classes.end}
                style={
                  {
                    "--thick": thickness(flow, lane),
                    "--sampled": `${flow.model === 0 || lane !== "model" ? 0 : (flow.sampled / (flow.model + flow.fallbackAnswered)) * 100}%`,
                  } as CSSProperties
                }
              />
              <div>
                <div className={classes.name}>
                  <span className={classes.mark} aria-hidden="true" />
                  {laneNames[lane]}
                  <strong className="numbers">{countText(flow[lane])}</strong>
                  <span className={`${classes.share} numbers`}>
                    {flow.items === 0 ? "" : shareText(flow[lane] / flow.items)}
                  </span>
                </div>
                <div className={`${classes.aside} numbers`}>{asideOf(lane, flow, itemsHref)}</div>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function arrivedNote({ hours, arrived, flow }: FlowWindow): string {
  if (arrived === 0)
    return hours === 1 ? "Nothing came in during the last hour." : "Nothing came in during the last 24 hours.";
  const rate = hours === 1 ? "" : `About ${countText(Math.round(arrived / hours))} an hour. `;
  const part = flow.items < arrived ? `By the latest ${countText(flow.items)} of them. ` : "";
  return `${rate}${part}As they were routed on arrival.`.trim();
}

function asideOf(lane: Lane, flow: RoutedFlow, itemsHref: string): ReactNode {
  if (lane === "model") {
    const decided = flow.model + flow.fallbackAnswered;
    if (decided === 0) return "";
    return `${countText(flow.sampled)} of ${countText(decided)} automated are checked by people, blind (${shareText(flow.sampled / decided)})`;
  }
  if (lane === "people") return causesText(flow.peopleCauses);
  if (flow.fallback === 0) return flow.model === 0 ? "" : "no lost coverage";
  const answered =
    flow.fallbackAnswered === 0
      ? "to people"
      : flow.fallbackAnswered === flow.fallback
        ? "answered by the fallback"
        : `${countText(flow.fallbackAnswered)} answered by the fallback, ${countText(flow.fallback - flow.fallbackAnswered)} to people`;
  return (
    <>
      {causesText(flow.fallbackCauses)} ({answered}).{" "}
      <TextLink href={`${itemsHref}?fallback=yes`} size="xs">
        See them
      </TextLink>
    </>
  );
}

const mostCauses = 3;

function causesText(causes: readonly Cause[]): string {
  const text = ({ reason, n }: Cause) => `${countText(n)} ${causeText[reason] ?? reason}`;
  const rest = causes.slice(mostCauses).reduce((sum, { n }) => sum + n, 0);
  const named = causes.slice(0, mostCauses).map(text);
  return [...named, ...(rest === 0 ? [] : [`${countText(rest)} for other reasons`])].join(" · ");
}

/** Of a lane's height. */
function thickness(flow: RoutedFlow, lane: Lane): number {
  const share = flow.items === 0 ? 0 : flow[lane] / flow.items;
  return share === 0 ? 0 : Math.max(leastHeight, share * streamHeight);
}

/** The bands from what came in to the lanes. What they say stands in words beside them. */
function Ribbons({ flow }: { flow: RoutedFlow }) {
  const height = lanes.length;
  const parts = lanes.map((lane) => thickness(flow, lane));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  let from = (height - whole) / 2;
  const paths = lanes.map((lane, index) => {
    const thick = parts[index] ?? 0;
    const to = index + 0.5 - thick / 2;
    const path = `M0,${from} C50,${from} 50,${to} 100,${to} V${to + thick} C50,${to + thick} 50,${from + thick} 0,${from + thick} Z`;
    from += thick;
    return thick === 0 ? null : <path key={lane} d={path} data-lane={lane} />;
  });
  return (
    <svg className={classes.ribbons} viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {whole === 0 && (
        <line
          x1="0"
          x2="100"
          y1={height / 2}
          y2={height / 2}
          className={classes.still}
          vectorEffect="non-scaling-stroke"
        />
      )}
      {paths}
    </svg>
  );
}
