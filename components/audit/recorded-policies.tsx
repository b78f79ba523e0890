import classes from "@/components/audit/item-record.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import { TextLink } from "@/components/ui/text-link";
import type { ItemRecord } from "@/lib/reports/item-record-query";

type Recorded = Pick<NonNullable<ItemRecord["record"]>, "models" | "policies" | "definition">;

/** The models, policies and definition that an item's events name, as they were. */
export function RecordedPolicies({ models, policies, definition, slug }: Recorded & { slug: string }) {
  return (
    <div className={classes.versions}>
      {models.map(({ version, name, sha256, runtime }) => (
        <section key={version}>
          <h3>
            Model{" "}
            <TextLink href={`/use-cases/${slug}/models/${version}`}>
              {name}, version {version}
            </TextLink>
          </h3>
          <dl className={classes.facts}>
            <dt>SHA-256 of its file</dt>
            <dd>{sha256 === null ? "It has no file here: its answers come from elsewhere." : <code>{sha256}</code>}</dd>
            {runtime !== null && (
              <>
                <dt>Run by</dt>
                <dd>{runtime}</dd>
              </>
            )}
          </dl>
        </section>
      ))}
      {policies.map((policy) => (
        <section key={policy.version}>
          <h3>Policy version {policy.version}</h3>
          <dl className={classes.facts}>
            <dt>In force</dt>
            <dd>
              From <ExactTime at={policy.from} />
              {policy.to === null ? ", still" : " to "}
              {policy.to !== null && <ExactTime at={policy.to} />}
            </dd>
            <dt>By</dt>
            <dd>
              {policy.author}
              {policy.approvedBy !== null && `, approved by ${policy.approvedBy}`}: {policy.reason}
            </dd>
            <dt>SHA-256 of its settings</dt>
            <dd>
              <code>{policy.sha256}</code>{" "}
              <span className={classes.aside}>
                {policy.intact
                  ? "fits the settings below"
                  : "does NOT fit the settings that are stored: they were changed from outside"}
              </span>
            </dd>
          </dl>
          <dl className={`${classes.settings} numbers`}>
            {policy.rows.map(({ key, label, text }) => (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {definition !== null && (
        <section>
          <h3>Definition version {definition.version}</h3>
          <dl className={classes.facts}>
            <dt>SHA-256 of fields, outcomes and guideline</dt>
            <dd>
              <code>{definition.sha256}</code>
            </dd>
          </dl>
        </section>
      )}
    </div>
  );
}
