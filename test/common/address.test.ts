import { test } from 'tap'
import {
  addressRange,
  contains,
  formatAddress,
  type IpAddress,
  parseAddress,
  parseInetAton,
  prefixRange,
  unmapped,
} from '../../src/common/address.ts'

function address(text: string): IpAddress {
  const parsed = parseAddress(text)
  if (!parsed) throw new Error(`not an address: ${text}`)
  return parsed
}

test('addresses are read and written back in their canonical form', async (t) => {
  const table: [string, string][] = [
    ['10.1.2.3', '10.1.2.3'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['fe80::', 'fe80::'],
  ]
  for (const [text, canonical] of table) t.equal(formatAddress(address(text)), canonical, text)
})

test('what is no address is refused', async (t) => {
  for (const text of [
    '',
    '1',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    'a.b.c.d',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '::1.2.3.4:5',
  ])
    t.equal(parseAddress(text), undefined, text)
})

test('the short forms of inet_aton are read as z/OS reads them', async (t) => {
  t.equal(formatAddress(parseInetAton('6793') as IpAddress), '0.0.26.137')
  t.equal(formatAddress(parseInetAton('10.1') as IpAddress), '10.0.0.1')
  t.equal(formatAddress(parseInetAton('10.1.258') as IpAddress), '10.1.1.2')
  t.equal(parseInetAton('10.16777216'), undefined)
  t.equal(parseInetAton('256.1'), undefined)
})

test('prefixes and ranges hold exactly their addresses', async (t) => {
  const lan = prefixRange(address('192.168.17.220'), 24)
  if (!lan) throw new Error('no range')
  t.ok(contains(lan, address('192.168.17.0')))
  t.ok(contains(lan, address('192.168.17.255')))
  t.notOk(contains(lan, address('192.168.18.0')))
  const all6 = prefixRange(address('::'), 0)
  t.ok(all6 && contains(all6, address('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')))
  t.notOk(all6 && contains(all6, address('1.2.3.4')), 'families never mix')
  t.equal(prefixRange(address('1.2.3.4'), 33), undefined)
  t.equal(addressRange(address('1.2.3.4'), address('1.2.3.3')), undefined)
})

test('an IPv4-mapped address counts as the IPv4 address', async (t) => {
  t.equal(formatAddress(unmapped(address('::ffff:10.0.0.1'))), '10.0.0.1')
  t.equal(formatAddress(unmapped(address('::fffe:10.0.0.1'))), '::fffe:a00:1')
})
