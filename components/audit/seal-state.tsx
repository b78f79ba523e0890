import classes from "@/components/audit/seal-state.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import { countText, durationText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { SealState as State } from "@/lib/audit/tree/seal-state-query";

/** Sealing takes seconds. What waits longer than a minute waits for something. */
const patienceSeconds = 60;

/** How the log stands: sealed, signed, published. Says little while all is well. */
export function SealState({ state }: { state: State }) {
  const { size, checkpoint, unsigned, unsealed, lagSeconds, damaged, refusal, anchors } = state;
  const waiting = unsealed + unsigned;
  const late = lagSeconds > patienceSeconds;
  return (
    <section className={classes.state} aria-label="State of the seal">
      <p className={classes.line}>
        {checkpoint === null ? (
          <strong>Nothing is sealed yet.</strong>
        ) : (
          <>
            <strong>
              {checkpoint.size === 1 ? "One event is sealed" : `${countText(checkpoint.size)} events are sealed`}
            </strong>
            <span className={classes.aside}>
              , last <RelativeTime at={checkpoint.signedAt} /> with key {checkpoint.keyId}.
            </span>
          </>
        )}{" "}
        <span className={classes.aside}>
          {waiting === 0
            ? "Nothing waits."
            : `${countText(waiting)} ${waiting === 1 ? "event waits" : "events wait"} for the next seal${
                lagSeconds >= 1 ? `, the oldest for ${durationText(lagSeconds)}` : ""
              }.`}{" "}
          {size > 0 && checkpoint === null && `${countText(size)} have their place.`}
        </span>
      </p>
      {late && refusal === null && damaged.length === 0 && (
        <p className={classes.trouble}>
          Sealing takes seconds as a rule. If this lasts, see whether the worker process runs.
        </p>
      )}
      {refusal !== null && <p className={classes.trouble}>No checkpoint is signed: {refusal}</p>}
      {damaged.length > 0 && (
        <p className={classes.trouble}>
          {damaged.length === 1 ? "One event was" : `${countText(damaged.length)} events were`} changed from outside
          before being sealed, and {damaged.length === 1 ? "gets" : "get"} no place in the log:{" "}
          {damaged.slice(0, 5).map((id, index) => (
            <span key={id}>
              {index > 0 && ", "}
              <TextLink href={`/audit/${id}`}>{id.slice(-12)}</TextLink>
            </span>
          ))}
          {damaged.length > 5 && ` and ${countText(damaged.length - 5)} more`}.
        </p>
      )}
      {anchors.length === 0 ? (
        <p className={classes.aside}>
          Checkpoints are published nowhere. Whoever holds both the key and the database could rewrite history unseen:
          set up an anchor outside (a file, a webhook or an e-mail).
        </p>
      ) : (
        <ul className={classes.anchors}>
          {anchors.map((anchor) => (
            <li key={anchor.anchor} data-trouble={anchor.failing || anchor.agrees === false || undefined}>
              <Anchor anchor={anchor} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const anchorNames = { file: "Anchor file", webhook: "Anchor webhook", email: "Anchor e-mail" } as const;

function Anchor({
  anchor: { anchor, lastSuccess, lastFailure, failing, agrees },
}: {
  anchor: State["anchors"][number];
}) {
  return (
    <>
      {anchorNames[anchor]}:{" "}
      {lastSuccess === null ? (
        "nothing was published there yet."
      ) : (
        <>
          holds the log up to event {countText(lastSuccess.size)}, since <RelativeTime at={lastSuccess.at} />.
        </>
      )}
      {agrees === true && " It agrees with this log."}
      {agrees === false && " It does NOT hold what this log says."}
      {failing && lastFailure !== null && (
        <>
          {" "}
          The last attempt failed (<ExactTime at={lastFailure.at} />
          ): {lastFailure.detail} It is tried again.
        </>
      )}
    </>
  );
}
