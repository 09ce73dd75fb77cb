import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { aggregateMetrics, keptCounters, Metrics } from '../../src/record/metrics.ts'
import { CONTRACT } from './metrics-contract.ts'

function exercised(): Metrics {
  const metrics = new Metrics({ processMetrics: false })
  const common = { stack: 'TCPIP1', rule: 'R' } as const
  metrics.mapped({ ...common, direction: 'inbound', status: 'enabled' })
  const handshake = { ...common, role: 'server', protocol: 'TLSv1.3', durationMs: 5, resumed: true } as const
  metrics.handshake({ ...handshake, result: 'ok', rc: 0 })
  metrics.handshake({ ...handshake, result: 'timed-out', rc: 5004 })
  metrics.policyLoaded('installed', 4)
  metrics.staleActions(2)
  metrics.certificates([{ ring: 'IMSSTC/IMS.KeyRing', label: 'IMSServer', notAfter: 1_900_000_000_999 }])
  metrics.workers(2)
  return metrics
}

test('the metrics have the names and labels of the contract, and no others', async (t) => {
  const metrics = exercised()
  const made = await metrics.snapshot()
  t.strictSame(made.map(({ name }) => name).sort(), Object.keys(CONTRACT).sort())
  for (const [name, labels] of Object.entries(CONTRACT))
    for (const { labels: given } of made.find((metric) => metric.name === name)?.values ?? [])
      t.strictSame(
        Object.keys(given)
          .filter((label) => label !== 'le')
          .sort(),
        [...labels].sort(),
        name,
      )
})

test('process metrics come on top', async (t) => {
  t.match(await new Metrics({ processMetrics: true }).registry.metrics(), /^process_cpu_seconds_total /m)
})

test('aggregation adds what connections did and keeps the highest of what policy is', async (t) => {
  const text = await aggregateMetrics([await exercised().snapshot(), await exercised().snapshot()])
  t.match(text, /^attls_connections_total\{.*rule="R".*\} 2$/m)
  t.match(text, /^attls_active_connections\{.*\} 2$/m)
  t.match(text, /^attls_handshake_failures_total\{.*rc="5004".*\} 2$/m)
  t.match(text, /^attls_policy_generation 4$/m)
  t.match(text, /^attls_policy_stale_actions 2$/m)
  t.match(text, /^attls_workers 2$/m)
  t.match(text, /^attls_certificate_expiry_timestamp_seconds\{.*\} 1900000000$/m)
})

test('what a worker counted stays in the sum after it has ended, and its gauges do not', async (t) => {
  const last = await exercised().snapshot()
  const kept = await keptCounters(await keptCounters(undefined, last), last)
  const text = await aggregateMetrics([await exercised().snapshot(), kept])
  t.match(text, /^attls_connections_total\{.*rule="R".*\} 3$/m)
  t.match(text, /^attls_handshake_duration_seconds_count\{.*\} 3$/m)
  t.match(text, /^attls_handshake_duration_seconds_bucket\{.*le="0.005".*\} 3$/m)
  t.match(text, /^attls_active_connections\{.*\} 1$/m)
  t.match(text, /^attls_workers 2$/m)
})

test('rules beyond a thousand share one label, and no rule is "none"', async (t) => {
  const metrics = new Metrics({ processMetrics: false })
  metrics.admitRules(Array.from({ length: 1000 }, (_, index) => `rule${index}`))
  const event = { stack: 'TCPIP1', direction: 'outbound', status: 'enabled' } as const
  for (const rule of ['rule999', 'rule1000', 'rule1001', undefined]) metrics.mapped({ ...event, rule })
  const text = await metrics.registry.metrics()
  t.match(text, /attls_connections_total\{.*rule="rule999".*\} 1\n/)
  t.match(text, /attls_connections_total\{.*rule="other".*\} 2\n/)
  t.match(text, /attls_connections_total\{.*rule="none".*\} 1\n/)
  t.notMatch(text, /rule1000/)
})

test('a certificate that left its ring is no longer shown', async (t) => {
  const metrics = exercised()
  metrics.certificates([{ ring: 'A/B', label: 'new', notAfter: 0 }])
  const text = await metrics.registry.metrics()
  t.match(text, /label="new"/)
  t.notMatch(text, /IMSServer/)
})

test('docs/configuration.md lists every metric with its labels', async (t) => {
  const page = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `(attls_\w+)` \| ([^|]*?) ?\|/gm)].map(
    ([, name, labels]) => `${name} ${labels}`,
  )
  t.strictSame(
    new Set(listed),
    new Set(Object.entries(CONTRACT).map(([name, labels]) => `${name} ${labels.join(', ')}`)),
  )
})
