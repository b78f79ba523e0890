/** A tar file is made of blocks of so many bytes. */
export const tarBlock = 512;

/** The largest size that eleven octal digits can say. */
const largestOctal = 0o77777777777;

/**
 * The header of a file in a tar archive (POSIX.1-1988 ustar): one block. Sizes above 8 GiB are written in base 256, as GNU
 * tar and all others of today read them. `name`: at most 100 ASCII characters.
 */
export function tarHeader(name: string, size: number, modifiedAt: Date): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new RangeError(`${name} cannot be a name in a tar file.`);
  const header = Buffer.alloc(tarBlock);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "ascii");
  header.write(name, 0, "ascii");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (size <= largestOctal) octal(size, 124, 11);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(Math.floor(modifiedAt.getTime() / 1000), 136, 11);
  header.write("0", 156, "ascii");
  header.write("ustar\x0000", 257, "ascii");
  octal(0, 329, 7);
  octal(0, 337, 7);
  // The sum is taken with spaces where it will stand.
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return header;
}

/** Zero bytes that fill a file's last block. */
export const tarPadding = (size: number): number => (tarBlock - (size % tarBlock)) % tarBlock;
