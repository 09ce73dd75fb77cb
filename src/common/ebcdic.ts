// What little of code page IBM-1047 the product needs: the order of names of equal priority (EBCDIC sorts lower
// case before upper case before digits, the reverse of ASCII) and the cipher number in EZD1283I.

/** Code points of IBM-1047 for printable ASCII 0x20 to 0x7e, in that order. */
const IBM_1047 =
  '405a7f7b5b6c507d4d5d5c4e6b604b61' +
  'f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f' +
  '7cc1c2c3c4c5c6c7c8c9d1d2d3d4d5d6' +
  'd7d8d9e2e3e4e5e6e7e8e9ade0bd5f6d' +
  '79818283848586878889919293949596' +
  '979899a2a3a4a5a6a7a8a9c04fd0a1'

/** Bytes of IBM-1047; a character outside printable ASCII becomes X'6F', the question mark. */
export function toEbcdic(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const index = character.charCodeAt(0) - 0x20
    const code = IBM_1047.slice(index * 2, index * 2 + 2)
    return index >= 0 && code !== '' ? Number.parseInt(code, 16) : 0x6f
  })
}

/** Upper-case hexadecimal of the EBCDIC characters: "0035" is F0F0F3F5. */
export function ebcdicHex(text: string): string {
  return Array.from(toEbcdic(text), (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')
}

/** Negative, zero or positive: the order of two names by EBCDIC byte value. */
export function compareEbcdic(left: string, right: string): number {
  const a = toEbcdic(left)
  const b = toEbcdic(right)
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
