import classes from "@/components/reports/home.module.css";
import { ButtonLink } from "@/components/ui/button-link";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";

/** What an admin or engineer does first, from nothing to the first decided item. `address`: where this installation is. */
export function FirstSteps({ address }: { address: string }) {
  const send = `curl -X POST ${address}/api/v1/use-cases/first/items \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"externalId": "1", "input": {"text": "Please call me back."}}'`;
  const define = `curl -X PUT ${address}/api/v1/use-cases/first \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"name": "First", "fields": [{"key": "text", "kind": "long_text", "required": true}],
       "outcomes": [{"key": "yes"}, {"key": "no"}]}'`;
  const wait = `curl "${address}/api/v1/items/$ID?wait=30" -H "Authorization: Bearer $KEY"`;
  return (
    <Section
      title="Nothing is here yet"
      note="From nothing to the first decision. People decide everything until you change that."
    >
      <ol className={classes.steps}>
        <li>
          <TextLink href="/admin/keys">Create an API key</TextLink> with the scopes use-cases:write, items:write and
          items:read.
        </li>
        <li>
          Define a use case: its fields and its outcomes.{" "}
          <ButtonLink href="/use-cases/new" size="compact-sm">
            Define it here
          </ButtonLink>{" "}
          or by API:
          <pre className={classes.code}>{define}</pre>
        </li>
        <li>
          Send an item:
          <pre className={classes.code}>{send}</pre>
        </li>
        <li>
          <TextLink href="/admin/users">Give somebody the role reviewer</TextLink>, let them decide it, and read the
          decision with the id that the second call answered:
          <pre className={classes.code}>{wait}</pre>
        </li>
      </ol>
    </Section>
  );
}
