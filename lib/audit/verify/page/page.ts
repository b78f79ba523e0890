import { CannotCheck } from "@/lib/audit/verify/digests";
import { filesOf, nameOf, verifyDropped } from "@/lib/audit/verify/dropped-files";
import { showOutcome } from "@/lib/audit/verify/page/outcome";

/** What `verify.html` does. */

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

const drop = element("drop");
const outcome = element("outcome");
const working = element("working");
const bar = element<HTMLProgressElement>("bar");
const said = element("said");
const fileInput = element<HTMLInputElement>("file");
const folderInput = element<HTMLInputElement>("folder");
const buttons = [element<HTMLButtonElement>("choose-file"), element<HTMLButtonElement>("choose-folder")];
const entered = (id: string): string => element<HTMLInputElement>(id).value.trim();

let busy = false;

async function verify(files: readonly File[]): Promise<void> {
  if (busy || files.length === 0) return;
  busy = true;
  for (const button of buttons) button.disabled = true;
  outcome.hidden = true;
  working.hidden = false;
  bar.value = 0;
  said.textContent = `Verifying ${nameOf(files)}.`;
  const [origin, key, anchor] = [entered("origin"), entered("key"), entered("anchor")];
  const asked = {
    keys: key === "" ? [] : [key],
    origin: origin === "" ? null : origin,
    anchors: anchor === "" ? [] : [anchor],
  };
  try {
    const verification = await verifyDropped(files, asked, showProgress);
    showOutcome(outcome, nameOf(files), verification);
    said.textContent = `${verification.headline}. ${verification.meaning}`;
  } catch (error) {
    showOutcome(outcome, nameOf(files), error instanceof CannotCheck ? error.message : `It cannot be read: ${error}`);
    said.textContent = "It could not be verified.";
  }
  busy = false;
  for (const button of buttons) button.disabled = false;
  working.hidden = true;
  outcome.hidden = false;
  outcome.focus();
}

function showProgress(done: number, total: number): void {
  bar.value = total === 0 ? 1 : done / total;
  const megabytes = (bytes: number): string => (bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 });
  element("done").textContent = `${megabytes(done)} of ${megabytes(total)} MB`;
}

buttons[0]?.addEventListener("click", () => fileInput.click());
buttons[1]?.addEventListener("click", () => folderInput.click());
for (const input of [fileInput, folderInput]) {
  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    // The same file may be chosen again, changed.
    input.value = "";
    void verify(chosen);
  });
}
// Anywhere on the page, since a file dropped beside the box would replace the page.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer !== null) void filesOf(event.dataTransfer).then(verify);
});
