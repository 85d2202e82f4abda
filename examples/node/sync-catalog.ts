import { readFile } from "node:fs/promises";
import { Bursar, type OfferingResult } from "@bursar/sdk";

/** A course as this LMS has it. */
export interface Course {
  code: string;
  name: string;
  /** 0 is free. */
  priceInUnits: number;
  /** How long access lasts; for ever without. */
  days?: number;
}

// The API takes a thousand at once, and 2 MiB: half as many leave room for long descriptions.
const batchSize = 500;

/** Brings the courses to Bursar. What is there, of this LMS's, and no longer among them is closed for enrollment. */
export async function syncCatalog(bursar: Bursar, courses: readonly Course[]): Promise<OfferingResult[]> {
  const wanted = courses.map(({ code, name, priceInUnits, days }) => ({
    id: code,
    kind: "course" as const,
    title: name,
    available: true,
    accessDays: days ?? null,
    prices: priceInUnits > 0 ? [{ currency: "UNIT", amount: priceInUnits }] : [],
    metadata: { from: "lms" },
  }));
  const codes = new Set(courses.map(({ code }) => code));
  const closed: { id: string; available: boolean }[] = [];
  for await (const { id, available, metadata } of bursar.offerings.list({ limit: 100 })) {
    if (metadata["from"] === "lms" && available && !codes.has(id)) closed.push({ id, available: false });
  }

  const all = [...wanted, ...closed];
  const results: OfferingResult[] = [];
  for (let first = 0; first < all.length; first += batchSize) {
    results.push(...(await bursar.offerings.upsertBatch(all.slice(first, first + batchSize))).results);
  }
  return results;
}

if (import.meta.main) {
  const { BURSAR_API_URL: baseUrl = "", BURSAR_SECRET_KEY: secretKey = "" } = process.env;
  const courses = JSON.parse(await readFile(process.argv[2] ?? "courses.json", "utf8")) as Course[];
  const results = await syncCatalog(new Bursar({ baseUrl, secretKey }), courses);
  for (const result of results) {
    console.log(`${result.id}: ${result.outcome === "refused" ? `refused, ${result.problem.title}` : result.outcome}`);
  }
  // Whoever runs it at night wants to hear of a course that was refused.
  if (results.some(({ outcome }) => outcome === "refused")) process.exitCode = 1;
}
