/** The data of a report's HTML page. Its texts are untrusted, but contain no invisible characters. */

export type Level = 'none' | 'low' | 'medium' | 'high'

export interface PageRisk {
  readonly rule: string
  readonly level: Level
  readonly reason: string
}

export interface PageObject {
  readonly kind: string
  /** The name with its namespace. */
  readonly name: string
  readonly group: string
  /** The previous name and kind; empty if they are the same. */
  readonly was: string
  readonly action: 'added' | 'removed' | 'changed'
  readonly level: Level
  readonly risks: readonly PageRisk[]
  readonly noise: number
  readonly diff: string
  /** The unchanged lines before each hunk and after the last one; empty if they are not included. */
  readonly around: readonly string[]
  /** The same in each report that contains the object, so that a link to it stays valid. */
  readonly key: string
  /** A hash of the content. If it differs, a viewed object has to be viewed again. */
  readonly mark: string
  /** The key of an object that changes in the same way and is shown before; otherwise empty. */
  readonly sameAs: string
  /** Whether pods are replaced. */
  readonly restarts: boolean
}

export interface PageApp {
  readonly name: string
  readonly kind: string
  /** The kind, if the name alone may refer to two apps; otherwise empty. */
  readonly word: string
  readonly environment: string
  readonly cluster: string
  readonly status: 'added' | 'removed' | 'changed' | 'rerendered' | 'failed'
  /** Whether a part of it could not be compared, although it did not fail. */
  readonly isPartial: boolean
  readonly level: Level
  readonly risks: readonly PageRisk[]
  readonly images: readonly string[]
  /** `before the change, at file:line`, and the renderer's message. */
  readonly failures: readonly { readonly where: string; readonly message: string; readonly hint: string }[]
  readonly notes: readonly string[]
  /** The effects on pods. */
  readonly restarts: readonly string[]
  /** The effect of a merge on it; empty if it is not known. */
  readonly onMerge: string
  /** Its page in Argo CD; empty if it is not known. */
  readonly url: string
  /** The changed files that it uses. */
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
  /** Risks of the change itself, independent of the apps that it affects. */
  readonly risks: readonly PageRisk[]
  readonly apps: readonly PageApp[]
  /** One line for each set of changed files that rendered to the same manifests as before, with its apps. */
  readonly rerendered: readonly string[]
  /** One line for each chart whose new version changes nothing relevant. */
  readonly charts: readonly string[]
  /** One line for each app with ignored fields. */
  readonly noise: readonly string[]
  /** One line for each change that is the same in several apps. */
  readonly same: readonly string[]
  /** The purpose of a digest; empty if there is no digest. */
  readonly digestMeaning: string
  readonly unclaimed: readonly string[]
  readonly digests: readonly (readonly [environment: string, digest: string])[]
  readonly footer: string
}
