import { ModeBadge } from "@/components/engine/mode-badge";
import classes from "@/components/items/route-facts.module.css";
import { shareText } from "@/components/ui/figure-text";
import { TextLink } from "@/components/ui/text-link";
import { reasonText } from "@/lib/engine/reason-text";
import type { Route } from "@/lib/engine/route-item";

interface RouteFactsProps {
  route: Route;
  slug: string;
  policy: { version: number; reason: string };
  model: { version: number; name: string } | null;
}

const purposes = {
  ramp: "Ramp",
  qc: "Quality control",
  blind: "Blind",
  agreementAudit: "Agreement audit",
} as const;

const decider = { model: "The model", human: "A person", fallback: "The policy's fallback" } as const;

/** What the engine said on arrival and what it went by. It never changes afterwards. */
export function RouteFacts({ route, slug, policy, model }: RouteFactsProps) {
  return (
    <>
      <dl className={classes.facts}>
        <dt>Rung</dt>
        <dd>
          <ModeBadge mode={route.effectiveMode} />
        </dd>
        <dt>Who decides</dt>
        <dd>{decider[route.decides]}</dd>
        <dt>Why</dt>
        <dd>{route.reasons.map((reason) => reasonText[reason] ?? reason).join(" ")}</dd>
        {route.findings !== undefined && (
          <>
            <dt>Guardrails</dt>
            <dd>
              {route.findings.map(({ guardrail, acts, detail }) => (
                <div key={guardrail}>
                  {guardrail}: {detail}
                  {!acts && <span className={classes.aside}> It only watches.</span>}
                </div>
              ))}
            </dd>
          </>
        )}
        <dt>Policy</dt>
        <dd>
          <TextLink href={`/use-cases/${slug}/automation`}>Version {policy.version}</TextLink>
          <div className={classes.aside}>{policy.reason}</div>
        </dd>
        <dt>Model</dt>
        <dd>
          {model === null ? (
            "None was asked"
          ) : (
            <TextLink href={`/use-cases/${slug}/models/${model.version}`}>
              {model.name}, version {model.version}
            </TextLink>
          )}
        </dd>
      </dl>
      <table className={classes.buckets}>
        <thead>
          <tr>
            <th scope="col">Drawn for</th>
            <th scope="col">Bucket</th>
            <th scope="col">Share</th>
            <th scope="col">Inside</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(purposes) as (keyof typeof purposes)[]).map((purpose) => {
            const [bucket, share] = [route.buckets[purpose], route.shares[purpose]];
            // Nothing was drawn for what the policy does not do.
            if (bucket === undefined || share === undefined) return null;
            return (
              <tr key={purpose}>
                <th scope="row">{purposes[purpose]}</th>
                <td>{bucket.toFixed(4)}</td>
                <td>{shareText(share)}</td>
                <td>{bucket < share ? "Yes" : "No"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.aside}>An item is inside a share while its bucket is below it.</p>
    </>
  );
}
