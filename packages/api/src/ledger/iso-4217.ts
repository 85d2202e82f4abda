// Digits that are not two, as the maintenance agency of ISO 4217 lists them. Intl follows CLDR, which differs for some.
const digitsOf: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const codes = new Set(Intl.supportedValuesOf("currency"));

/** Minor digits of an ISO 4217 currency; undefined for a code that is not one. */
export const isoDigits = (code: string): number | undefined => (codes.has(code) ? (digitsOf[code] ?? 2) : undefined);
