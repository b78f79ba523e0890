import { CannotCheck, type Digests } from "@/lib/audit/verify/digests";
import { Sha256 } from "@/lib/audit/verify/sha256";

/** What a browser has: SHA-256 written out, signatures by Web Crypto. */
export const browserDigests: Digests = {
  sha256(bytes) {
    const hasher = new Sha256();
    hasher.update(bytes);
    return hasher.digest();
  },
  hasher: () => new Sha256(),
  async verifyEd25519(publicKey, message, signature) {
    // Browsers keep it from pages that came over plain http.
    const subtle = globalThis.crypto?.subtle;
    try {
      const key = await subtle.importKey("raw", Uint8Array.from(publicKey), "Ed25519", false, ["verify"]);
      return await subtle.verify("Ed25519", key, Uint8Array.from(signature), Uint8Array.from(message));
    } catch {
      throw new CannotCheck(
        "This browser cannot check Ed25519 signatures here. Open verify.html from your own disk in a recent Chrome, Edge, Firefox or Safari, or use verify.mjs.",
      );
    }
  },
};
