import type { Config } from '../config/config.ts'
import type { KubeObject } from '../kube/objects.ts'
import { isOneOf } from '../net/repositories.ts'
import type { Files } from '../yaml/files.ts'

/** What every reader of the inventory is given. */
export interface Context {
  readonly files: Files
  readonly config: Config
  /** The repo's own addresses as far as they are known, such as `github.com/acme/infra`. */
  readonly addresses: readonly string[] | undefined
  /** The objects of controllers that stand in values, by file: what reads these passes them on. */
  readonly passedOn?: ReadonlyMap<string, readonly KubeObject[]>
}

/**
 * Whether an address means this very repo: by host and path, whatever the scheme, user or case. Where the
 * repo's own address is not known, `undefined`: then what is there under the path decides.
 *
 * Rule: the looser of Argo CD's two, argo-cd util/webhook/webhook.go (GetWebURLRegex).
 */
export function isThisRepository(context: Context, repoURL: string | undefined): boolean | undefined {
  if (context.addresses === undefined || repoURL === undefined || isFilledInLater(repoURL)) return undefined
  return isOneOf(context.addresses, repoURL)
}

/** Whether another tool, or a person, fills in a part of a text: `{{ … }}`, `${…}`, `<…>`, `[[ … ]]`. */
export function isFilledInLater(text: string): boolean {
  return /\{\{|\$\{|\$\(|<[A-Za-z_%]|\[\[|%%/.test(text)
}
