import type { ButtonProps } from "@mantine/core";
import type { ModelActions } from "@/components/models/model-actions";
import { RollBack } from "@/components/models/roll-back";
import { ButtonLink } from "@/components/ui/button-link";
import type { Backend } from "@/lib/platform/generated/prisma/enums";
import type { ModelPart } from "@/lib/reports/models-query";

interface VersionActionsProps extends ButtonProps {
  useCase: { id: string; slug: string };
  model: { version: number; name: string; backend: Backend };
  part: ModelPart;
  champion: { version: number; name: string } | null;
  rollBack: ModelActions["rollBack"];
  /** The first action is the page's primary one. */
  primary?: boolean;
}

/** What can be done with a model version: go back to it, make it champion, let it challenge. */
export function VersionActions(props: VersionActionsProps) {
  const { useCase, model, part, champion, rollBack, primary = false, ...button } = props;
  const change = `/use-cases/${useCase.slug}/automation/change`;
  const first = primary ? "filled" : "default";
  const canReturn = part.kind === "earlier" && part.canReturn;
  const canChallenge = champion !== null && model.backend !== "supplied" && part.kind !== "champion";
  return (
    <>
      {canReturn && (
        <RollBack
          useCaseId={useCase.id}
          version={model.version}
          name={model.name}
          champion={champion}
          rollBack={rollBack}
          variant={first}
          {...button}
        />
      )}
      {part.kind !== "champion" && !canReturn && (
        <ButtonLink href={`${change}?champion=${model.version}`} variant={first} {...button}>
          Make champion
        </ButtonLink>
      )}
      {canChallenge && part.kind !== "challenger" && (
        <ButtonLink href={`${change}?challenger=${model.version}`} variant="default" {...button}>
          Let it challenge
        </ButtonLink>
      )}
    </>
  );
}
