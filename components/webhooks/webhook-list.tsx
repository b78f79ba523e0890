import { Group, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { StateBadge } from "@/components/webhooks/state-badge";
import classes from "@/components/webhooks/webhook-list.module.css";
import { addressParts } from "@/components/webhooks/webhook-text";
import type { WebhookView } from "@/lib/webhooks/webhook-query";

/** Receivers with what they want to hear and how it goes; each leads to its page. */
export function WebhookList({ webhooks }: { webhooks: readonly WebhookView[] }) {
  return (
    <Table highlightOnHover>
      <TableThead>
        <TableTr>
          <TableTh>Receiver</TableTh>
          <TableTh visibleFrom="sm">Hears of</TableTh>
          <TableTh visibleFrom="md">Last delivered</TableTh>
          <TableTh>State</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {webhooks.map((webhook) => {
          const { host, rest } = addressParts(webhook.url);
          return (
            <TableTr key={webhook.id}>
              <TableTd className={classes.address}>
                <TextLink href={`/admin/webhooks/${webhook.id}`} fw={550}>
                  {host}
                </TextLink>
                <div className={classes.rest}>{rest}</div>
                <Text size="xs" mt={4} hiddenFrom="sm">
                  {webhook.useCase?.name ?? "All use cases"}
                </Text>
              </TableTd>
              <TableTd visibleFrom="sm">
                {webhook.useCase?.name ?? "All use cases"}
                <div className={classes.rest}>{webhook.events.join(", ")}</div>
              </TableTd>
              <TableTd visibleFrom="md">
                {webhook.lastDeliveredAt === null ? "Nothing yet" : <RelativeTime at={webhook.lastDeliveredAt} />}
              </TableTd>
              <TableTd>
                <Group gap="xs">
                  <StateBadge webhook={webhook} />
                </Group>
                <Figures counts={webhook.counts} />
              </TableTd>
            </TableTr>
          );
        })}
      </TableTbody>
    </Table>
  );
}

function Figures({ counts: { pending, failed } }: Pick<WebhookView, "counts">) {
  const parts = [
    ...(pending > 0 ? [`${countText(pending)} waiting`] : []),
    ...(failed > 0 ? [`${countText(failed)} given up`] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" mt={2} className={`numbers ${classes.figures}`}>
      {parts.join(", ")}
    </Text>
  );
}
