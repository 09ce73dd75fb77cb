// Random policies with every kind of condition, as text.

import type { Random } from '../policy/support.ts'

export const PORTS = [0, 1, 25, 80, 443, 1023, 1024, 5555, 7552, 8443, 32_768, 40_000, 65_535]

function randomPorts(random: Random): string {
  const low = random.chance(70) ? random.pick(PORTS) : random.below(65_536)
  if (random.chance(50)) return `${low}`
  const high = Math.min(65_535, low + random.below(random.chance(50) ? 5 : 40_000))
  return low === 0 ? `1-${Math.max(1, high)}` : `${low}-${high}`
}

const RANDOM_ADDRESSES = [
  'All',
  '0.0.0.0/0',
  '::/0',
  '192.0.2.0/24',
  '192.0.2.1',
  '192.0.2.1-192.0.2.80',
  '2001:db8::/32',
]
const RANDOM_NAMES = ['*', 'JOB*', 'JOB1', 'job2', 'WEB*', 'A', 'IMS15HWS']

function randomRule(random: Random, number: number): string {
  const lines = [`TTLSRule r${number}~${random.below(1000)}`, '{']
  const maybe = (percent: number, line: () => string) => {
    if (random.chance(percent)) lines.push(line())
  }
  lines.push(`Direction ${random.pick(['Inbound', 'Outbound', 'Both'])}`, `Priority ${1 + random.below(4)}`)
  maybe(60, () => `LocalPortRange ${randomPorts(random)}`)
  maybe(20, () => `LocalPortGroupRef ports${random.below(3)}`)
  maybe(50, () => `RemotePortRange ${randomPorts(random)}`)
  maybe(20, () => `RemotePortGroupRef ports${random.below(3)}`)
  maybe(40, () => `LocalAddr ${random.pick(RANDOM_ADDRESSES)}`)
  maybe(40, () => `RemoteAddr ${random.pick(RANDOM_ADDRESSES)}`)
  maybe(20, () => `RemoteAddrGroupRef hosts`)
  maybe(20, () => `Jobname ${random.pick(RANDOM_NAMES)}`)
  maybe(20, () => `Userid ${random.pick(RANDOM_NAMES)}`)
  maybe(15, () => `IpTimeConditionRef time${random.below(2)}`)
  lines.push('Jobname *', 'TTLSGroupActionRef g', '}')
  return lines.join('\n')
}

export function randomPolicy(random: Random): string {
  const rules = Array.from({ length: 1 + random.below(40) }, (_, number) => randomRule(random, number))
  const groups = [0, 1, 2].map((number) => {
    const ranges = Array.from(
      { length: 1 + random.below(5) },
      () => `PortRange\n{\nPort ${randomPorts(random)}\n}`,
    )
    return `PortGroup ports${number}\n{\n${ranges.join('\n')}\n}`
  })
  return [
    ...rules,
    ...groups,
    'IpAddrGroup hosts\n{\nIpAddr\n{\nAddr 198.51.100.9\n}\nIpAddrSet\n{\nPrefix 2001:db8::/64\n}\n}',
    `IpTimeCondition time0\n{\nTimeZone UTC\nDayOfWeekMask ${random.pick(['0111110', '1000001'])}\nTimeOfDayRange 22:00-06:00\n}`,
    'IpTimeCondition time1\n{\nTimeZone UTC\nMonthOfYearMask 000000000011\nDayOfMonthMask 1111111000000000000000000000000\n}',
    'TTLSGroupAction g\n{\nTTLSEnabled Off\n}',
  ].join('\n')
}
