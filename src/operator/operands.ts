// Operands of operator commands: words that may be cut short, and KEY=VALUE pairs.

/** `CONNT` for CONNTYPE: at least `least` letters of it. Capitals only. */
export function abbreviates(word: string, full: string, least: number): boolean {
  return word.length >= least && full.startsWith(word)
}

/** `LEVEL=31` in two parts; the value is undefined without an equals sign. */
export function keyValue(operand: string): { readonly key: string; readonly value: string | undefined } {
  const at = operand.indexOf('=')
  return at < 0
    ? { key: operand, value: undefined }
    : { key: operand.slice(0, at), value: operand.slice(at + 1) }
}

/** A connection or group number as displays show it: up to 8 hexadecimal digits. */
export function parseId(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9A-Fa-f]{1,8}$/.test(text) ? Number.parseInt(text, 16) : undefined
}

/** Decimal digits only. */
export function parseCount(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined
  const count = Number(text)
  return count <= most ? count : undefined
}
