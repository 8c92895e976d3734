/** Payloads of GitHub's own events, as its webhooks send them, with changes by a test. */
import { createRequire } from 'node:module'

interface Definition {
  readonly name: string
  readonly examples: readonly object[]
}

/** The package contains several megabytes of JSON, so it is read only when a test needs it. */
let definitions: readonly Definition[] | undefined

function load(): readonly Definition[] {
  definitions ??= createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Definition[]
  return definitions
}

/** Returns the events that a workflow can run on: those of a repository. */
export function realEventNames(): string[] {
  return load()
    .filter(({ examples }) => examples.some((example) => 'repository' in example))
    .map(({ name }) => name)
}

/** Returns the first example of an event. Workflows use another name than webhooks for some events. */
export function realEvent(eventName: string, wanted: object = {}): object {
  const name = eventName === 'pull_request_target' ? 'pull_request' : eventName
  const [example] = load().find((definition) => definition.name === name)?.examples ?? []
  if (example === undefined) throw new Error(`there is no example of the event ${eventName}`)
  return merged(example, wanted)
}

/** Merges a value into another one: objects by key, all other values as a whole. */
function merged(below: object, above: object): object {
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries = Object.entries(above).map(([key, value]: [string, unknown]) => {
    const other = (below as Record<string, unknown>)[key]
    return [key, isObject(value) && isObject(other) ? merged(other, value) : value]
  })
  return { ...below, ...(Object.fromEntries(entries) as object) }
}
