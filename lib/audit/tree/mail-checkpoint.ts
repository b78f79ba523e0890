import "server-only";
import { createTransport } from "nodemailer";
import type { Checkpoint } from "@/lib/audit/tree/checkpoint-query";
import { env } from "@/lib/platform/env";

const timeoutMs = 15_000;

/** Mails a checkpoint's note to these addresses. Answers why that failed, in a sentence; null where it did not. */
export async function mailCheckpoint(
  addresses: string,
  { note, size }: Pick<Checkpoint, "note" | "size">,
): Promise<string | null> {
  const { url, from = addresses.split(",")[0]?.trim() } = env.smtp;
  if (url === undefined || from === undefined) return "There is no mail server: SMTP_URL is not set.";
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url, ...timeouts });
  const [origin] = note.split("\n");
  try {
    await transport.sendMail({
      from,
      to: addresses,
      subject: `Checkpoint of the audit log ${origin}: ${size} events`,
      text: `This is a signed statement of the audit log ${origin}. Keep it where nobody who runs Countersign can change it: a log that was rewritten later does not agree with it.\n\n${note}`,
      // Mail servers may break lines and change letters; what is attached arrives to the byte.
      attachments: [
        { filename: `checkpoint-${size}.txt`, content: Buffer.from(note), contentType: "application/octet-stream" },
      ],
    });
    return null;
  } catch (error) {
    return `The mail server did not take it: ${(error as Error).message}`;
  } finally {
    transport.close();
  }
}
