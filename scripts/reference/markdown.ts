/** A table whose columns line up for who reads the source; columns that are empty in every row are left out. */
export function table(head: string[], rows: string[][]): string {
  const used = head.map((_, column) => rows.some((row) => row[column]));
  const cells = [head, ...rows].map((row) => row.filter((_, column) => used[column]).map(escapeCell));
  const widths = cells[0]?.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const [first, ...others] = cells.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [first, line(widths.map((width) => "-".repeat(width))), ...others].join("\n");
}

const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
const escapeCell = (cell: string): string => cell.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

export const code = (text: string): string => `\`${text}\``;

/** The address of a heading, as GitHub and editors make it. */
export const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-")}`;
