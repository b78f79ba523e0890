import { Text } from "@mantine/core";
import classes from "@/components/ramps/condition-list.module.css";
import type { RampAnswer } from "@/lib/engine/ramp-conditions";
import type { ConditionView } from "@/lib/ramps/ramp-view";

const conditionWord: Record<RampAnswer, string> = {
  pass: "Pass",
  fail: "Fail",
  inconclusive: "Too few",
  no_data: "No data",
  stale: "Too old",
  error: "Error",
};

const guardWord: Record<RampAnswer, string> = { ...conditionWord, pass: "Fine", fail: "Fails" };

/** Conditions or guards of a ramp, one a line: the answer, what is asked for, and what the last check saw. */
export function ConditionList({
  conditions,
  guards = false,
}: {
  conditions: readonly ConditionView[];
  guards?: boolean;
}) {
  const words = guards ? guardWord : conditionWord;
  return (
    <ul className={classes.list}>
      {conditions.map(({ wanted, finding }) => (
        <li key={`${wanted} ${finding?.seen}`} className={classes.condition} data-answer={finding?.answer}>
          <span className={classes.answer}>{finding === null ? "Not yet" : words[finding.answer]}</span>
          <span>
            {sentence(wanted)}
            <Text size="xs" c="dimmed" component="span" display="block">
              {finding === null ? "This step was not looked at yet." : `Seen: ${finding.seen}.`}
            </Text>
          </span>
        </li>
      ))}
    </ul>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
