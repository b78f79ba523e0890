import { Box, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text, VisuallyHidden } from "@mantine/core";
import { backendName } from "@/components/models/backend-text";
import type { ModelActions } from "@/components/models/model-actions";
import classes from "@/components/models/model-list.module.css";
import { ModelPartBadge } from "@/components/models/model-part-badge";
import { VersionActions } from "@/components/models/version-actions";
import { AgreementText } from "@/components/reports/agreement-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ListedModel } from "@/lib/reports/models-query";

interface ModelListProps {
  useCase: { id: string; slug: string };
  models: readonly ListedModel[];
  champion: { version: number; name: string } | null;
  /** Null for those who may not change the policy. */
  rollBack: ModelActions["rollBack"] | null;
}

/** A use case's model versions, the newest first: what each is now, and how it and people agree. */
export function ModelList({ useCase, models, champion, rollBack }: ModelListProps) {
  return (
    <Table highlightOnHover className="numbers" verticalSpacing="sm">
      <TableThead>
        <TableTr>
          <TableTh>Version</TableTh>
          <TableTh visibleFrom="sm">Now</TableTh>
          <TableTh visibleFrom="sm">Blind verdicts that agree</TableTh>
          <TableTh visibleFrom="lg">Added</TableTh>
          {rollBack !== null && (
            <TableTh visibleFrom="sm">
              <VisuallyHidden>Actions</VisuallyHidden>
            </TableTh>
          )}
        </TableTr>
      </TableThead>
      <TableBodyRows {...{ useCase, models, champion, rollBack }} />
    </Table>
  );
}

function TableBodyRows({ useCase, models, champion, rollBack }: ModelListProps) {
  return (
    <TableTbody>
      {models.map(({ model, part, agreement }) => {
        const agrees = agreement === null ? null : <AgreementText agreement={agreement.blind} />;
        const actions = rollBack !== null && (
          <VersionActions {...{ useCase, model, part, champion, rollBack }} size="xs" />
        );
        return (
          <TableTr key={model.version}>
            <TableTd>
              <TextLink href={`/use-cases/${useCase.slug}/models/${model.version}`} fw={550} underline="hover">
                {model.version}. {model.name}
              </TextLink>
              <Text size="xs" c="dimmed">
                {backendName[model.backend]}
              </Text>
              <Box hiddenFrom="sm" className={classes.below}>
                <ModelPartBadge part={part} />
                {agrees}
                {actions && <div className={classes.actions}>{actions}</div>}
              </Box>
            </TableTd>
            <TableTd visibleFrom="sm">
              <ModelPartBadge part={part} />
            </TableTd>
            <TableTd visibleFrom="sm">{agrees}</TableTd>
            <TableTd visibleFrom="lg">
              <RelativeTime at={model.createdAt} />
              <Text size="xs" c="dimmed">
                {model.author !== "" && `by ${model.author}`}
              </Text>
            </TableTd>
            {actions && (
              <TableTd visibleFrom="sm">
                <div className={classes.actions}>{actions}</div>
              </TableTd>
            )}
          </TableTr>
        );
      })}
    </TableTbody>
  );
}
