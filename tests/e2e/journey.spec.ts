import { expect, type Page, test } from "@playwright/test";
import { digitInput, readDigits, splitDigits } from "@/lib/demo/digits";
import { demoAccount, postSignIn, signInAs } from "@/tests/support/demo-session";
import { readDemoAccess } from "@/tests/support/instance";

/** The whole of the product's purpose in one story: climb the ladder, let items in, decide, and find all of it again. */

const slug = "digit-reading";

async function changePolicy(page: Page, mode: string, reason: string, button: RegExp) {
  await page.goto(`/use-cases/${slug}/automation/change`);
  await page.getByRole("radio", { name: new RegExp(mode) }).check();
  if (mode === "Partial automation") {
    for (const digit of "0123456789") {
      await page.getByRole("checkbox", { name: digit, exact: true }).check();
      await page.getByLabel(`Smallest confidence for ${digit}`).fill("90");
    }
  }
  await page.getByLabel("Reason").fill(reason);
  await page.getByRole("button", { name: button }).click();
  await expect(page).toHaveURL(new RegExp(`/use-cases/${slug}/automation$`));
}

async function sendDigits(base: string, from: number, count: number) {
  const { apiKey } = await readDemoAccess(process.env.E2E_DATA_DIR ?? "");
  const { stream } = splitDigits(await readDigits());
  const items = await Promise.all(
    stream
      .slice(from, from + count)
      .map(async (digit) => ({ externalId: `journey-${digit.externalId}`, input: await digitInput(digit) })),
  );
  const answer = await fetch(`${base}/api/v1/use-cases/${slug}/items/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ items }),
  });
  expect(answer.status).toBe(200);
  const { results } = (await answer.json()) as {
    results: {
      id: string;
      externalId: string;
      status: string;
      decision: { outcome: string; decidedBy: string } | null;
    }[];
  };
  return results;
}

test("from people alone to partial automation, and an auditor finds all of it", async ({ page, browser, baseURL }) => {
  test.setTimeout(400_000);
  const base = baseURL ?? "";
  await signInAs(page.request, base, "manager");

  // People decide everything.
  const [alone] = await sendDigits(base, 500, 1);
  expect(alone).toMatchObject({ status: "in_review", decision: null });

  await changePolicy(page, "Shadow", "Let the model watch.", /in force$/);
  await changePolicy(page, "AI assist", "It reads well.", /in force$/);
  const [assisted] = await sendDigits(base, 501, 1);
  expect(assisted).toMatchObject({ status: "in_review" });

  // This use case asks for a second person before the model may decide anything.
  await changePolicy(page, "Partial automation", "Let it read the clear ones.", /^Propose/);
  const card = page.getByRole("region", { name: "Proposal that waits for a second person" });
  await expect(card).toBeVisible();
  await expect(card.getByRole("button", { name: /approve/i })).toHaveCount(0);
  const [waiting] = await sendDigits(base, 502, 1);
  expect(waiting).toMatchObject({ status: "in_review" });

  const second = await browser.newPage();
  const { password } = await demoAccount("manager");
  await postSignIn(second.request, base, { email: "second.manager@demo.example", password });
  await second.goto(`${base}/use-cases/${slug}/automation`);
  await second.getByRole("button", { name: /approve/i }).click();
  await expect(second.getByRole("button", { name: /approve/i })).toHaveCount(0);
  await second.close();

  // The clear ones the model decides, the others go to people.
  const sent = await sendDigits(base, 503, 40);
  const automated = sent.filter((item) => item.status === "decided");
  const left = sent.filter((item) => item.status === "in_review");
  expect(automated.length).toBeGreaterThan(20);
  expect(left.length).toBeGreaterThan(0);
  expect(automated.every((item) => item.decision?.decidedBy === "model")).toBe(true);

  // The model's answer is no business of a reviewer who browses; the desk is theirs.
  const reviewer = await browser.newPage();
  await signInAs(reviewer.request, base, "reviewer");
  await reviewer.goto(`${base}/items/${left[0]?.id}`);
  await expect(reviewer.getByRole("main")).toContainText("There is nothing here");
  await expect(reviewer.getByRole("main")).not.toContainText(left[0]?.externalId ?? "");
  await reviewer.goto(`${base}/review/${slug}`);
  const shown = await reviewer.getByRole("heading", { name: /digit-/ }).textContent();
  // Keys count once the item has been painted.
  await expect(reviewer.getByRole("region", { name: "Your answer" })).toHaveAttribute("aria-busy", "false");
  await reviewer.keyboard.press("7");
  await reviewer.keyboard.press("Enter");
  await expect(reviewer.getByRole("heading", { name: /digit-/ })).not.toHaveText(shown ?? "");
  await reviewer.close();

  const auditor = await browser.newPage();
  await signInAs(auditor.request, base, "auditor");
  await auditor.goto(`${base}/items/${automated[0]?.id}`);
  await expect(auditor.getByRole("main")).toContainText(automated[0]?.externalId ?? "");
  await expect(auditor.getByRole("main")).toContainText("The model was sure enough for this outcome.");
  await auditor.goto(`${base}/items/${left[0]?.id}`);
  await expect(auditor.getByRole("main")).toContainText(/below this outcome's threshold/);
  await auditor.goto(`${base}/audit`);
  for (const type of ["policy.approved", "policy.proposed", "item.submitted", "review.answered"]) {
    await auditor.goto(`${base}/audit?type=${type}`);
    await expect(auditor.getByRole("main")).toContainText(type);
  }
  await auditor.close();
});
