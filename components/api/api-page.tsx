import { Anchor, Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { ApiCall } from "@/components/api/api-call";
import classes from "@/components/api/api-page.module.css";
import { SchemaMembers } from "@/components/api/schema-members";
import { CodeBlock } from "@/components/ui/code-block";
import { PageFrame } from "@/components/ui/page-frame";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { DocumentView } from "@/lib/api/document-view";

interface ApiPageProps {
  view: DocumentView;
  problems: readonly { code: string; status: number; title: string }[];
}

/** Everything that a program can call, from the OpenAPI document. */
export function ApiPage({ view, problems }: ApiPageProps) {
  const callOf = (id: string) => view.groups.flatMap(({ calls }) => calls).find((call) => call.id === id);
  return (
    <PageFrame
      title="API"
      lead="Send items, get decisions, bring models. Everything here is in the OpenAPI document as well."
      actions={
        <Anchor href="/api/v1/openapi.json" underline="always" size="sm">
          openapi.json
        </Anchor>
      }
    >
      <div className={classes.columns}>
        <nav className={classes.contents} aria-label="On this page">
          <ul>
            <li>
              <a href="#start">Start</a>
            </li>
          </ul>
          {view.groups.map(({ tag, calls }) => (
            <div key={tag}>
              <div className={classes.group}>{tag}</div>
              <ul>
                {calls.map((call) => (
                  <li key={call.id}>
                    <a href={`#${call.id}`}>{call.summary}</a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          <ul>
            <li>
              <a href="#problems">Problems</a>
            </li>
          </ul>
          <div className={`${classes.group} ${classes.wide}`}>Schemas</div>
          <ul className={classes.wide}>
            {view.schemas.map(({ name }) => (
              <li key={name}>
                <a href={`#schema-${name}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={classes.main}>
          <Start
            curls={["send-an-item", "look-an-item-up-or-wait-for-its-decision"].map((id) => callOf(id)?.curl ?? "")}
          />
          {view.groups.flatMap(({ calls }) => calls.map((call) => <ApiCall key={call.id} call={call} />))}
          <Problems problems={problems} />
          {view.schemas.map(({ name, about, members }) => (
            <div key={name} id={`schema-${name}`} className={classes.anchor}>
              <Section title={name} note={about === "" ? undefined : about}>
                <SchemaMembers members={members} />
              </Section>
            </div>
          ))}
        </div>
      </div>
    </PageFrame>
  );
}

function Start({ curls }: { curls: readonly string[] }) {
  return (
    <div id="start" className={classes.anchor}>
      <Section title="Start">
        <Stack gap="sm">
          <Text size="sm">
            An admin creates a key under <TextLink href="/admin/keys">Admin, API keys</TextLink>. Each key has scopes
            and a number of requests a minute; beyond it the answer is 429 with Retry-After.
          </Text>
          <CodeBlock text="export COUNTERSIGN_KEY=cs_..." what="the line that sets the key" />
          <Text size="sm">
            Send an item. The same request again answers with the same item, so repeating it is safe.
          </Text>
          <CodeBlock text={curls[0] ?? ""} what="the command line that sends an item" />
          <Text size="sm">
            Where people decide, wait for them with the id of the answer, and ask again until the status is decided.
          </Text>
          <CodeBlock text={curls[1] ?? ""} what="the command line that looks an item up" />
        </Stack>
      </Section>
    </div>
  );
}

function Problems({ problems }: { problems: ApiPageProps["problems"] }) {
  return (
    <div id="problems" className={classes.anchor}>
      <Section
        title="Problems"
        note="Errors are problem details (RFC 9457). The code is for programs and never changes its meaning; the detail is for people, and errors names the fields."
        flush
      >
        <Table>
          <TableThead>
            <TableTr>
              <TableTh>Status</TableTh>
              <TableTh>Code</TableTh>
              <TableTh>Title</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {problems.map(({ code, status, title }) => (
              <TableTr key={code} id={code} className={classes.anchor}>
                <TableTd className="numbers">{status}</TableTd>
                <TableTd className={classes.path}>{code}</TableTd>
                <TableTd>{title}</TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </Section>
    </div>
  );
}
