/** A wording for each form that a number may ask for: English has two of them, Arabic six. */
export type Plural = { other: (count: string) => string } & Partial<
  Record<Intl.LDMLPluralRule, (count: string) => string>
>;

export function plural(forms: Plural, count: number, language: string): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form(new Intl.NumberFormat(language).format(count));
}
