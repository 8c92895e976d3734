/** What the HTML page of a report is made of: the texts are foreign, but hold nothing that is invisible. */

export type Level = 'none' | 'low' | 'medium' | 'high'

export interface PageRisk {
  readonly rule: string
  readonly level: Level
  readonly reason: string
}

export interface PageObject {
  readonly kind: string
  /** With its namespace. */
  readonly name: string
  readonly group: string
  /** The name and kind before; empty where it is the same. */
  readonly was: string
  readonly action: 'added' | 'removed' | 'changed'
  readonly level: Level
  readonly risks: readonly PageRisk[]
  readonly noise: number
  readonly diff: string
}

export interface PageApp {
  readonly name: string
  readonly kind: string
  /** The kind where the name alone may mean two apps; otherwise empty. */
  readonly word: string
  readonly environment: string
  readonly cluster: string
  readonly status: 'added' | 'removed' | 'changed' | 'rerendered' | 'failed'
  readonly level: Level
  readonly risks: readonly PageRisk[]
  readonly images: readonly string[]
  /** `before the change, at file:line`, and what the renderer said. */
  readonly failures: readonly { readonly where: string; readonly message: string; readonly hint: string }[]
  readonly notes: readonly string[]
  readonly objects: readonly PageObject[]
}

export interface PageData {
  readonly title: string
  readonly headline: string
  readonly base: string
  readonly head: string
  readonly level: Level
  readonly warnings: readonly string[]
  readonly apps: readonly PageApp[]
  /** One line for each set of changed files that rendered to the same manifests as before, with its apps. */
  readonly rerendered: readonly string[]
  /** One line for each chart whose new version changes nothing that counts. */
  readonly charts: readonly string[]
  /** One line for each app with noise. */
  readonly noise: readonly string[]
  readonly unclaimed: readonly string[]
  readonly digests: readonly (readonly [environment: string, digest: string])[]
  readonly footer: string
}
