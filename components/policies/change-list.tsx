import { Text, VisuallyHidden } from "@mantine/core";
import classes from "@/components/policies/change-list.module.css";
import type { SettingChange } from "@/lib/engine/settings-changes";

/** What differs between two versions of a policy: the setting, what it was, what it becomes. */
export function ChangeList({ changes }: { changes: readonly SettingChange[] }) {
  return (
    <ul className={classes.list}>
      {changes.map(({ key, label, before, after }) => (
        <li key={key} className={classes.change}>
          <Text component="span" size="sm" c="dimmed">
            {label}
          </Text>
          <span className={classes.values}>
            <span className={classes.before}>{before}</span>
            <span aria-hidden="true"> → </span>
            <VisuallyHidden> becomes </VisuallyHidden>
            <strong className={classes.after}>{after}</strong>
          </span>
        </li>
      ))}
    </ul>
  );
}
