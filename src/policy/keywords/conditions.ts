// Table: TTLSRule and the address, port and time statements it refers to (policy-language.md 2.3, 2.17, 2.18).

import {
  always,
  choice,
  number,
  type Parameter,
  reference,
  type StatementKind,
  type ValueKind,
} from './kinds.ts'

const RULE = ['TTLSRule']
const PATTERN: ValueKind = { kind: 'pattern' }
const PORTS: ValueKind = { kind: 'ports' }

export const CONDITION_STATEMENTS: readonly StatementKind[] = [
  {
    keyword: 'TTLSRule',
    parents: [],
    global: true,
    since: 'V2R1',
    about: 'which connections are meant, and the actions that apply to them',
  },
  {
    keyword: 'IpAddr',
    parents: ['IpAddrGroup'],
    global: true,
    since: 'V2R1',
    about: 'one IP address',
  },
  {
    keyword: 'IpAddrSet',
    parents: ['IpAddrGroup'],
    global: true,
    since: 'V2R1',
    about: 'IP addresses as a prefix or a range',
  },
  {
    keyword: 'IpAddrGroup',
    parents: [],
    global: true,
    since: 'V2R1',
    about: 'several IpAddr and IpAddrSet as alternatives',
  },
  {
    keyword: 'PortRange',
    parents: ['PortGroup'],
    global: true,
    since: 'V2R1',
    about: 'one port or a range of ports',
  },
  {
    keyword: 'PortGroup',
    parents: [],
    global: true,
    since: 'V2R1',
    about: 'several PortRange as alternatives',
  },
  {
    keyword: 'IpTimeCondition',
    parents: ['TTLSRule', 'IpTimeGroup'],
    global: true,
    since: 'V2R1',
    about: 'when a rule is active',
  },
  {
    keyword: 'IpTimeGroup',
    parents: [],
    global: true,
    since: 'V2R1',
    about: 'several IpTimeCondition as alternatives',
  },
]

function addressFamily(side: 'Local' | 'Remote'): Parameter[] {
  const family = `${side}Addr`
  const common = { in: RULE, since: 'V2R1', family } as const
  return [
    {
      ...common,
      keyword: `${side}Addr`,
      value: { kind: 'address', form: 'rule' },
      defaultRule: 'any address',
      about: `${side.toLowerCase()} address, prefix or range of the connection; All for any`,
    },
    { ...common, keyword: `${side}AddrRef`, value: reference('IpAddr'), about: `names an IpAddr` },
    { ...common, keyword: `${side}AddrSetRef`, value: reference('IpAddrSet'), about: `names an IpAddrSet` },
    {
      ...common,
      keyword: `${side}AddrGroupRef`,
      value: reference('IpAddrGroup'),
      about: `names an IpAddrGroup`,
    },
  ]
}

function portFamily(side: 'Local' | 'Remote'): Parameter[] {
  const family = `${side}PortRange`
  const common = { in: RULE, since: 'V2R1', family } as const
  return [
    {
      ...common,
      keyword: `${side}PortRange`,
      value: PORTS,
      defaultRule: 'any port',
      about: `${side.toLowerCase()} port or range of ports; 0 is any`,
    },
    {
      ...common,
      keyword: `${side}PortRangeRef`,
      value: reference('PortRange'),
      about: 'names a PortRange',
    },
    {
      ...common,
      keyword: `${side}PortGroupRef`,
      value: reference('PortGroup'),
      about: 'names a PortGroup',
    },
  ]
}

const TIME = ['IpTimeCondition']

