import { readAnswerLines, type UploadAnswer } from "@/components/models/upload/read-answer-lines";
import type { ActionError } from "@/lib/access/server-action";
import type { IntakeStep } from "@/lib/models/take-in-model";

interface Upload {
  slug: string;
  name: string;
  file: File;
  /** A CSV of what the model was trained on. */
  reference: File | null;
}

interface Listener {
  /** How much has gone out, 0 to 1. */
  onSent: (share: number) => void;
  onStep: (step: IntakeStep) => void;
  onAnswer: (answer: UploadAnswer) => void;
}

const failed = (message: string, code: ActionError["code"] = "unavailable"): UploadAnswer => ({
  ok: false,
  error: { code, message, problems: [] },
});

/**
 * Sends a model file with what belongs to it, and tells how far it has come. By XMLHttpRequest: fetch does not say how
 * much of a body has gone out. Answers with what cancels it; after that nothing is told any more.
 */
export function sendModel({ slug, name, file, reference }: Upload, listener: Listener): () => void {
  const form = new FormData();
  form.set("name", name);
  // Before the model: what is wrong with it is found without waiting for the rest.
  if (reference !== null) form.set("reference", reference);
  form.set("file", file);
  const request = new XMLHttpRequest();
  let answered = false;
  const answer = (given: UploadAnswer) => {
    if (answered) return;
    answered = true;
    listener.onAnswer(given);
  };
  const read = readAnswerLines(listener.onStep, answer);
  request.upload.onprogress = ({ loaded, total }) => listener.onSent(total === 0 ? 0 : loaded / total);
  request.onprogress = () => read(request.responseText, false);
  request.onload = () => {
    read(request.responseText, true);
    answer(noAnswer(request.status));
  };
  request.onerror = () =>
    answer(failed("The connection was cut off before the server had answered. Check it, then upload the file again."));
  request.open("POST", `/api/models/${encodeURIComponent(slug)}`);
  request.send(form);
  return () => {
    answered = true;
    request.abort();
  };
}

/** For what stands between here and the server, and answers in its place. */
function noAnswer(status: number): UploadAnswer {
  if (status === 413) {
    return failed("Something between you and the server refuses files of this size. Ask an admin.", "too_large");
  }
  return failed(
    "The server stopped before it had answered. Upload the file again; if it stays like this, ask an admin.",
  );
}
