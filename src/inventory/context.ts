import type { Config } from '../config/config.ts'
import type { KubeObject } from '../kube/objects.ts'
import { isOneOf } from '../net/repositories.ts'
import type { Files } from '../yaml/files.ts'

/** The input that all readers of the inventory share. */
export interface Context {
  readonly files: Files
  readonly config: Config
  /** The repo's own addresses as far as they are known, such as `github.com/acme/infra`. */
  readonly addresses: readonly string[] | undefined
  /** Controller objects in values files, by file. An app that reads such a file passes its objects on. */
  readonly passedOn?: ReadonlyMap<string, readonly KubeObject[]>
}

/**
 * Reports whether an address refers to this repo: compares host and path, and ignores scheme, user and case. Returns
 * undefined if the repo's own address is not known; the caller then checks whether the path exists in the repo.
 *
 * Rule: the less strict of Argo CD's two rules, argo-cd util/webhook/webhook.go (GetWebURLRegex).
 */
export function isThisRepository(context: Context, repoURL: string | undefined): boolean | undefined {
  if (context.addresses === undefined || repoURL === undefined || isFilledInLater(repoURL)) return undefined
  return isOneOf(context.addresses, repoURL)
}

/**
 * Reports whether a text contains a placeholder that another tool or a person fills in: `{{ … }}`, `${…}`, `<…>`,
 * `[[ … ]]`.
 */
export function isFilledInLater(text: string): boolean {
  return /\{\{|\$\{|\$\(|<[A-Za-z_%]|\[\[|%%/.test(text)
}
