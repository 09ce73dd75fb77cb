// The pasearch report of what is installed or of a file: selection by the option letters of z/OS (operator.md 1).
// The layout is policy/render.ts.

import { isActive } from '../match/time.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import {
  type ConfigurationInput,
  NOTHING_RETRIEVED,
  renderConfiguration,
  renderImages,
  renderPolicy,
} from '../policy/render.ts'
import type { RenderInput } from '../policy/render-entries.ts'
import { renderJson } from '../policy/render-json.ts'
import type { PasearchRequest } from './control-protocol.ts'

/** What there is to report on, from a file or from the running agent. */
export interface PasearchSource {
  readonly images: readonly { readonly render: RenderInput; readonly configuration: ConfigurationInput }[]
}

export const DEFAULT_IMAGE = 'TCPIP'

/** A rule with time conditions is active while one of them holds. */
export function isRuleActive(rule: Rule, now: number): boolean {
  return rule.conditions.times?.some((time) => isActive(time, now)) ?? true
}

/** One image, as both the file and the agent describe it. */
export function renderInputOf(policy: Policy, image: string, loaded: number, now: number): RenderInput {
  return { policy, image, loaded, now, isActive: (rule) => isRuleActive(rule, now) }
}

/** The report, or undefined when the image is not known. */
export function pasearchReport(source: PasearchSource, options: PasearchRequest): string | undefined {
  if (options.C) return renderImages(source.images.map(({ render }) => render.image))
  const images = source.images.filter(
    ({ render }) => options.p === undefined || render.image.toUpperCase() === options.p.toUpperCase(),
  )
  if (images.length === 0) return undefined
  const otherTypes = options.i || options.q || options.R || options.v !== undefined
  if (otherTypes && !options.t) return `${NOTHING_RETRIEVED}\n`
  const everything = options.e === true
  const selection = {
    ...(options.r && !everything && { rules: true }),
    ...(options.a && !everything && { actions: true }),
    ...(options.n && { names: true }),
    ...(options.f !== undefined && { filter: options.f }),
    ...(options.I && { inactive: true }),
  }
  return images
    .map(({ render, configuration }) => {
      if (options.c) return renderConfiguration(render, configuration)
      return options.json ? renderJson(render, selection) : renderPolicy(render, selection)
    })
    .join('')
}
