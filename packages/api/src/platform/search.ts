/** A pattern for `like` that finds a part of lower-case text, whatever the searched text holds. */
export const contains = (part: string): string => `%${part.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
