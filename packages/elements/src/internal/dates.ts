/** A day, by the clock and the calendar of whoever reads it: `Nov 20, 2026`. */
export const formatDay = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(instant));

/** The same to the minute: `Nov 20, 2026, 9:30 AM`. */
export const formatTime = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));

/** From when to when something takes place: `Nov 20, 2026, 9:30 – 11:00 AM`. */
export function formatSpan(startsAt: string, endsAt: string | null, language: string): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return format.formatRange(new Date(startsAt), new Date(endsAt ?? startsAt));
}
