import { createSecureContext } from 'node:tls'
import { test } from 'tap'
import { certificateDiagnosis, certificateFailure } from '../../src/engine/certificate-failure.ts'
import { environmentFailure, failureOf, looksLikeTls, refusalKind } from '../../src/engine/failure.ts'
import { describeReturnCode, knownReturnCodes } from '../../src/engine/return-codes.ts'
import { authority } from '../support/ca.ts'

const error = (code: string, message = code, reason?: string) =>
  Object.assign(new Error(message), { code, reason })

test('errors of node 20 and 24 lead to the same return code', async (t) => {
  const table: [string, Error, number][] = [
    [
      'alert, node 20',
      error('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'error: ... SSL alert number 40\n'),
      402,
    ],
    [
      'alert, node 24',
      error('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'error: ... SSL alert number 40\n'),
      402,
    ],
    ['an alert whose code lacks the word', error('ERR_SSL_NO_RENEGOTIATION', 'x SSL alert number 100'), 432],
    ['an alert nobody knows', error('ERR_SSL_TLSV1_ALERT_X', 'x SSL alert number 199'), 439],
    ['bad MAC', error('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), 411],
    ['bad MAC of TLS 1.2, node 24', error('ERR_SSL_CIPHER_OPERATION_FAILED'), 411],
    ['no common cipher', error('ERR_SSL_NO_SHARED_CIPHER'), 402],
    ['record too long', error('ERR_SSL_PACKET_LENGTH_TOO_LONG'), 505],
    ['a reason that is not in the table', error('ERR_SSL_SOMETHING_NEW'), 415],
    ['reset', error('ECONNRESET', 'read ECONNRESET'), 406],
    ['broken pipe', error('EPIPE', 'write EPIPE'), 406],
    ['a fault of ours', new TypeError('x is not a function'), 6001],
  ]
  for (const [name, cause, rc] of table) t.equal(failureOf(cause, 'handshake').rc, rc, name)
  const strayRecord = error('ERR_SSL_WRONG_VERSION_NUMBER')
  t.equal(failureOf(strayRecord, 'handshake').rc, 412)
  t.equal(failureOf(strayRecord, 'data').rc, 5003, 'after the handshake it is clear text')
})

test('every return code that the tables give has a text', async (t) => {
  const alerts = Array.from({ length: 256 }, (_, alert) =>
    failureOf(error('ERR_SSL_X', `SSL alert number ${alert}`), 'handshake'),
  )
  for (const { rc, reason, alertReceived } of alerts) {
    t.ok(describeReturnCode(rc), `alert ${alertReceived}`)
    t.match(reason, describeReturnCode(rc)?.text)
  }
})

test('the first bytes tell TLS from clear text', async (t) => {
  const table: [string, boolean][] = [
    ['160301', true],
    ['15', true],
    ['17', true],
    ['80', true],
    ['802e01', true],
    ['802e02', false],
    ['18', false],
    ['00', false],
    ['474554', false],
    ['', true],
  ]
  for (const [hex, expected] of table) t.equal(looksLikeTls(Buffer.from(hex, 'hex')), expected, hex)
})

test('verification codes have the return code and words of EZD2052I', async (t) => {
  t.same(certificateDiagnosis('SELF_SIGNED_CERT_IN_CHAIN'), {
    cmsReturnCode: 0x0335302f,
    description: 'Self-signed certificate is not found in the trusted key source',
  })
  t.equal(certificateFailure('SELF_SIGNED_CERT_IN_CHAIN').rc, 8)
  t.equal(certificateFailure('DEPTH_ZERO_SELF_SIGNED_CERT').rc, 417)
  t.equal(certificateFailure('CERT_HAS_EXPIRED').rc, 401)
  t.equal(certificateFailure('CERT_REVOKED').rc, 431)
  t.equal(certificateFailure('INVALID_PURPOSE').rc, 440)
  t.match(certificateFailure('SOMETHING_NEW'), { rc: 8, cmsReturnCode: 0, description: /SOMETHING_NEW/ })
})

test('key material that the library refuses has its return code', async (t) => {
  const ca = await authority('CA')
  const one = await ca.issue()
  const other = await ca.issue({ name: 'other' })
  const table: [string, () => unknown, number][] = [
    ['another key', () => createSecureContext({ cert: one.certificate, key: other.key }), 428],
    ['no PEM', () => createSecureContext({ cert: 'rubbish', key: one.key }), 103],
    ['an unknown cipher', () => createSecureContext({ ciphers: 'NO-SUCH-CIPHER' }), 402],
  ]
  for (const [name, make, rc] of table) {
    let caught: unknown
    try {
      make()
    } catch (error) {
      caught = error
    }
    t.match(environmentFailure(caught), { rc, text: String }, name)
  }
})

test('the kind of a refusal follows its return code', async (t) => {
  const refusal = (rc: number) => refusalKind({ accept: false, rc, alert: 40, reason: '' })
  t.equal(refusal(5001), 'authentication-refused')
  t.equal(refusal(5002), 'authentication-refused')
  t.equal(refusal(8), 'certificate-rejected')
  t.equal(refusal(6002), 'refused-by-policy')
})

test('return codes are described once each, ranges included', async (t) => {
  const codes = knownReturnCodes().map(({ rc }) => rc)
  t.same(
    codes,
    [...new Set(codes)].sort((a, b) => a - b),
    'ascending, no code twice',
  )
  t.match(describeReturnCode(428), { symbol: 'GSK_ERR_NO_PRIVATE_KEY' })
  t.match(describeReturnCode(6123), { text: 'AT-TLS internal error' })
  t.match(describeReturnCode(0), { text: 'Good' })
  t.equal(describeReturnCode(5010), undefined, 'a code whose meaning is not known has none')
})
