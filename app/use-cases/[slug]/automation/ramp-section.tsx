import { pause, resume, stepBack, stop } from "@/app/use-cases/[slug]/automation/ramp/actions";
import { RampPanel } from "@/components/ramps/ramp-panel";
import type { UserActor } from "@/lib/access/actor";
import { may } from "@/lib/access/authorize";
import { clock } from "@/lib/platform/clock";
import { findLatestRamp } from "@/lib/ramps/ramp-query";
import { viewRamp } from "@/lib/ramps/ramp-view";
import type { UseCaseRecord } from "@/lib/use-cases/use-case-query";

/** The use case's ramp: the one under way, or how the last one ended. */
export async function RampSection({ useCase, actor }: { useCase: UseCaseRecord; actor: UserActor }) {
  const ramp = await findLatestRamp(useCase.id);
  const { mode, baseMode } = useCase.policy.settings;
  return (
    <RampPanel
      ramp={ramp && viewRamp(ramp)}
      mode={mode}
      baseMode={baseMode}
      unit={useCase.definition.unit}
      mayChange={may(actor, "policy.change", useCase.id)}
      planHref={`/use-cases/${useCase.slug}/automation/ramp`}
      halted={useCase.haltedAt !== null}
      now={clock.now().toISOString()}
      actions={{ pause, resume, stepBack, stop }}
    />
  );
}
