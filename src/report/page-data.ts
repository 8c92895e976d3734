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
  /** What stands before each hunk and after the last; empty where it is not told. */
  readonly around: readonly string[]
  /** The same in each report that has the object: a link to it stays right. */
  readonly key: string
  /** Of what it shows: what was viewed is to be viewed again where that differs. */
  readonly mark: string
  /** The key of an object that changes in the same way and is shown before; otherwise empty. */
  readonly sameAs: string
  /** Whether pods are replaced. */
  readonly restarts: boolean
}

export interface PageApp {
  readonly name: string
  readonly kind: string
  /** The kind where the name alone may mean two apps; otherwise empty. */
  readonly word: string
  readonly environment: string
  readonly cluster: string
  readonly status: 'added' | 'removed' | 'changed' | 'rerendered' | 'failed'
  /** Whether a part of it could not be compared, although it did not fail. */
  readonly isPartial: boolean
  readonly level: Level
  readonly risks: readonly PageRisk[]
  readonly images: readonly string[]
  /** `before the change, at file:line`, and what the renderer said. */
  readonly failures: readonly { readonly where: string; readonly message: string; readonly hint: string }[]
  readonly notes: readonly string[]
  /** What becomes of pods. */
  readonly restarts: readonly string[]
  /** What a merge does to it; empty where nothing tells. */
  readonly onMerge: string
  /** Its page in Argo CD; empty where it is not known. */
  readonly url: string
  /** The changed files that it is made of. */
  readonly files: readonly string[]
  readonly key: string
  readonly objects: readonly PageObject[]
}

export interface PageData {
  readonly title: string
  readonly headline: string
  readonly base: string
  readonly head: string
  readonly level: Level
  readonly warnings: readonly string[]
  /** Of the change itself, whatever apps it touches. */
  readonly risks: readonly PageRisk[]
  readonly apps: readonly PageApp[]
  /** One line for each set of changed files that rendered to the same manifests as before, with its apps. */
  readonly rerendered: readonly string[]
  /** One line for each chart whose new version changes nothing that counts. */
  readonly charts: readonly string[]
  /** One line for each app with noise. */
  readonly noise: readonly string[]
  /** One line for each change that is the same in several apps. */
  readonly same: readonly string[]
  /** What a digest is for; empty where there is none. */
  readonly digestMeaning: string
  readonly unclaimed: readonly string[]
  readonly digests: readonly (readonly [environment: string, digest: string])[]
  readonly footer: string
}
