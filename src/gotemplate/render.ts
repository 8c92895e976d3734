import { performance } from 'node:perf_hooks'
import { goTemplateModule } from './artifact.ts'
import { run } from './run.ts'
import type { GoTemplateResult, RunEnd } from './run.ts'

export type { GoTemplateResult } from './run.ts'

/** A Go template and its input. */
export interface GoTemplateRequest {
  readonly template: string
  /** Any JSON value; Argo CD always passes an object. */
  readonly params: unknown
  /** `goTemplateOptions`, such as `missingkey=error`. */
  readonly options?: readonly string[]
  /**
   * The locations in the params where Argo CD has a `map[string]string` or `[]string` instead of a map or list of any
   * values, each as a list of keys (`*` for all entries of a list): `['values']`, `['metadata', 'labels']`, `['path',
   * 'segments']`. Templates can detect the difference: for example, `get`, `hasKey` and `dig` reject such a map.
   */
  readonly strings?: readonly (readonly string[])[]
}

/** The limits for the templates of one call. */
export interface GoTemplateLimits {
  /** Milliseconds for all templates together; a single template may use a quarter of it. */
  readonly deadlineMs?: number
  readonly memoryMiB?: number
}

/**
 * Renders Go templates as Argo CD's ApplicationSet controller does (`goTemplate: true`).
 *
 * All templates are rendered in one run of a sandboxed program, which has no access to files, the environment or the
 * network. An error in a template becomes its own `error`. If a template takes too long or needs too much memory, the
 * run is ended and the templates after it are rendered in another run.
 *
 * @returns a result for each request, in the same order
 */
export async function renderGoTemplates(
  requests: readonly GoTemplateRequest[],
  { deadlineMs = 10_000, memoryMiB = 256 }: GoTemplateLimits = {},
): Promise<readonly GoTemplateResult[]> {
  const results: GoTemplateResult[] = []
  if (requests.length === 0) return results
  const module = await goTemplateModule(memoryMiB)
  const lines = requests.map((request) => JSON.stringify(request))
  const templateMs = deadlineMs / 4
  const until = performance.now() + deadlineMs
  while (results.length < requests.length) {
    const {
      results: more,
      started,
      end,
    } = await run(module, lines.slice(results.length), { templateMs, until })
    results.push(...more)
    if (results.length === requests.length) break
    if (end.kind === 'late') {
      const error = `the template was not rendered: all ${requests.length} together took longer than ${deadlineMs / 1000} s`
      while (results.length < requests.length) results.push({ error })
    } else {
      if (!started || end.kind === 'done')
        throw new Error(`The renderer of Go templates failed: ${faultOf(end)}`)
      results.push({ error: blame(end, templateMs, memoryMiB) })
    }
  }
  return results
}

/** Returns the reason why the template that was being rendered has no result. */
function blame(end: RunEnd, templateMs: number, memoryMiB: number): string {
  if (end.kind === 'slow') return `the template did not end within ${templateMs / 1000} s`
  const fault = faultOf(end)
  if (/out of memory|cannot allocate memory/.test(fault)) {
    return `the template needs more than ${memoryMiB} MiB of memory`
  }
  if (/call stack|stack overflow|stack exceeds/.test(fault)) return 'the template calls itself too deeply'
  return `the template crashed its renderer: ${fault}`
}

/** Returns the first line of an error. */
function faultOf(end: RunEnd): string {
  return end.kind === 'crash' ? (end.fault.trim().split('\n')[0] ?? '') : `it ended as ${end.kind}`
}
