import { z } from "@hono/zod-openapi";
import { type Api, keyCall } from "@/lib/api/api";
import { noSuchItem, requireItemId } from "@/lib/api/find-item";
import { jsonAnswer } from "@/lib/api/json-answer";
import { receiptSchema } from "@/lib/api/receipt-schema";
import { waitForReceipt } from "@/lib/items/receipt-query";

const find = keyCall("audit.read", {
  method: "get",
  path: "/items/{id}/receipt",
  tags: ["Items"],
  summary: "An item's receipt",
  description:
    "Everything on record about the item, with the proof that it stands in the audit log: to be kept, and checked without " +
    "us. What has just happened is sealed within seconds; the call waits for that, 12 s at most.",
  request: { params: z.object({ id: z.string().describe("The item's id").openapi({ example: "ITEM_ID" }) }) },
  responses: { 200: jsonAnswer(receiptSchema, "The receipt") },
});

/** Receipts of items. */
export function addReceiptCalls(api: Api): void {
  api.openapi(find, async (c) => {
    const receipt = await waitForReceipt(requireItemId(c.req.valid("param").id), c.req.raw.signal);
    if (receipt === null) throw noSuchItem();
    return c.json(receipt, 200);
  });
}
