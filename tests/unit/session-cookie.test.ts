import { afterEach, describe, expect, it, vi } from "vitest";

async function cookiesFor(publicUrl: string) {
  vi.resetModules();
  vi.stubEnv("PUBLIC_URL", publicUrl);
  return Object.values((await import("@/lib/access/session-cookie")).authCookies);
}

afterEach(() => vi.unstubAllEnvs());

describe("the cookies of signing in", () => {
  it("are out of scripts' reach and stay at home", async () => {
    for (const { options } of await cookiesFor("")) {
      expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure: false });
    }
  });

  it("say Secure and __Host- behind https", async () => {
    for (const { name, options } of await cookiesFor("https://cs.example.org")) {
      expect(name).toMatch(/^__Host-/);
      expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
      expect(options).not.toHaveProperty("domain");
    }
  });
});
