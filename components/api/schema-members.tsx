import { Anchor } from "@mantine/core";
import classes from "@/components/api/api-page.module.css";
import type { MemberView } from "@/lib/api/schema-view";

/** A type in words; the schema that it names is a link to its place on the page. */
export function TypeText({ type, refersTo }: { type: string; refersTo: string | null }) {
  if (refersTo === null) return <span className={classes.type}>{type}</span>;
  const [before, ...after] = type.split(refersTo);
  return (
    <span className={classes.type}>
      {before}
      <Anchor inherit underline="always" href={`#schema-${refersTo}`}>
        {refersTo}
      </Anchor>
      {after.join(refersTo)}
    </span>
  );
}

/** The members of an object, each with its type, what it is, and its own members beneath. */
export function SchemaMembers({ members }: { members: readonly MemberView[] }) {
  return (
    <ul className={classes.members}>
      {members.map((member) => (
        <li key={member.name} className={classes.member}>
          <span className={classes.name}>{member.name}</span> <TypeText type={member.type} refersTo={member.refersTo} />
          {member.required ? "" : <span className={classes.type}>, optional</span>}
          {member.about !== "" && <div className={classes.about}>{member.about}</div>}
          {member.members.length > 0 && <SchemaMembers members={member.members} />}
        </li>
      ))}
    </ul>
  );
}
