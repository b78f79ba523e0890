import { Button } from "@mantine/core";
import classes from "@/components/audit/audit.module.css";
import { CopyButton } from "@/components/ui/copy-button";
import { ExactTime } from "@/components/ui/exact-time";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEventDetail } from "@/lib/audit/audit-event-query";

/** One audit event: who, what, when, its place in its subject's story, and the bytes that are kept. */
export function AuditEventPage({ detail }: { detail: AuditEventDetail }) {
  const { event, envelope, intact, proof, story } = detail;
  const { subject, actor } = event;
  return (
    <>
      <Section>
        <dl className={classes.facts}>
          <dt>When</dt>
          <dd>
            <ExactTime at={event.occurredAt} />
          </dd>
          <dt>By whom</dt>
          <dd>
            {actor.name} <span className={classes.aside}>{actorKinds[actor.kind] ?? actor.kind}</span>
          </dd>
          <dt>To what</dt>
          <dd>
            {subject.href === null ? subject.name : <TextLink href={subject.href}>{subject.name}</TextLink>}
            {subject.type === "item" && (
              <>
                {" · "}
                <TextLink href={`/items/${subject.id}/record`}>Its record</TextLink>
              </>
            )}
          </dd>
          {event.useCase !== null && (
            <>
              <dt>Use case</dt>
              <dd>
                <TextLink href={`/use-cases/${event.useCase.slug}`}>{event.useCase.name}</TextLink>
              </dd>
            </>
          )}
          <dt>Type</dt>
          <dd>
            <code>{event.type}</code>
          </dd>
          <dt>Leaf hash</dt>
          <dd>
            <code className={classes.hash}>{event.leafHash}</code>
            <div className={classes.aside}>
              {intact
                ? "It is the SHA-256 of a zero byte and the envelope below, computed again just now."
                : "It does NOT fit the envelope below: this row was changed from outside. Tell whoever runs the database."}
            </div>
          </dd>
          <dt>In its story</dt>
          <dd>
            <Neighbours event={event} story={story} />
          </dd>
        </dl>
      </Section>
      <Proof index={event.logIndex} proof={proof} />
      <Section
        title="Envelope"
        note="The record itself, laid out for reading. Its bytes are canonical JSON (RFC 8785)."
        flush
        actions={
          <>
            <CopyButton text={envelope} what="the exact bytes" />
            <Button component="a" variant="default" size="xs" href={`/audit/${event.id}/envelope`} download>
              Download the bytes
            </Button>
          </>
        }
      >
        {/* Long lines scroll: they can be reached from the keyboard. */}
        <pre className={classes.envelope}>{JSON.stringify(JSON.parse(envelope), null, 2)}</pre>
      </Section>
      <Section title={`Story of ${subject.name}`} note="Everything on record about it, the first event first." flush>
        <ol className={classes.story}>
          {story.map((other) => (
            <li key={other.id} aria-current={other.id === event.id ? "true" : undefined}>
              <span>
                {other.subject.seq}.{" "}
                {other.id === event.id ? (
                  other.sentence
                ) : (
                  <TextLink href={`/audit/${other.id}`} underline="hover">
                    {other.sentence}
                  </TextLink>
                )}{" "}
                <span className={classes.aside}>{other.actor.name}</span>
              </span>
              <span className={classes.aside}>
                <ExactTime at={other.occurredAt} />
              </span>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

function Neighbours({ event, story }: Pick<AuditEventDetail, "event" | "story">) {
  const place = story.findIndex(({ id }) => id === event.id);
  const [before, next] = [story[place - 1], story[place + 1]];
  return (
    <>
      {event.subject.seq} of {countText(story.length)}
      {before !== undefined && (
        <div>
          Before it: <TextLink href={`/audit/${before.id}`}>{before.sentence}</TextLink>
        </div>
      )}
      {next !== undefined && (
        <div>
          After it: <TextLink href={`/audit/${next.id}`}>{next.sentence}</TextLink>
        </div>
      )}
    </>
  );
}

function Proof({ index, proof }: { index: number | null; proof: AuditEventDetail["proof"] }) {
  if (index === null || proof === null) {
    return (
      <Section title="Proof">
        It waits to be sealed, which takes seconds as a rule.
        {index !== null && ` Its place in the log is ${countText(index)}.`} Open this page again for its proof.
      </Section>
    );
  }
  const { hashes, checkpoint, sealedAt } = proof;
  return (
    <Section
      title="Proof"
      note={
        <>
          Sealed <RelativeTime at={sealedAt} />, at place {countText(index)} of {countText(checkpoint.size)}.
        </>
      }
    >
      <details className={classes.proof}>
        <summary>
          {hashes.length === 1 ? "One hash leads" : `${hashes.length} hashes lead`} from the leaf to the root that the
          checkpoint signs (RFC 6962)
        </summary>
        <ol className={classes.hashes}>
          {hashes.map((hash) => (
            <li key={hash}>
              <code className={classes.hash}>{hash}</code>
            </li>
          ))}
        </ol>
        <pre className={classes.note}>{checkpoint.note}</pre>
      </details>
    </Section>
  );
}

const actorKinds: Record<string, string> = { user: "person", api_key: "API key", system: "the installation itself" };
