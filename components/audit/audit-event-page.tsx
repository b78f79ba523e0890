import classes from "@/components/audit/audit.module.css";
import { ExactTime } from "@/components/ui/exact-time";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEventDetail } from "@/lib/audit/audit-query";

/** One audit event: who, what, when, its place in its subject's story, and the bytes that are kept. */
export function AuditEventPage({ detail }: { detail: AuditEventDetail }) {
  const { event, envelope, intact, story } = detail;
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
          <dd>{subject.href === null ? subject.name : <TextLink href={subject.href}>{subject.name}</TextLink>}</dd>
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
            <span className={classes.hash}>{event.leafHash}</span>
            <div className={classes.aside}>
              {intact
                ? "It is the SHA-256 of a zero byte and the envelope below, computed again just now."
                : "It does NOT fit the envelope below: this row was changed from outside. Tell whoever runs the database."}
            </div>
          </dd>
        </dl>
      </Section>
      <Section
        title="Envelope"
        note="The record itself, laid out for reading. Kept as canonical JSON (RFC 8785)."
        flush
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

const actorKinds: Record<string, string> = { user: "person", api_key: "API key", system: "the installation itself" };
