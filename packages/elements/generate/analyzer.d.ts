/** What the analyzer exports without declaring it. */
declare module "@custom-elements-manifest/analyzer/src/browser-entrypoint.js" {
  import type { Package } from "custom-elements-manifest";

  interface SourceFile {
    fileName: string;
  }

  export const ts: {
    ScriptTarget: { Latest: number };
    createSourceFile(name: string, source: string, target: number, setParentNodes: boolean): SourceFile;
  };
  export function create(options: { modules: SourceFile[]; plugins: unknown[] }): Package;
  export function litPlugin(): unknown[];
}
