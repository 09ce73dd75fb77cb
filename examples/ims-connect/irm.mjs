// The wire format of this stand-in: IMS Connect's shape (a four-byte length, an IRM header, segments with LL and
// ZZ, an end-of-message segment), with ASCII text and only the header fields that the example needs.
//
//   request:  LLLL | IRM (LL, ARCH, F0, id[8], clientid[8], trancode[8], datastore[8], userid[8], group[8]) |
//             LL ZZ data ... | 00 04 00 00
//   reply:    LLLL | LL ZZ data ... | LL flags "*CSMOKY*" or "*REQSTS*" with return and reason code
//
// LLLL and LL count themselves, as IMS Connect counts them.

const IRM_ID = '*SAMPL1*'
const IRM_LENGTH = 4 + 8 * 6
const FIELDS = ['clientid', 'trancode', 'datastore', 'userid', 'group']
const END_OF_MESSAGE = Buffer.from([0, 4, 0, 0])
export const MAX_MESSAGE = 32 * 1024

/** Cuts the messages out of a byte stream; `take` returns the whole ones and keeps the rest. */
export class MessageReader {
  #rest = Buffer.alloc(0)

  take(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const messages = []
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0)
      if (length < 8 || length > MAX_MESSAGE) throw new RangeError(`message length ${length} is out of range`)
      if (this.#rest.length < length) break
      messages.push(this.#rest.subarray(4, length))
      this.#rest = this.#rest.subarray(length)
    }
    return messages
  }
}

function fixed(text) {
  return Buffer.from((text ?? '').padEnd(8).slice(0, 8), 'latin1')
}

function segment(text, flags = 0) {
  const data = Buffer.from(text, 'latin1')
  const head = Buffer.alloc(4)
  head.writeUInt16BE(data.length + 4, 0)
  head.writeUInt16BE(flags, 2)
  return Buffer.concat([head, data])
}

function message(parts) {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}

export function encodeRequest({ data, ...header }) {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt16BE(IRM_LENGTH, 0)
  const irm = Buffer.concat([prefix, fixed(IRM_ID), ...FIELDS.map((name) => fixed(header[name]))])
  return message([irm, segment(data), END_OF_MESSAGE])
}

export function decodeRequest(body) {
  if (body.length < IRM_LENGTH || body.readUInt16BE(0) !== IRM_LENGTH) throw new RangeError('IRM is too short')
  if (body.toString('latin1', 4, 12) !== IRM_ID) throw new RangeError(`IRM id is not ${IRM_ID}`)
  const request = { data: segments(body.subarray(IRM_LENGTH)).join('') }
  for (const [index, name] of FIELDS.entries())
    request[name] = body.toString('latin1', 12 + index * 8, 20 + index * 8).trimEnd()
  return request
}

export function encodeReply(data) {
  return message([...(data === undefined ? [] : [segment(data)]), segment('*CSMOKY*')])
}

export function encodeError(returnCode, reasonCode) {
  const codes = Buffer.alloc(8)
  codes.writeUInt32BE(returnCode, 0)
  codes.writeUInt32BE(reasonCode, 4)
  return message([segment(`*REQSTS*${codes.toString('latin1')}`)])
}

export function decodeReply(body) {
  const found = segments(body)
  const status = found.pop() ?? ''
  if (status.startsWith('*REQSTS*')) {
    const codes = Buffer.from(status.slice(8), 'latin1')
    return { ok: false, returnCode: codes.readUInt32BE(0), reasonCode: codes.readUInt32BE(4) }
  }
  if (status !== '*CSMOKY*') throw new RangeError('reply has no complete-status segment')
  return { ok: true, data: found.join('') }
}

function segments(bytes) {
  const found = []
  let at = 0
  while (at + 4 <= bytes.length) {
    const length = bytes.readUInt16BE(at)
    if (length < 4 || at + length > bytes.length) throw new RangeError(`segment length ${length} is out of range`)
    if (length === 4) return found
    found.push(bytes.toString('latin1', at + 4, at + length))
    at += length
  }
  return found
}
