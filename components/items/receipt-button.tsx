"use client";
import { Button } from "@mantine/core";
import { useState } from "react";
import classes from "@/components/items/receipt-button.module.css";

type Step = { at: "rest" } | { at: "waiting" } | { at: "done" } | { at: "failed"; why: string };

/** Fetches an item's receipt. What has just happened is sealed within seconds; until then it says that it waits. */
export function ReceiptButton({ itemId }: { itemId: string }) {
  const [step, setStep] = useState<Step>({ at: "rest" });

  async function fetchReceipt() {
    setStep({ at: "waiting" });
    try {
      const answer = await fetch(`/items/${itemId}/receipt`);
      if (!answer.ok) return setStep({ at: "failed", why: await answer.text() });
      save(await answer.blob(), `receipt-${itemId}.json`);
      setStep({ at: "done" });
    } catch {
      setStep({ at: "failed", why: "The server cannot be reached. Try again." });
    }
  }

  return (
    <span className={classes.receipt}>
      <Button variant="default" onClick={fetchReceipt} loading={step.at === "waiting"}>
        Receipt
      </Button>
      <span role="status" className={classes.said}>
        {step.at === "waiting" && "Waits for the next seal, a few seconds at most."}
        {step.at === "done" && "Downloaded. Anybody can check it offline."}
        {step.at === "failed" && step.why}
      </span>
    </span>
  );
}

function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
