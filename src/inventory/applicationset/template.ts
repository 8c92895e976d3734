import { performance } from 'node:perf_hooks'
import { renderGoTemplates } from '../../gotemplate/render.ts'
import type { GoTemplateRequest, GoTemplateResult } from '../../gotemplate/render.ts'
import { GO_PHRASES } from '../../text/go-phrases.ts'
import { reduced } from '../../text/reduced.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { ParamSet } from './params.ts'
import { Refused } from './params.ts'

/** The settings for rendering the templates of one ApplicationSet: its `goTemplate` and `goTemplateOptions`. */
export interface Templating {
  readonly goTemplate: boolean
  readonly options: readonly string[]
  /**
   * Counts the characters that templates produce.
   *
   * @throws Unresolvable if all templates of one ApplicationSet together produce too many
   */
  spend(characters: number): void
}

interface Waiting {
  readonly request: GoTemplateRequest
  done(result: GoTemplateResult): void
  fail(error: unknown): void
}

/** The maximum number of templates in one run of Go's engine, which has limits of time and memory. */
const RUN = 5000
const RUN_MS = 60_000
/** The time limit of all runs for one repo: templates that never end could block a job for hours. */
const ALL_MS = 180_000

/**
 * Renders the templates of ApplicationSets. Simultaneous requests are rendered together, because a run of Go's engine
 * costs far more than a template.
 *
 * Rule: argo-cd applicationset/utils/utils.go (Replace, deeplyReplace)
 */
export class Templates {
  #waiting: Waiting[] = []
  #left = ALL_MS

  /**
   * Renders the templates in a text.
   *
   * @throws Unresolvable if the template cannot be rendered
   */
  async text(text: string, set: ParamSet, templating: Templating): Promise<string> {
    if (!templating.goTemplate) return replaceTags(text, set, templating)
    if (!text.includes('{{')) return text
    const result = await this.#go({
      template: text,
      params: set.params,
      options: templating.options,
      strings: set.strings,
    })
    if ('error' in result)
      throw new Refused(`its template cannot be rendered: ${shownError(result.error, text)}`)
    templating.spend(result.text.length)
    return result.text
  }

  /**
   * Renders the templates in all texts and keys of a value; other values do not change.
   *
   * @throws Unresolvable if a template cannot be rendered
   */
  async value(value: Json, set: ParamSet, templating: Templating): Promise<Json> {
    const texts = [...templatesIn(value)]
    if (texts.length === 0) return value
    const rendered = await Promise.all(texts.map((text) => this.text(text, set, templating)))
    return replaced(value, new Map(texts.map((text, i) => [text, rendered[i] ?? text])))
  }

  #go(request: GoTemplateRequest): Promise<GoTemplateResult> {
    return new Promise((done, fail) => {
      // All requests that are made before the next turn of the event loop go into one run.
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush())
      this.#waiting.push({ request, done, fail })
    })
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    for (let start = 0; start < waiting.length; start += RUN) {
      const run = waiting.slice(start, start + RUN)
      const began = performance.now()
      try {
        const requests = run.map(({ request }) => request)
        const deadlineMs = Math.max(1, Math.min(RUN_MS, this.#left))
        const results = await renderGoTemplates(requests, { deadlineMs })
        for (const [i, { done }] of run.entries())
          done(results[i] ?? { error: 'the template was not rendered' })
      } catch (error) {
        for (const { fail } of run) fail(error)
      } finally {
        this.#left -= performance.now() - began
      }
    }
  }
}

/** Returns the distinct texts and keys of a value that contain a template. */
function templatesIn(value: Json, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (value.includes('{{')) found.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) templatesIn(item, found)
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      templatesIn(key, found)
      templatesIn(inner, found)
    }
  }
  return found
}

function replaced(value: Json, texts: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return texts.get(value) ?? value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => replaced(item, texts))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [texts.get(key) ?? key, replaced(inner, texts)]),
  )
}

/**
 * Replaces `{{ key }}` as fasttemplate does: a tag is left unchanged if its key is missing or its value is not text.
 *
 * @throws Refused if a `{{` is not closed
 */
function replaceTags(text: string, { params }: ParamSet, templating: Templating): string {
  if (!hasTag(text)) return text
  let result = ''
  for (let position = 0; ;) {
    const open = text.indexOf('{{', position)
    if (open < 0) return result + text.slice(position)
    const close = text.indexOf('}}', open + 2)
    if (close < 0) throw new Refused('its template has a "{{" without "}}"')
    const tag = text.slice(open + 2, close)
    const key = tag.trim()
    const value = Object.hasOwn(params, key) ? params[key] : undefined
    const filled = key !== '' && typeof value === 'string' ? value : `{{${tag}}}`
    templating.spend(filled.length)
    result += text.slice(position, open) + filled
    position = close + 2
  }
}

/** Returns Go's error message without the template that it starts with, and without values. */
function shownError(message: string, template: string): string {
  const begins = [`failed to execute go template ${template}: `, `failed to parse template ${template}: `]
  const begin = begins.find((text) => message.startsWith(text)) ?? ''
  return reduced(message.slice(begin.length), GO_PHRASES)
}

/** Reports whether a line contains a `{{` with a `}}` after it. */
function hasTag(text: string): boolean {
  return text.split('\n').some((line) => {
    const open = line.indexOf('{{')
    return open >= 0 && line.includes('}}', open + 2)
  })
}
