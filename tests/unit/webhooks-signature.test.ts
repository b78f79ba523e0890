import { describe, expect, it } from "vitest";
import { newSecret, signMessage } from "@/lib/webhooks/sign-message";
import { StandardWebhooksVerifier } from "@/tests/support/webhook-receiver";

const at = new Date("2026-05-20T12:00:00.750Z");
const secret = newSecret();
const body = '{"type":"item.decided","data":{"n":1}}';
const sent = (secrets = [secret], time = at) => ({
  headers: signMessage({ id: "0197a000-0000-7000-8000-000000000001", body }, secrets, time),
  body,
});
const verify = (message: { headers: Record<string, string>; body: string }, ...secrets: string[]) =>
  new StandardWebhooksVerifier(...(secrets.length === 0 ? [secret] : secrets)).verify(message, at);

describe("a signature", () => {
  it("is the one that other implementations of Standard Webhooks make", () => {
    const known = signMessage(
      { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}' },
      ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
      new Date(1614265330 * 1000),
    );
    expect(known).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("is accepted by a receiver that follows the specification", async () => {
    expect(await verify(sent())).toEqual({ type: "item.decided", data: { n: 1 } });
  });

  it("is refused where the body was altered, were it by a space", async () => {
    await expect(verify({ ...sent(), body: `${body} ` })).rejects.toThrow("no signature fits");
    await expect(verify({ ...sent(), body: body.replace("1", "2") })).rejects.toThrow("no signature fits");
  });

  it("is refused where id or time were altered, or are old", async () => {
    const message = sent();
    const changed = (name: string, value: string) => ({ ...message, headers: { ...message.headers, [name]: value } });
    await expect(verify(changed("webhook-id", "another"))).rejects.toThrow("no signature fits");
    const soon = String(Number(message.headers["webhook-timestamp"]) + 1);
    await expect(verify(changed("webhook-timestamp", soon))).rejects.toThrow("no signature fits");
    await expect(verify(sent([secret], new Date(at.getTime() - 301_000)))).rejects.toThrow("too old");
    await expect(verify(sent([secret], new Date(at.getTime() + 302_000)))).rejects.toThrow("too new");
  });

  it("is refused the second time that its id comes", async () => {
    const verifier = new StandardWebhooksVerifier(secret);
    await verifier.verify(sent(), at);
    await expect(verifier.verify(sent(), at)).rejects.toThrow("seen before");
  });

  it("is refused with any other secret, and fits with either while two are valid", async () => {
    const former = newSecret();
    await expect(verify(sent(), former)).rejects.toThrow("no signature fits");
    const both = sent([secret, former]);
    expect(both.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    await expect(verify(both, former)).resolves.toBeTruthy();
    await expect(verify(both, secret)).resolves.toBeTruthy();
  });
});

it("a secret is whsec_ and 256 random bits", () => {
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(secret);
});
