/** Who can sign in on the demo site, and what its server needs to know. */
export interface Demo {
  signIns: { name: string; role: string; note: string }[];
  env: Record<string, string>;
}

interface Addresses {
  apiUrl: string;
  demoUrl: string;
  demo: Demo;
  logs: string;
}

export function welcome({ apiUrl, demoUrl, demo, logs }: Addresses): string {
  const rows = [
    ["Demo host site", demoUrl],
    ["API", apiUrl],
    ["API reference", `${apiUrl}/docs`],
    ["Logs", logs],
  ];
  return box([
    "Bursar is running",
    "",
    ...columns(rows),
    "",
    "Sign in on the demo host site as",
    ...columns(demo.signIns.map(({ name, role, note }) => [`  ${name}`, role, note])),
    "",
    "Ctrl-C stops it; the data is kept. npm start -- --reset begins anew.",
  ]);
}

function columns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function box(lines: string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const edge = "─".repeat(width + 2);
  return [`\n╭${edge}╮`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `╰${edge}╯`].join("\n");
}
