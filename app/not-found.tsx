import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <EmptyState title="There is nothing here" action={<ButtonLink href="/">Go to Home</ButtonLink>}>
      The address is wrong, or what it leads to is not for you to see. If somebody sent you this link, ask an admin for
      the role that you need.
    </EmptyState>
  );
}