export const CONDITION_PARAMETERS: readonly Parameter[] = [
  ...addressFamily('Local'),
  ...addressFamily('Remote'),
  ...portFamily('Local'),
  ...portFamily('Remote'),
  {
    keyword: 'Jobname',
    in: RULE,
    value: PATTERN,
    defaultRule: 'any job',
    since: 'V2R1',
    about: 'job that owns the socket; a trailing * matches any rest',
  },
  {
    keyword: 'Userid',
    in: RULE,
    value: PATTERN,
    defaultRule: 'any user',
    since: 'V2R1',
    about: 'user ID that owns the socket; a trailing * matches any rest',
  },
  {
    keyword: 'Direction',
    in: RULE,
    value: choice('Inbound', 'Outbound', 'Both'),
    required: RULE,
    since: 'V2R1',
    about: 'Inbound: the program accepted the connection; Outbound: it connected',
  },
  {
    keyword: 'Priority',
    in: RULE,
    value: number(1, 2_000_000_000),
    defaults: always(1),
    since: 'V2R1',
    about: 'the higher number is tried first; equal priorities go by name',
  },
  {
    keyword: 'IpTimeConditionRef',
    in: RULE,
    value: reference('IpTimeCondition'),
    family: 'IpTimeCondition',
    since: 'V2R1',
    about: 'names an IpTimeCondition',
  },
  {
    keyword: 'IpTimeGroupRef',
    in: RULE,
    value: reference('IpTimeGroup'),
    family: 'IpTimeCondition',
    since: 'V2R1',
    about: 'names an IpTimeGroup',
  },
  {
    keyword: 'TTLSGroupActionRef',
    in: RULE,
    value: reference('TTLSGroupAction'),
    required: RULE,
    since: 'V2R1',
    about: 'names the group action',
  },
  {
    keyword: 'TTLSEnvironmentActionRef',
    in: RULE,
    value: reference('TTLSEnvironmentAction'),
    since: 'V2R1',
    about: 'names the environment action; required when the group says TTLSEnabled On',
  },
  {
    keyword: 'TTLSConnectionActionRef',
    in: RULE,
    value: reference('TTLSConnectionAction'),
    since: 'V2R1',
    about: 'names the connection action',
  },
  {
    keyword: 'Addr',
    in: ['IpAddr'],
    value: { kind: 'address', form: 'single' },
    required: ['IpAddr'],
    since: 'V2R1',
    about: 'an IPv4 or IPv6 address',
  },
  {
    keyword: 'Prefix',
    in: ['IpAddrSet'],
    value: { kind: 'address', form: 'prefix' },
    required: ['IpAddrSet'],
    family: 'IpAddrSet',
    since: 'V2R1',
    about: 'address/prefix length; 0.0.0.0/0 is any IPv4 address',
  },
  {
    keyword: 'Range',
    in: ['IpAddrSet'],
    value: { kind: 'address', form: 'range' },
    family: 'IpAddrSet',
    since: 'V2R1',
    about: 'low-high, both included',
  },
  {
    keyword: 'IpAddrRef',
    in: ['IpAddrGroup'],
    value: reference('IpAddr'),
    list: true,
    since: 'V2R1',
    about: 'names an IpAddr',
  },
  {
    keyword: 'IpAddrSetRef',
    in: ['IpAddrGroup'],
    value: reference('IpAddrSet'),
    list: true,
    since: 'V2R1',
    about: 'names an IpAddrSet',
  },
  {
    keyword: 'Port',
    in: ['PortRange'],
    value: PORTS,
    required: ['PortRange'],
    since: 'V2R1',
    about: 'a port, or a range such as 1024-65535',
  },
  {
    keyword: 'PortRangeRef',
    in: ['PortGroup'],
    value: reference('PortRange'),
    list: true,
    since: 'V2R1',
    about: 'names a PortRange',
  },
  {
    keyword: 'IpTimeConditionRef',
    in: ['IpTimeGroup'],
    value: reference('IpTimeCondition'),
    list: true,
    since: 'V2R1',
    about: 'names an IpTimeCondition',
  },
  {
    keyword: 'ConditionTimeRange',
    in: TIME,
    value: { kind: 'date-range' },
    defaultRule: 'always',
    since: 'V2R1',
    about: 'first and last moment, yyyymmddhhmmss:yyyymmddhhmmss',
  },
  {
    keyword: 'MonthOfYearMask',
    in: TIME,
    value: { kind: 'mask', bits: [12] },
    defaults: always('1'.repeat(12)),
    since: 'V2R1',
    about: 'one bit a month, January first',
  },
  {
    keyword: 'DayOfMonthMask',
    in: TIME,
    value: { kind: 'mask', bits: [31, 62] },
    defaults: always('1'.repeat(31)),
    since: 'V2R1',
    about: 'one bit a day, the first first; 31 more bits count from the last day of the month',
  },
  {
    keyword: 'DayOfWeekMask',
    in: TIME,
    value: { kind: 'mask', bits: [7] },
    defaults: always('1'.repeat(7)),
    since: 'V2R1',
    about: 'one bit a weekday, Sunday first',
  },
  {
    keyword: 'TimeOfDayRange',
    in: TIME,
    value: { kind: 'day-ranges' },
    defaultRule: 'all day',
    since: 'V2R1',
    about: 'hh:mm-hh:mm, several separated by commas; an end before the start runs over midnight',
  },
  {
    keyword: 'TimeZone',
    in: TIME,
    value: choice('Local', 'UTC'),
    defaults: always('Local'),
    since: 'V2R1',
    about: 'clock that the masks and times of this condition are read by',
  },
]
