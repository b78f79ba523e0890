import { Text } from "@mantine/core";
import classes from "@/components/policies/guardrail-list.module.css";
import { countText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import type { Guardrail } from "@/lib/engine/guardrail-schema";
import { type GuardrailNames, guardrailKindName, guardrailText, ruleText } from "@/lib/engine/guardrail-text";
import type { GuardrailCount, GuardrailReport } from "@/lib/reports/guardrail-counts-query";

interface GuardrailListProps {
  guardrails: readonly Guardrail[];
  names: GuardrailNames;
  report: GuardrailReport;
  /** The Items list of this use case. */
  itemsHref: string;
}

const windows = [
  ["day", "24 hours"],
  ["week", "7 days"],
  ["policy", "this policy"],
] as const;

const none: GuardrailCount = { met: 0, errors: 0 };

/** The guardrails in force, each with what it stops and how often it spoke. */
export function GuardrailList({ guardrails, names, report, itemsHref }: GuardrailListProps) {
  return (
    <ul className={classes.list}>
      {guardrails.map((guardrail) => {
        const { key, kind, watch } = guardrail;
        const counts = report.counts.get(key);
        const errors = windows.filter(([window]) => (counts?.[window].errors ?? 0) > 0);
        const rule = ruleText(guardrail, names);
        const said = guardrailText(guardrail, names);
        return (
          <li key={key} className={classes.guardrail}>
            <div className={classes.what}>
              <Text size="sm" fw={550}>
                {said}
              </Text>
              <Text size="xs" c="dimmed">
                {guardrailKindName[kind]}
                {said !== rule && `: ${rule}`}
              </Text>
            </div>
            <span className={classes.state} data-watch={watch || undefined}>
              {watch ? "Only watches" : "Acts"}
            </span>
            <dl className={`${classes.counts} numbers`}>
              {windows.map(([window, label]) => (
                <div key={window}>
                  <dt>{label}</dt>
                  <dd>
                    {countText((counts?.[window] ?? none).met)}
                    {report.partial[window] && "+"}
                  </dd>
                </div>
              ))}
            </dl>
            <div className={classes.more}>
              {counts !== undefined && (
                <TextLink href={`${itemsHref}?guardrail=${key}`} size="xs">
                  Items
                </TextLink>
              )}
            </div>
            {errors.length > 0 && (
              <Text size="xs" className={classes.errors}>
                Could not be evaluated on{" "}
                {errors.map(([window, label]) => `${countText(counts?.[window].errors ?? 0)} (${label})`).join(", ")}{" "}
                items{watch ? "." : ", which stops them like a hit."}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}
