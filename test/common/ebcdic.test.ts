import { test } from 'tap'
import { compareEbcdic, ebcdicHex } from '../../src/common/ebcdic.ts'

test('cipher numbers appear as EBCDIC hexadecimal', async (t) => {
  t.equal(ebcdicHex('0035'), 'F0F0F3F5')
  t.equal(ebcdicHex('C02F'), 'C3F0F2C6')
  t.equal(ebcdicHex('1301'), 'F1F3F0F1')
})

test('EBCDIC sorts lower case before upper case before digits', async (t) => {
  const sorted = ['rule1', 'Rule1', 'rulea', '1rule', 'ruleA', 'rule~1', 'rule'].sort(compareEbcdic)
  t.strictSame(sorted, ['rule', 'rulea', 'rule~1', 'ruleA', 'rule1', 'Rule1', '1rule'])
})
