import { expect } from "@playwright/test";
import { newId } from "@/lib/platform/clock";
import { readDemoAccess } from "@/tests/support/instance";

/**
 * A use case of an instance's, made by its API: callers send the predictions, those that say pay with .9 or more are
 * automated, and nobody else is asked to raise that. `call`: any call below it, with the demo's key; must succeed.
 */
export async function makeClaimsUseCase(base: string) {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const slug = `claims-${newId().slice(-12)}`;
  const call = async (method: string, address: string, body?: object | FormData) => {
    const form = body instanceof FormData;
    const answer = await fetch(`${base}/api/v1/use-cases/${slug}${address}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(form ? {} : { "content-type": "application/json" }) },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return answer.json();
  };
  await call("PUT", "", {
    name: "Claims of a journey",
    secondPersonToRaise: false,
    fields: [{ key: "amount", label: "Amount", kind: "number", unit: "EUR", required: true }],
    outcomes: [
      { key: "pay", label: "Pay" },
      { key: "refuse", label: "Refuse" },
    ],
  });
  const model = new FormData();
  model.set("name", "Claims scorer");
  model.set("backend", "supplied");
  await call("POST", "/models", model);
  const settings = { mode: "partial_automation", champion: 1, thresholds: { pay: 0.9 }, qcShare: 0 };
  await call("POST", "/policy", { ...settings, reason: "The journey begins here." });
  return { slug, call };
}

/** A claim's body whose prediction says pay, surely. */
export const surelyPaid = (externalId: string, amount: number) => ({
  externalId,
  input: { amount },
  prediction: { scores: { pay: 0.99, refuse: 0.01 } },
});
