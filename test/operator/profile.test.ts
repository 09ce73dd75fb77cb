import { test } from 'tap'
import { readProfile } from '../../src/operator/profile.ts'

test('TCPCONFIG TTLS and NOTTLS are found, the rest is named or counted', async (t) => {
  const table: [string, ReturnType<typeof readProfile>][] = [
    ['TCPCONFIG TTLS', { ttls: true, ignored: [], strayWords: 0 }],
    ['; AT-TLS off\ntcpconfig\n  NOTTLS ; for now\n', { ttls: false, ignored: [], strayWords: 0 }],
    ['TCPCONFIG TTLS TCPCONFIG NOTTLS', { ttls: false, ignored: [], strayWords: 0 }],
    [
      'TCPCONFIG RESTRICTLOWPORTS TTLS\nPORT\n 5555 TCP IMS15HWS\nPORT 23 TCP TN3270',
      { ttls: true, ignored: ['TCPCONFIG RESTRICTLOWPORTS', 'PORT'], strayWords: 0 },
    ],
    [
      'AUTOLOG 5\n FTPD DELAYSTART TTLS\nENDAUTOLOG',
      { ttls: undefined, ignored: ['AUTOLOG', 'ENDAUTOLOG'], strayWords: 0 },
    ],
    ['', { ttls: undefined, ignored: [], strayWords: 0 }],
    ['root:x:0:0 secret', { ttls: undefined, ignored: [], strayWords: 2 }],
  ]
  for (const [text, expected] of table) t.strictSame(readProfile(text), expected, text)
})
