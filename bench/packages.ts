// What the benchmark needs from the system. It installs nothing: it says what is missing and stops.

import { execFileSync, spawnSync } from 'node:child_process'

const PACKAGES = [
  'stunnel4',
  'haproxy',
  'hitch',
  'nginx-core',
  'libnginx-mod-stream',
  'libssl-dev',
  'gcc',
] as const

/** Debian packages that are not installed. */
export function missingPackages(): readonly string[] {
  return PACKAGES.filter((name) => {
    const asked = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' })
    return !asked.stdout?.includes('install ok installed')
  })
}

/** What was measured with what: version lines for the result file. */
export function versions(): { readonly [name: string]: string } {
  const asked = spawnSync('dpkg-query', ['-W', '-f=${Package} ${Version}\n', ...PACKAGES, 'libssl3'], {
    encoding: 'utf8',
  })
  const lines = (asked.stdout ?? '').split('\n').filter((line) => line.includes(' '))
  const kernel = execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim()
  return {
    ...Object.fromEntries(lines.map((line) => line.split(' ') as [string, string])),
    node: process.version,
    openssl: process.versions.openssl ?? '',
    kernel,
  }
}
