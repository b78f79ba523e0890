import { Text } from "@mantine/core";
import { AnswerChip, type AnswerNames } from "@/components/items/answer-chip";
import classes from "@/components/items/replay-result.module.css";
import { numberText, shareText } from "@/components/ui/figure-text";
import type { Route } from "@/lib/engine/route-item";
import { type Replay, type ReplayAnswer, routeRows } from "@/lib/items/replay-view";

interface ReplayResultProps {
  replay: Replay;
  happened: { route: Route; policy: number; model: number | null };
  names: AnswerNames;
  unit: string | null;
}

/** A replay beside what happened, aspect by aspect; what differs is marked. */
export function ReplayResult({ replay, happened, names, unit }: ReplayResultProps) {
  const { policy, champion, standIn, route, unknown } = replay;
  const again = policy.version === happened.policy && (champion?.version ?? null) === happened.model;
  const before = routeRows(happened.route, unit);
  const after = route === null ? [] : routeRows(route, unit);
  const differing = after.filter(({ text }, place) => text !== before[place]?.text).length;
  return (
    <div className={classes.result}>
      <p className={classes.title}>
        {again ? "The item's own policy and model, once more" : "Did not happen"}: policy {policy.version}
        {champion !== null && ` with version ${champion.version}`}
      </p>
      <Text size="sm" c="dimmed" className={classes.reason}>
        {policy.reason}
      </Text>
      {champion !== null && <Said said={champion} names={names} />}
      {standIn !== null && <Said said={standIn} names={names} standsIn />}
      {unknown !== null && <p>{unknown}</p>}
      {route !== null && (
        <>
          <table className={classes.rows}>
            <thead>
              <tr>
                <td />
                <th scope="col">What happened, policy {happened.policy}</th>
                <th scope="col">What policy {policy.version} would have done</th>
              </tr>
            </thead>
            <tbody>
              {after.map(({ key, label, text }, place) => {
                const differs = text !== before[place]?.text;
                return (
                  <tr key={key} data-differs={differs || undefined}>
                    <th scope="row">
                      {label}
                      {differs && <span className={classes.differs}>differs</span>}
                    </th>
                    <td data-column="What happened">{before[place]?.text}</td>
                    <td data-column="Would have">{text}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <Text size="xs" c="dimmed" mt="xs">
            {differing === 0 ? "The same in every respect. " : ""}
            Buckets are those that this policy draws. The moment, the input and a halt are as they were on arrival.
          </Text>
        </>
      )}
    </div>
  );
}

function Said({ said, names, standsIn = false }: { said: ReplayAnswer; names: AnswerNames; standsIn?: boolean }) {
  const { version, name, answer, askedNow } = said;
  return (
    <p className="numbers">
      {standsIn ? "In its place version" : "Version"} {version}, {name},{" "}
      {answer.ok ? (
        <>
          says{" "}
          <AnswerChip
            answer={"value" in answer ? { value: answer.value } : { outcome: answer.outcome }}
            names={names}
          />{" "}
          {"value" in answer
            ? answer.spread === undefined
              ? "without a spread"
              : `with a spread of ${numberText(answer.spread)}`
            : `with ${shareText(answer.confidence)} confidence`}
        </>
      ) : (
        <>gives no answer: {answer.failure.message}</>
      )}
      {answer.ok && "."}
      {askedNow
        ? " Asked just now: it never answered this item, and this answer is not kept."
        : " That is its stored answer."}
    </p>
  );
}
