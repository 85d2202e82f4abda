// Said one by one: the short style of Arabic has numbers alone, and nobody knows which of them is the month.
const day = { year: "numeric", month: "short", day: "numeric" } as const;
const time = { ...day, hour: "numeric", minute: "2-digit" } as const;

/** A day, by the clock and the calendar of whoever reads it: `Nov 20, 2026`. */
export const formatDay = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, day).format(new Date(instant));

/** The same to the minute: `Nov 20, 2026, 9:30 AM`. */
export const formatTime = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, time).format(new Date(instant));

/** From when to when something takes place: `Nov 20, 2026, 9:30 – 11:00 AM`. */
export function formatSpan(startsAt: string, endsAt: string | null, language: string): string {
  const format = new Intl.DateTimeFormat(language, time);
  return format.formatRange(new Date(startsAt), new Date(endsAt ?? startsAt));
}
