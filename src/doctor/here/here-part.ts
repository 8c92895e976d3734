import type { Check, Part } from '../check.ts'
import { part } from '../check.ts'
import { checkout, job } from './job.ts'
import type { HerePorts } from './ports.ts'
import { renderers } from './renderers.ts'
import { sandbox } from './sandbox.ts'
import { fairleadVersion, gitVersion, nodeVersion } from './versions.ts'

const checks: readonly Check<HerePorts>[] = [
  fairleadVersion,
  nodeVersion,
  gitVersion,
  renderers,
  sandbox,
  job,
  checkout,
]

/** This machine and this job. */
export function herePart(ports: HerePorts): Part {
  return part('This machine', checks, ports)
}
