const time = { hour: "numeric", minute: "2-digit" } as const;
const day = { month: "short", day: "numeric", ...time } as const;

/** Until when something lasts that ends soon: `5:00 PM`, or `Nov 21, 5:00 PM` on another day than the API's clock had. */
export function formatUntil(instant: string, asOf: string, language: string): string {
  const end = new Date(instant);
  const isToday = end.toDateString() === new Date(asOf).toDateString();
  return new Intl.DateTimeFormat(language, isToday ? time : day).format(end);
}
