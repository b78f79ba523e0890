import classes from "@/components/reports/flow-bar.module.css";
import { countText, shareText } from "@/components/ui/figure-text";

interface FlowBarProps {
  flow: { model: number; human: number; fallback: number; waiting: number };
}

const parts = [
  { key: "model", name: "by the model" },
  { key: "human", name: "by people" },
  { key: "fallback", name: "by fallback" },
  { key: "waiting", name: "waiting" },
] as const;

/** Who decides now: the share decided by the model, of how many items, and a bar of everybody's part. */
export function FlowBar({ flow }: FlowBarProps) {
  const total = parts.reduce((sum, { key }) => sum + flow[key], 0);
  if (total === 0) return <span className={classes.none}>No items</span>;
  const all = parts.filter(({ key }) => flow[key] > 0).map(({ key, name }) => `${countText(flow[key])} ${name}`);
  return (
    <div className={classes.flow} title={all.join(", ")}>
      <div>
        <strong>{shareText(flow.model / total)}</strong> <span className={classes.none}>of {countText(total)}</span>
      </div>
      <div className={classes.bar} role="img" aria-label={all.join(", ")}>
        {parts.map(({ key }) => (
          <span key={key} data-part={key} style={{ flexGrow: flow[key] }} />
        ))}
      </div>
    </div>
  );
}
