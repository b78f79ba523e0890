import { Badge } from "@mantine/core";
import { ModeBadge } from "@/components/engine/mode-badge";
import { AgreementText } from "@/components/reports/agreement-text";
import { FlowBar } from "@/components/reports/flow-bar";
import classes from "@/components/reports/home.module.css";
import { countText } from "@/components/ui/figure-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { tableRoles } from "@/components/ui/table-roles";
import { TextLink } from "@/components/ui/text-link";
import { percentText } from "@/lib/engine/settings-changes";
import type { HomeUseCase } from "@/lib/reports/home-query";

/** The use cases with their rung and who decides now. People who may not see items see no figures. */
export function UseCaseFigures({ useCases }: { useCases: readonly HomeUseCase[] }) {
  const figures = useCases.some((useCase) => useCase.figures !== null);
  return (
    <Section
      title="Use cases"
      {...(figures && {
        note: "Automated: decided by the model, of all items that came in. Agreement: verdicts given blind, last 28 days.",
      })}
      flush
    >
      <table className={classes.table} {...tableRoles.table}>
        <thead {...tableRoles.group}>
          <tr {...tableRoles.row}>
            <th {...tableRoles.header} scope="col">
              Name
            </th>
            <th {...tableRoles.header} scope="col">
              Rung
            </th>
            {figures && (
              <th {...tableRoles.header} scope="col">
                Automated, 24 hours
              </th>
            )}
            {figures && (
              <th {...tableRoles.header} scope="col">
                Automated, 7 days
              </th>
            )}
            <th {...tableRoles.header} scope="col">
              Waiting
            </th>
            {figures && (
              <th {...tableRoles.header} scope="col">
                Agreement with people
              </th>
            )}
          </tr>
        </thead>
        <tbody {...tableRoles.group}>
          {useCases.map((useCase) => (
            <tr key={useCase.id} {...tableRoles.row}>
              <th {...tableRoles.rowHeader} scope="row">
                <TextLink href={`/use-cases/${useCase.slug}`} className={classes.name ?? ""} underline="hover">
                  {useCase.name}
                </TextLink>
              </th>
              <td {...tableRoles.cell} data-label="Rung">
                <span>
                  <ModeBadge mode={useCase.mode} />
                  {useCase.rampShare < 1 && (
                    <span className={classes.aside}> for {percentText(useCase.rampShare)}</span>
                  )}
                  {useCase.halted && (
                    <Badge color="red" variant="light" ml={6}>
                      Halted
                    </Badge>
                  )}
                </span>
              </td>
              {figures && (
                <>
                  <td {...tableRoles.cell} data-label="Automated, 24 hours">
                    {useCase.figures && <FlowBar flow={useCase.figures.day} />}
                  </td>
                  <td {...tableRoles.cell} data-label="Automated, 7 days">
                    {useCase.figures && <FlowBar flow={useCase.figures.week} />}
                  </td>
                </>
              )}
              <td {...tableRoles.cell} data-label="Waiting">
                <span>
                  {countText(useCase.waiting)}
                  {useCase.oldest !== null && (
                    <span className={classes.aside}>
                      {" "}
                      oldest <RelativeTime at={useCase.oldest} />
                    </span>
                  )}
                </span>
              </td>
              {figures && (
                <td {...tableRoles.cell} data-label="Agreement">
                  {useCase.figures && <AgreementText agreement={useCase.figures.blind} />}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
