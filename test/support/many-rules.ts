// A policy of many rules, for tests and benchmarks: one port each, and actions that ten rules share.

export function manyRules(count: number): string {
  const rules = Array.from({ length: count }, (_, number) => {
    const port = 1000 + (number % 60_000)
    return `TTLSRule rule${number}
{
  LocalPortRange ${port}
  RemoteAddr 10.${(number >> 8) & 255}.${number & 255}.0/24
  Jobname JOB${number % 100}*
  Direction Inbound
  Priority ${1 + (number % 200)}
  TTLSGroupActionRef group
  TTLSEnvironmentActionRef environment${number % Math.ceil(count / 10)}
}`
  })
  const environments = Array.from({ length: Math.ceil(count / 10) }, (_, number) => {
    return `TTLSEnvironmentAction environment${number}
{
  HandshakeRole Server
  TTLSKeyringParms
  {
    Keyring USER${number % 10}/Ring
  }
  TTLSCipherParmsRef modern
  TTLSEnvironmentAdvancedParmsRef tls12
}`
  })
  return [
    ...rules,
    ...environments,
    'TTLSGroupAction group\n{\n  TTLSEnabled On\n}',
    'TTLSCipherParms modern\n{\n  V3CipherSuites4Char C030C02F\n}',
    'TTLSEnvironmentAdvancedParms tls12\n{\n  TLSv1 Off\n  TLSv1.1 Off\n  TLSv1.2 On\n}',
  ].join('\n')
}
