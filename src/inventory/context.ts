import type { Config } from '../config/config.ts'
import type { Files } from '../tree/files.ts'
import type { KubeObject } from './objects.ts'

/** What every reader of the inventory is given. */
export interface Context {
  readonly files: Files
  readonly config: Config
  /** The repo's own addresses as far as they are known, such as `github.com/acme/infra`. */
  readonly identity: readonly string[] | undefined
  /** The objects of controllers that stand in values, by file: what reads these passes them on. */
  readonly passedOn?: ReadonlyMap<string, readonly KubeObject[]>
}

/** A repository's address, or several that are all of that one; undefined where none is known. */
export type Identity = string | readonly string[] | undefined

/** All addresses of a repository. */
export function addressesOf(identity: Identity): readonly string[] {
  return identity === undefined ? [] : typeof identity === 'string' ? [identity] : identity
}

/**
 * Whether an address means this very repo: by host and path, whatever the scheme, user or case. Where the
 * repo's own address is not known, `undefined`: then what is there under the path decides.
 *
 * Rule: the looser of Argo CD's two, argo-cd util/webhook/webhook.go (GetWebURLRegex).
 */
export function isThisRepository(context: Context, repoURL: string | undefined): boolean | undefined {
  if (context.identity === undefined || repoURL === undefined || isFilledInLater(repoURL)) return undefined
  return isOneOf(context.identity, repoURL)
}

/** Whether another tool, or a person, fills in a part of a text: `{{ … }}`, `${…}`, `<…>`, `[[ … ]]`. */
export function isFilledInLater(text: string): boolean {
  return /\{\{|\$\{|\$\(|<[A-Za-z_%]|\[\[|%%/.test(text)
}

/** Whether an address is one of a repository. */
export function isOneOf(identity: Identity, address: string): boolean {
  return addressesOf(identity).some((own) => own === address || plainAddress(own) === plainAddress(address))
}

/** `git@github.com:Acme/Infra.git` and `https://github.com/acme/infra/` as `github.com/acme/infra`. */
export function plainAddress(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^(alt)?ssh\./, '')
    .replace(/^([^/:]+):(\d+)\//, '$1/')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
}
