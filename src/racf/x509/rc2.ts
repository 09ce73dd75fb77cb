// RC2 decryption (RFC 2268), for PKCS#12 files of older tools, z/OS among them: OpenSSL 3 no longer has it without
// its legacy provider. Nothing is ever encrypted with it here.

/** RFC 2268 section 2: a permutation of the byte values from the digits of pi. */
const PI_TABLE = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)
const ROTATIONS = [1, 2, 3, 5]
const BLOCK_BYTES = 8

/**
 * CBC mode with PKCS#7 padding; the effective key length is that of the key. undefined when the padding is wrong,
 * which a wrong key shows by.
 */
export function decryptRc2(key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Buffer | undefined {
  if (encrypted.length === 0 || encrypted.length % BLOCK_BYTES !== 0) return undefined
  const words = expandKey(key)
  const output = Buffer.alloc(encrypted.length)
  let previous = iv
  for (let start = 0; start < encrypted.length; start += BLOCK_BYTES) {
    const block = encrypted.subarray(start, start + BLOCK_BYTES)
    const plain = decryptBlock(block, words)
    for (let at = 0; at < BLOCK_BYTES; at++) output[start + at] = (plain[at] ?? 0) ^ (previous[at] ?? 0)
    previous = block
  }
  const padding = output.at(-1) ?? 0
  const isPadded =
    padding >= 1 && padding <= BLOCK_BYTES && output.subarray(-padding).every((byte) => byte === padding)
  return isPadded ? output.subarray(0, -padding) : undefined
}

/** RFC 2268 section 2, with as many effective bits as the key has. */
function expandKey(key: Uint8Array): Uint16Array {
  const buffer = new Uint8Array(128)
  buffer.set(key)
  const at = (index: number): number => buffer[index] ?? 0
  const pi = (index: number): number => PI_TABLE[index & 0xff] ?? 0
  for (let index = key.length; index < 128; index++)
    buffer[index] = pi(at(index - 1) + at(index - key.length))
  buffer[128 - key.length] = pi(at(128 - key.length))
  for (let index = 127 - key.length; index >= 0; index--)
    buffer[index] = pi(at(index + 1) ^ at(index + key.length))
  return Uint16Array.from({ length: 64 }, (_, index) => at(2 * index) + 256 * at(2 * index + 1))
}

/** RFC 2268 section 4: sixteen mixing rounds backwards, with a mashing round after the fifth and the eleventh. */
function decryptBlock(block: Uint8Array, key: Uint16Array): Buffer {
  const bytes = Buffer.from(block)
  const r = Uint16Array.from({ length: 4 }, (_, index) => bytes.readUInt16LE(2 * index))
  const word = (index: number): number => r[(index + 4) & 3] ?? 0
  let next = 63
  for (let round = 1; round <= 16; round++) {
    for (let i = 3; i >= 0; i--) {
      const rotation = ROTATIONS[i] ?? 0
      const rotated = (word(i) >>> rotation) | (word(i) << (16 - rotation))
      const mixed = (word(i - 1) & word(i - 2)) + (~word(i - 1) & word(i - 3))
      r[i] = rotated - (key[next--] ?? 0) - mixed
    }
    if (round === 5 || round === 11)
      for (let i = 3; i >= 0; i--) r[i] = word(i) - (key[word(i - 1) & 63] ?? 0)
  }
  for (const [index, value] of r.entries()) bytes.writeUInt16LE(value, 2 * index)
  return bytes
}
