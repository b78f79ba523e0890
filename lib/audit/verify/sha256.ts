import type { Hasher } from "@/lib/audit/verify/digests";

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of square roots of the first 8. */
const { constants, start } = (() => {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  // The root of a prime scaled by 2^32, by bisection on whole numbers: exact, where floating point is not.
  const root = (prime: number, power: bigint): number => {
    const scaled = BigInt(prime) << (32n * power);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** power <= scaled) low = middle;
      else high = middle;
    }
    return Number(BigInt.asIntN(32, low));
  };
  return {
    constants: Int32Array.from(primes, (prime) => root(prime, 3n)),
    start: Int32Array.from(primes.slice(0, 8), (prime) => root(prime, 2n)),
  };
})();

/** SHA-256 as in FIPS 180-4, for browsers, whose own takes whole files only and is too slow for many small ones. */
export class Sha256 implements Hasher {
  readonly #state = start.slice();
  readonly #words = new Int32Array(64);
  readonly #block = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < 64) return;
      this.#compress(this.#block, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.#compress(bytes, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
  }

  digest(): Uint8Array {
    const block = this.#block;
    block[this.#filled] = 0x80;
    block.fill(0, this.#filled + 1);
    if (this.#filled >= 56) {
      this.#compress(block, 0);
      block.fill(0);
    }
    const tail = new DataView(block.buffer);
    tail.setUint32(56, Math.floor(this.#length / 2 ** 29));
    tail.setUint32(60, (this.#length * 8) % 2 ** 32);
    this.#compress(block, 0);
    const result = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, index) => {
      result.setInt32(4 * index, word);
    });
    return new Uint8Array(result.buffer);
  }

  #compress(bytes: Uint8Array, from: number): void {
    const w = this.#words;
    const state = this.#state;
    for (let i = 0, at = from; i < 16; i++, at += 4) {
      w[i] = (num(bytes[at]) << 24) | (num(bytes[at + 1]) << 16) | (num(bytes[at + 2]) << 8) | num(bytes[at + 3]);
    }
    for (let i = 16; i < 64; i++) {
      const x = num(w[i - 15]);
      const y = num(w[i - 2]);
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (num(w[i - 16]) + s0 + num(w[i - 7]) + s1) | 0;
    }
    let a = num(state[0]);
    let b = num(state[1]);
    let c = num(state[2]);
    let d = num(state[3]);
    let e = num(state[4]);
    let f = num(state[5]);
    let g = num(state[6]);
    let h = num(state[7]);
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + num(constants[i]) + num(w[i])) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] = (num(state[0]) + a) | 0;
    state[1] = (num(state[1]) + b) | 0;
    state[2] = (num(state[2]) + c) | 0;
    state[3] = (num(state[3]) + d) | 0;
    state[4] = (num(state[4]) + e) | 0;
    state[5] = (num(state[5]) + f) | 0;
    state[6] = (num(state[6]) + g) | 0;
    state[7] = (num(state[7]) + h) | 0;
  }
}

/** An element that is there; the compiler cannot know. */
const num = (value: number | undefined): number => value as number;
