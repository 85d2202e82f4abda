import { saveFile } from "../internal/save-file.ts";
import type { ReceiptMessages } from "../locales/en/receipt.ts";
import type { Told } from "./facts.ts";
import { paper } from "./paper.styles.ts";

interface Wording {
  text: ReceiptMessages;
  language: string;
  dir: string;
}

/**
 * Prints the receipt and nothing else of the page: from a document of its own, in a frame within the element, where no style
 * of the host's reaches. It is empty at first, so no policy has anything to load, and it is filled without any markup.
 */
export function print(told: Told, wording: Wording, root: ShadowRoot): void {
  const pressed = root.activeElement as HTMLElement | null;
  root.querySelector("iframe")?.remove();
  const frame = Object.assign(document.createElement("iframe"), { ariaHidden: "true", tabIndex: -1 });
  Object.assign(frame.style, { position: "fixed", inlineSize: "0", blockSize: "0", border: "0", opacity: "0" });
  root.append(frame);
  const view = frame.contentWindow as Window & typeof globalThis;
  const sheet = view.document;
  write(sheet, told, wording);
  const styles = new view.CSSStyleSheet();
  styles.replaceSync(paper.cssText);
  sheet.adoptedStyleSheets = [styles];
  // Some browsers print while the page goes on.
  view.addEventListener("afterprint", () =>
    setTimeout(() => {
      frame.remove();
      pressed?.focus();
    }),
  );
  view.focus();
  view.print();
}

const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${paper.cssText}</style>`;

/** Saves the receipt as a page that needs nothing else and can do nothing. */
export function download(told: Told, wording: Wording): void {
  const sheet = document.implementation.createHTMLDocument();
  write(sheet, told, wording);
  // As text, because the host's policy would hold a style element of this document to it, and complain. All that is not
  // ours has been escaped by then, and the language is one that `Intl` knows.
  const html = sheet.documentElement.outerHTML.replace("<head>", () => `<head>${head}`);
  saveFile(`receipt-${told.id}.html`, "text/html", `<!doctype html>\n${html}\n`);
}

/** All that is written is text: whatever a host or a user has put into a name stays a name. */
function write(sheet: Document, told: Told, { text, language, dir }: Wording): void {
  const make = (tag: string, className: string, ...children: (string | Node)[]) => {
    const element = Object.assign(sheet.createElement(tag), { className });
    element.append(...children);
    return element;
  };
  const bdi = (value: string) => make("bdi", "", value);
  Object.assign(sheet.documentElement, { lang: language, dir });
  sheet.title = `${text.receipt} ${told.id}`;
  sheet.body.append(
    make("div", "issuer", bdi(told.issuer)),
    make("h1", "", `${text.receipt}: ${told.title}`),
    make("div", "amount", bdi(told.amount)),
    make(
      "dl",
      "",
      make("dt", "", text.status),
      make("dd", "", told.status),
      ...told.facts.flatMap(([term, value, kind]) => [make("dt", "", term), make("dd", kind ?? "", bdi(value))]),
    ),
  );
  if (!told.remaining) return;
  sheet.body.append(
    make("h2", "", text.givenBack),
    make(
      "ul",
      "",
      ...told.reversals.map(({ id, time, amount, reason }) =>
        make(
          "li",
          "",
          `${time}${text.separator}`,
          bdi(amount),
          ...(reason ? [text.separator, bdi(reason)] : []),
          make("div", "small id", bdi(id)),
        ),
      ),
    ),
    make("div", "", bdi(told.remaining)),
  );
}
