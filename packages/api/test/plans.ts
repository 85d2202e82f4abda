/** A database URL whose connections note for each statement, also for those inside of functions, how it was carried out. */
export function explained(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  for (const [setting, value] of Object.entries({
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_parameter_max_length": "0",
    client_min_messages: "log",
  })) {
    url.searchParams.set(setting, value);
  }
  return url.href;
}

export interface Reading {
  /** The statement in one line. */
  statement: string;
  /** What was read: an index, or else a table. */
  from: string;
  /** The rows that were looked at, whether or not they were of use. */
  rows: number;
}

interface PlanNode {
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

/** What the statements read from tables, by the notices of an explained connection. */
export function readingsOf(notices: readonly string[]): Reading[] {
  return notices
    .filter((notice) => notice.startsWith("duration:"))
    .flatMap((notice) => {
      const { "Query Text": text, Plan: plan } = JSON.parse(notice.slice(notice.indexOf("{")));
      const statement = String(text).trim().replace(/\s+/g, " ");
      return scansOf(plan).map((node) => ({
        statement,
        from: node["Index Name"] ?? (node["Relation Name"] as string),
        rows:
          node["Actual Loops"] *
          (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0)),
      }));
    });
}

const scansOf = (node: PlanNode): PlanNode[] => [
  ...(node["Relation Name"] ? [node] : []),
  ...(node.Plans ?? []).flatMap(scansOf),
];
