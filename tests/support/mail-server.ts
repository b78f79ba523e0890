import { createServer, type Socket } from "node:net";

/** A mail as a server took it. */
interface Mail {
  from: string;
  to: string[];
  /** Headers and body, as they came. */
  source: string;
}

export interface MailServer {
  url: string;
  received: Mail[];
  /** How it answers a whole mail; refuses it unless it begins with 2. */
  answer: string;
  close(): Promise<void>;
}

/** A mail server on the loopback interface that speaks as much SMTP (RFC 5321) as is needed to take a mail. */
export async function startMailServer(): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let mail: Mail = { from: "", to: [], source: "" };
    let inData = false;
    let rest = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 mail.example.org ESMTP");
    socket.on("error", () => undefined);
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inData && line !== ".") {
          mail.source += `${line.replace(/^\./, "")}\r\n`;
        } else if (inData) {
          inData = false;
          if (mails.answer.startsWith("2")) mails.received.push(mail);
          mail = { from: "", to: [], source: "" };
          say(mails.answer);
        } else if (/^MAIL FROM:/i.test(line)) {
          mail.from = line.slice(10).replace(/[<>]/g, "");
          say("250 ok");
        } else if (/^RCPT TO:/i.test(line)) {
          mail.to.push(line.slice(8).replace(/[<>]/g, ""));
          say("250 ok");
        } else if (/^DATA/i.test(line)) {
          inData = true;
          say("354 go on");
        } else {
          say(/^QUIT/i.test(line) ? "221 bye" : "250 ok");
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const mails: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    answer: "250 taken",
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return mails;
}
