import type { ReactNode } from "react";
import { undo } from "@/app/disagreements/actions";
import { LastSettledProvider } from "@/components/disagreements/last-settled";

export default function DisagreementsLayout({ children }: { children: ReactNode }) {
  return <LastSettledProvider undo={undo}>{children}</LastSettledProvider>;
}
