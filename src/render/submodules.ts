import { FairleadError, inputError } from '../errors.ts'
import { mask } from '../git/mask.ts'
import { Files } from '../yaml/files.ts'
import { listingOf } from '../tree/listing.ts'
import type { Tree } from '../tree/tree.ts'
import { withSubtrees } from './engine/vendored-tree.ts'
import type { Place } from './places.ts'
import type { InfraRepo } from './plan.ts'
import { SubmoduleNeeded } from './submodule-needed.ts'

/** The most submodules that one app may need. */
const MAX_SUBMODULES = 20

/**
 * Throws if a path is in a submodule. `withSubmodules` then plans the app again with the files of the submodule.
 *
 * @throws SubmoduleNeeded if the path is in a submodule
 */
export function checkSubmodule({ files, tree }: Place, path: string): void {
  const submodule = files.submoduleOf(path)
  if (submodule !== undefined) throw new SubmoduleNeeded(submodule, path, tree.name)
}

/**
 * Runs a step with the files of the submodules that it needs, and fetches each only when it is needed. Argo CD clones
 * all of them, but an unneeded submodule would only be another reason to fail.
 *
 * Rule: argo-cd util/git/client.go (Submodule): `git submodule update --init --recursive`
 *
 * @param notes receives the sources of the submodules
 * @throws FairleadError as `step` and, if a submodule cannot be fetched, with the reason
 */
export async function withSubmodules<T>(
  repo: InfraRepo,
  notes: Set<string>,
  step: (repo: InfraRepo) => Promise<T>,
): Promise<T> {
  let current = repo
  for (let count = 0; ; count++) {
    try {
      return await step(current)
    } catch (error) {
      if (!(error instanceof SubmoduleNeeded) || count === MAX_SUBMODULES) throw error
      const entry = (await listingOf(current.tree)).get(error.path)
      // It may be a submodule of another repository.
      if (entry?.mode !== '160000') throw error
      current = await mount(current, error.path, entry.oid, notes)
    }
  }
}

interface Mounted {
  readonly tree: Tree
  readonly files: Files
  readonly url: string
}

const mounts = new WeakMap<Tree, Map<string, Promise<Mounted>>>()

async function mount(
  repo: InfraRepo,
  path: string,
  commit: string | undefined,
  notes: Set<string>,
): Promise<InfraRepo> {
  const known = mounts.get(repo.tree) ?? new Map<string, Promise<Mounted>>()
  mounts.set(repo.tree, known)
  const mounted = known.get(path) ?? bring(repo, path, commit)
  known.set(path, mounted)
  const { tree, files, url } = await mounted
  notes.add(`its submodule ${path} is rendered from ${mask(url)} at ${(commit ?? '').slice(0, 8)}`)
  return {
    ...repo,
    tree,
    context: { ...repo.context, files },
    submodules: new Map([...(repo.submodules ?? []), [path, url]]),
  }
}

async function bring(repo: InfraRepo, path: string, commit: string | undefined): Promise<Mounted> {
  const url = await addressOf(repo, path)
  const named = `the submodule ${path} (${mask(url)} at ${(commit ?? '?').slice(0, 8)})`
  if (commit === undefined) throw inputError(`${named} cannot be fetched: its commit is unknown`)
  try {
    const found = await repo.remoteSources.git(url, commit)
    const tree = withSubtrees(repo.tree, new Map([[path, found.tree]]))
    const { files } = repo.context
    return { tree, files: await Files.open(tree, { files, changed: new Set() }), url }
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [{ message, ...fault }] = error.faults
    throw new FairleadError(
      error.kind,
      [{ ...fault, message: `${named} cannot be fetched: ${message}`, at: { file: '.gitmodules' } }],
      { cause: error },
    )
  }
}

/** Returns the address of a submodule from the `.gitmodules` of its repository. */
async function addressOf({ context, submodules }: InfraRepo, path: string): Promise<string> {
  const { files, addresses } = context
  const names = path.split('/')
  for (let end = names.length - 1; end >= 0; end--) {
    const folder = names.slice(0, end).join('/')
    const file = folder === '' ? '.gitmodules' : `${folder}/.gitmodules`
    if (!files.has(file)) continue
    await files.load([file])
    const url = addressesIn(files.text(file) ?? '').get(names.slice(end).join('/'))
    if (url === undefined) continue
    return /^\.\.?\//.test(url)
      ? relativeTo(folder === '' ? addresses?.[0] : submodules?.get(folder), url)
      : url
  }
  throw inputError(`the submodule ${path} has no address in .gitmodules`, { at: { file: '.gitmodules' } })
}

/** Returns the addresses by path. Rule: gitmodules(5), git-config(1) (Syntax) */
export function addressesIn(text: string): Map<string, string> {
  const sections: { path?: string; url?: string }[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*\[/.test(line)) sections.push({})
    const [, key = '', raw = ''] =
      /^\s*(?:\[[^\]]*\]\s*)?([A-Za-z][A-Za-z0-9-]*)\s*=\s*(.*)$/.exec(line) ?? []
    const section = sections.at(-1)
    const name = key.toLowerCase()
    if (section && (name === 'path' || name === 'url')) section[name] = valueOf(raw)
  }
  return new Map(
    sections.flatMap(({ path, url }) =>
      path === undefined || url === undefined ? [] : [[path.replace(/(?<!\/)\/+$/, ''), url]],
    ),
  )
}

/** Returns a value without its quotes, its escapes and a trailing comment. */
function valueOf(raw: string): string {
  let value = ''
  let isQuoted = false
  for (let i = 0; i < raw.length; i++) {
    const character = raw[i] ?? ''
    if (character === '\\') value += raw[++i] ?? ''
    else if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '#' || character === ';')) break
    else value += character
  }
  return value.trim()
}

/**
 * Resolves a relative address. Rule: git-submodule(1) (add): an address that begins with `./` or `../` is relative to
 * the address of its repository.
 */
function relativeTo(address: string | undefined, relative: string): string {
  if (address === undefined)
    throw inputError(
      `the address of a submodule, ${relative}, is relative to the address of this repository, which is unknown`,
      {
        at: { file: '.gitmodules' },
        hint: 'Run Fairlead in a checkout that has the remote origin.',
      },
    )
  let base = (
    /^[a-z][a-z0-9+.-]*:\/\/|^[^/@]+@[^/:]+:/i.test(address) ? address : `https://${address}`
  ).replace(/(?<!\/)\/+$/, '')
  let rest = relative
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2)
    else if (rest.startsWith('../')) {
      rest = rest.slice(3)
      base = base.replace(/[/:][^/:]*$/, '')
    } else return `${base}/${rest}`
  }
}
