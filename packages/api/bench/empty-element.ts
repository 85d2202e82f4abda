import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const source = `
  import { html, LitElement } from "lit";
  customElements.define("empty-element", class extends LitElement {
    render() {
      return html\`<span part="content">70 UNIT</span>\`;
    }
  });
`;

/** Puts `empty.js` into a folder of built elements: a loader, and lit with an element that shows a constant. */
export async function buildEmptyElement(folder: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, "../../elements") },
    bundle: true,
    format: "esm",
    minify: true,
    legalComments: "none",
    write: false,
  });
  const element = "empty-element-00000000.js";
  await serve(element, outputFiles[0]?.text ?? "");
  await serve("empty.js", `import(new URL("${element}", import.meta.url).href);`);

  async function serve(name: string, text: string) {
    await writeFile(join(folder, name), text);
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
  }
}
