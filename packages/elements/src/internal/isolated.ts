/** A text in the middle of another, which may run the other way: neither moves the other's words or numbers. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
