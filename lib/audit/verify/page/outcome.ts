import type { Verification } from "@/lib/audit/verify/verification";

type Child = Node | string;

function make(tag: string, children: readonly Child[], attributes: Record<string, string> = {}): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const signs = { good: "M4 12.5 9.5 18 20 6.5", bad: "M6 6 18 18M18 6 6 18", unsure: "M12 4.5v9.5M12 19v.2" };

function sign(kind: keyof typeof signs): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(space, "path"));
  svg.firstElementChild?.setAttribute("d", signs[kind]);
  return svg;
}

function list(title: string, sentences: readonly string[]): Child[] {
  if (sentences.length === 0) return [];
  return [
    make("h3", [title]),
    make(
      "ul",
      sentences.map((sentence) => make("li", [sentence])),
    ),
  ];
}

/** Puts what verifying found into the page; a text where nothing could be verified. */
export function showOutcome(place: HTMLElement, name: string, found: Verification | string): void {
  if (typeof found === "string") {
    const words = make("div", [
      make("h2", ["Not verified"], { id: "headline" }),
      make("p", [name]),
      make("p", [found]),
    ]);
    place.className = "bad";
    place.replaceChildren(make("div", [sign("unsure"), words], { class: "verdict" }));
    return;
  }
  const { verdict, headline, meaning, firstWrongIndex, problems, moreProblems, facts, shown, notShown } = found;
  const valid = verdict.startsWith("valid");
  place.className = valid ? "" : "bad";
  const words = make("div", [
    make("h2", [headline], { id: "headline" }),
    make("p", [name], { class: "hint" }),
    make("p", [meaning]),
    ...(firstWrongIndex === null
      ? []
      : [make("p", ["First wrong index: ", make("strong", [String(firstWrongIndex)], { class: "numbers" })])]),
  ]);
  const more = moreProblems > 0 ? [`And ${moreProblems} more.`] : [];
  place.replaceChildren(
    make("div", [sign(valid ? "good" : verdict === "incomplete" ? "unsure" : "bad"), words], { class: "verdict" }),
    ...list("What is wrong", [...problems.map(({ message }) => message), ...more]),
    ...list("This shows", shown),
    ...list("This does not show", notShown),
    ...(facts.length === 0
      ? []
      : [
          make(
            "dl",
            facts.flatMap(([term, value]) => [make("dt", [term]), make("dd", [value], { class: "numbers" })]),
          ),
        ]),
  );
}
