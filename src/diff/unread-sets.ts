import { isThisRepository } from '../inventory/context.ts'
import { mayBeDeployed } from '../inventory/deployable.ts'
import { joinPath } from '../inventory/files.ts'
import { isInput } from '../inventory/inputs.ts'
import type { Unresolved } from '../inventory/model.ts'
import { objectsOf } from '../inventory/objects.ts'
import { readByPlugin } from '../inventory/plugin-inputs.ts'
import type { Json } from '../yaml/value.ts'
import { evaluate, listAt, textAt, valueAt } from '../yaml/value.ts'
import type { Declarations } from './declared.ts'

/** The files that a change touches. */
interface Touched {
  readonly changed: readonly string[]
  /** Those that no app is known to read. */
  readonly unclaimed: readonly string[]
}

/**
 * The changed files that the apps of an ApplicationSet may be made of which cannot be expanded, as far as the paths in
 * its template tell: the folder where that is written out, with what its kustomization takes; and where a part of it is
 * filled in, what no known app reads below the part before. A path that begins with what is filled in tells nothing.
 */
export async function filesOfSet(
  { file, kind, name }: Unresolved,
  { context }: Declarations,
  { changed, unclaimed }: Touched,
): Promise<string[]> {
  const { files } = context
  if (kind !== 'ApplicationSet' || !files.has(file) || !changed.some(mayBeDeployed)) return []
  await files.load([file])
  const yaml = files.yaml(file)
  const set = yaml && objectsOf(yaml).find((one) => one.kind === kind && one.name === name)
  if (!set) return []
  const spec = valueAt(evaluate(set.node), 'spec', 'template', 'spec')
  const isHere = (source: Json) => {
    const url = textAt(source, 'repoURL') ?? ''
    return url.includes('{{') || isThisRepository(context, url) !== false
  }
  const sources = [valueAt(spec, 'source') ?? null, ...listAt(spec, 'sources')]
  const own = sources.filter(isHere).flatMap((source) => textAt(source, 'path') ?? [])
  // `$values/…`: a file of another source, which mostly is this repository.
  const values = sources.flatMap((source) =>
    listAt(source, 'helm', 'valueFiles').flatMap((path) => /^\$[^/]+\/(.+)$/.exec(String(path))?.[1] ?? []),
  )
  const found = new Set<string>()
  for (const path of [...own, ...values]) {
    const start = path.indexOf('{{')
    if (start < 0) {
      const folder = joinPath('', path.replace(/^\/+/, ''))
      if (folder === undefined || folder === '') continue
      const [inputs] = await files.run([readByPlugin(files, folder)])
      for (const one of changed) if (inputs && (one === folder || isInput(inputs, one))) found.add(one)
      continue
    }
    const prefix = path
      .slice(0, start)
      .replace(/^(?:\.?\/)+/, '')
      .replace(/[^/]*$/, '')
    if (prefix === '') continue
    for (const one of unclaimed) if (one.startsWith(prefix) && mayBeDeployed(one)) found.add(one)
  }
  return [...found]
}
