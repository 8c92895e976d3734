import { FaultCollector, inputError, suggestion } from '../errors.ts'
import type { ImageUse } from '../images/place.ts'
import { isSameRepository } from '../images/reference.ts'
import type { Inventory } from '../inventory/model.ts'
import type { Tree } from '../tree/tree.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { formatKeyPath, parseKeyPath } from '../yaml/keys.ts'
import { aliasesOf, lookUp, wholeFile } from '../yaml/lookup.ts'
import type { YamlFile } from '../yaml/nodes.ts'
import { parseYaml } from '../yaml/parse.ts'
import type { Assignment } from '../yaml/set.ts'
import { locateKey, setValues } from '../yaml/set.ts'
import { decodeText } from '../yaml/text.ts'
import type { MarkedScalar } from './markers.ts'
import { findMarkers } from './markers.ts'
import type {
  AppTarget,
  BumpPlan,
  BumpRequest,
  KeyTarget,
  MarkerTarget,
  Move,
  PlannedFile,
  RecordedAssignment,
} from './request.ts'
import type { Selected } from './select.ts'
import { alsoMoved, refuseShared, select } from './select.ts'
import type { Held, Version } from './version.ts'
import { checkVersion, formOf, orderOf, refuseFloating, takeApart, write } from './version.ts'

/** One value to set, with the move that it is part of. */
interface Wanted extends Assignment {
  readonly file: string
  readonly move: number
}

/** Digests that stand beside a tag, by the key of the tag. */
const DIGEST_KEYS = ['digest', 'sha', 'sha256', 'imageDigest'] as const

/**
 * Plans a bump: finds every place, checks every rule, and computes the edited files. Nothing is written.
 *
 * @param inventory reads the inventory of the same tree; asked only where a target needs it
 * @throws FairleadError with all faults at once; `input` for faults of the request or the files, `refused`
 *   where a rule says no. A lower version is no fault here: its move is marked `older`.
 */
export async function planBump(
  tree: Tree,
  request: BumpRequest,
  inventory: () => Promise<Inventory>,
): Promise<BumpPlan> {
  const { allow } = request
  checkRequest(request)
  const moves: Move[] = []
  const wanted: Wanted[] = []
  const notes = new Set<string>()
  const faults = new FaultCollector()

  const files = await readFiles(
    tree,
    request.targets.flatMap((target) => (target.kind === 'key' ? [target.file] : [])),
    faults,
  )
  const apps = request.targets.filter((target) => target.kind === 'app')
  const markers = request.targets.filter((target) => target.kind === 'marker')
  const known = apps.length > 0 ? await inventory() : undefined
  const selections = known
    ? apps.flatMap((target) => faults.attempt(() => ({ target, selected: select(known, target) })) ?? [])
    : []
  const placed = selections.flatMap(({ selected }) =>
    selected.flatMap(({ app, use }) => [...(use.place ? [use.place.file] : []), ...app.valuesFiles]),
  )
  for (const [path, file] of await readFiles(
    tree,
    placed.filter((path) => !files.has(path)),
    faults,
  ))
    files.set(path, file)

  for (const target of request.targets) if (target.kind === 'key') faults.attempt(() => addKey(target))
  for (const { target, selected } of selections)
    for (const one of selected) faults.attempt(() => addSelected(target, one, selected))
  if (markers.length > 0) {
    const marked = await findMarkers(
      tree,
      markers.map((target) => target.policy),
    )
    for (const target of markers) faults.attempt(() => addMarkers(target, marked.get(target.policy) ?? []))
  }
  const planned = edit(files, wanted, faults)
  faults.throwIfAny()
  return { moves, files: planned.files, assignments: planned.assignments, notes: [...notes] }

  function addKey(target: KeyTarget): void {
    const file = files.get(target.file)
    if (!file) return // its fault is kept already
    const path = parseKeyPath(target.key)
    const location = {
      path,
      ...(target.document === undefined ? {} : { document: target.document }),
      create: allow.create,
    }
    const { lookup, document } = locateKey(file, { ...location, value: '' })
    const text = lookup.found === 'scalar' ? lookup.node.value : undefined
    const line = lineOf(file, document, path)
    const base = {
      app: undefined,
      environment: undefined,
      production: false,
      file: file.path,
      key: target.key,
      document,
      line,
    }
    if ('raw' in target.value) {
      const to = String(target.value.raw)
      const isVersion = /(tag|version|revision|image|ref)$/i.test(String(path.at(-1)))
      if (isVersion) refuseFloating(takeApart(to, formOf(to, target.key)).tag, allow)
      if (isVersion && text !== undefined && text !== to) refuseStaleDigest(file, document, path, text, to)
      wanted.push({
        ...location,
        document,
        value: target.value.raw,
        file: file.path,
        move: moves.length,
        allowShared: allow.shared,
      })
      const [from, next] = [
        text === undefined ? undefined : takeApart(text, formOf(text, target.key)),
        takeApart(to, formOf(to, target.key)),
      ]
      moves.push({
        ...base,
        image: undefined,
        from: text,
        to,
        fromDigest: from?.digest,
        digest: next.digest,
        order: isVersion ? orderOf(from?.tag, from?.digest, next) : text === to ? 'same' : 'unknown',
      })
      return
    }
    const version = target.value.version
    refuseFloating(version.tag, allow)
    const isDigestKey = DIGEST_KEYS.includes(String(path.at(-1)) as (typeof DIGEST_KEYS)[number])
    if (isDigestKey && version.tag === undefined && version.digest !== undefined) {
      wanted.push({
        ...location,
        document,
        value: version.digest,
        file: file.path,
        move: moves.length,
        allowShared: allow.shared,
      })
      moves.push({
        ...base,
        image: version.repository,
        from: undefined,
        to: version.digest,
        fromDigest: text,
        digest: version.digest,
        order: text === version.digest ? 'same' : 'unknown',
      })
      return
    }
    const held = takeApart(text ?? '', formOf(text ?? '', target.key))
    const repository = held.repository ?? siblingRepository(file, document, path)
    if (
      version.repository !== undefined &&
      repository !== undefined &&
      !isSameRepository(version.repository, repository)
    )
      throw inputError(`the key ${target.key} holds the image ${repository}, not ${version.repository}`, {
        at: { file: file.path, line },
      })
    const beside = siblingDigest(file, document, path)
    push(held, version, { ...location, document }, beside, {
      ...base,
      image: repository ?? version.repository,
    })
  }

  function addSelected(target: AppTarget, one: Selected, all: readonly Selected[]): void {
    const { app, use, image, unsure } = one
    refuseFloating(image.tag, allow)
    if (unsure) notes.add(unsure)
    const base = {
      app: app.name,
      environment: app.environment,
      production: app.production,
      image: image.repository,
    }
    const others = known
      ? alsoMoved(known, one, target.environments.length > 0 ? target.environments : [app.environment])
      : []
    const own = ownPlace(app.valuesFiles, use)
    if (!use.place || (others.length > 0 && !allow.shared)) {
      const file = own && files.get(own.file)
      if (!use.place && !allow.create)
        throw inputError(`the tag of ${image.repository} is set nowhere for ${app.name}`, {
          at: { file: app.declaredAt.file, line: app.declaredAt.line },
          hint: `${app.notes.find((note) => note.includes('appVersion')) ?? ''} Set create: true to add it${own ? ` to ${own.file}` : ''}, or name the place with "values-file" and "key".`.trim(),
        })
      if (!own || !file || !allow.create) throw refuseShared(one, others)
      const document = file.documents[0]?.index ?? 0
      const held: Held = { form: 'tag', prefix: '', repository: undefined, tag: use.tag, digest: use.digest }
      push(held, image, { path: own.path, document, create: true }, undefined, {
        ...base,
        file: own.file,
        key: formatKeyPath(own.path),
        document,
        line: 1,
      })
      return
    }
    if (others.length > 0)
      notes.add(
        `${use.place.file} moves these apps too: ${[...new Set(others.map((other) => `${other.name} (${other.environment ?? 'no environment'})`))].join(', ')}`,
      )
    const { place } = use
    const held = takeApart(place.text, use.form)
    const allowShared = allow.shared || isMovedAsWhole(files.get(place.file), one, all)
    const beside = use.digestPlace && {
      path: use.digestPlace.path,
      text: use.digestPlace.text,
      file: use.digestPlace.file,
      document: use.digestPlace.document,
    }
    push(
      { ...held, tag: held.tag ?? use.tag },
      image,
      { path: place.path, document: place.document, allowShared },
      beside,
      { ...base, file: place.file, key: place.key, document: place.document, line: place.line },
    )
  }

  function addMarkers(target: MarkerTarget, lines: readonly MarkedScalar[]): void {
    refuseFloating(target.image.tag, allow)
    if (lines.length === 0)
      throw inputError(`no file has a marker of the policy ${target.policy}`, {
        hint: 'Markers look like # {"$imagepolicy": "namespace:name"}.',
      })
    for (const { file, document, path, text, part, line } of lines) {
      if (!files.has(file.path)) files.set(file.path, file)
      const key = formatKeyPath(path)
      const base = {
        app: undefined,
        environment: undefined,
        production: false,
        image: target.image.repository,
        file: file.path,
        key,
        document,
        line,
      }
      if (part === 'reference')
        push(takeApart(text, 'reference'), target.image, { path, document }, undefined, base)
      else if (part === 'tag') push(takeApart(text, 'tag'), target.image, { path, document }, undefined, base)
      else {
        const value = part === 'digest' ? target.image.digest : target.image.repository
        if (value === undefined && part === 'digest')
          throw inputError(`the marker at this line wants a digest`, {
            at: { file: file.path, line },
            hint: 'Give it with "digest".',
          })
        if (value === undefined) continue
        wanted.push({ path, document, value, file: file.path, move: moves.length, allowShared: allow.shared })
        moves.push({
          ...base,
          from: text,
          to: value,
          fromDigest: undefined,
          digest: target.image.digest,
          order: text === value ? 'same' : 'unknown',
        })
      }
    }
  }

  function push(
    held: Held,
    version: Version,
    at: Omit<Assignment, 'value'>,
    beside: { path: KeyPath; text: string; file?: string; document?: number } | undefined,
    base: Omit<Move, 'from' | 'to' | 'fromDigest' | 'digest' | 'order'>,
  ): void {
    const written = write(held, beside?.text, version, allow, { file: base.file, line: base.line })
    const fromDigest = held.digest ?? (beside?.text || undefined)
    if (written.unpinned)
      notes.add(`the digest at ${base.file}:${base.line} was dropped: the image is no longer pinned`)
    if (written.digestLost)
      notes.add(`${base.file}:${base.line} (${base.key}) has no place for a digest; only the tag is written`)
    const move = moves.length
    wanted.push({ allowShared: allow.shared, ...at, value: written.text, file: base.file, move })
    if (beside && written.beside !== undefined)
      wanted.push({
        path: beside.path,
        document: beside.document ?? at.document ?? 0,
        value: written.beside,
        file: beside.file ?? base.file,
        move,
        allowShared: allow.shared,
      })
    moves.push({
      ...base,
      from: held.tag ?? held.digest,
      to: version.tag ?? held.tag ?? version.digest ?? '',
      fromDigest,
      digest: written.digestLost
        ? undefined
        : (version.digest ?? (written.unpinned ? undefined : fromDigest)),
      order: orderOf(held.tag, fromDigest, version),
    })
  }

  /** The app's own values file, where a value of its own could be added: the last that no other environment reads. */
  function ownPlace(
    valuesFiles: readonly string[],
    use: ImageUse,
  ): { file: string; path: KeyPath } | undefined {
    const file = valuesFiles.findLast((path) => {
      const readers = known?.apps.filter((app) => app.valuesFiles.includes(path)) ?? []
      return new Set(readers.map((app) => app.environment)).size <= 1
    })
    return file !== undefined && use.addPath ? { file, path: use.addPath } : undefined
  }

  function refuseStaleDigest(
    file: YamlFile,
    document: number,
    path: KeyPath,
    from: string,
    to: string,
  ): void {
    const key = String(path.at(-1))
    const held = takeApart(from, formOf(from, key))
    const next = takeApart(to, formOf(to, key))
    const beside = siblingDigest(file, document, path)
    const alsoSet = request.targets.some(
      (target) =>
        target.kind === 'key' &&
        target.file === file.path &&
        beside &&
        formatKeyPath(parseKeyPath(target.key)) === formatKeyPath(beside.path),
    )
    if (next.digest === undefined && !alsoSet)
      write(held, beside?.text, { tag: next.tag ?? 'new', digest: undefined }, allow, {
        file: file.path,
        line: lineOf(file, document, path),
      })
  }
}

function checkRequest(request: BumpRequest): void {
  const faults = new FaultCollector()
  const versions = request.targets.flatMap((target): Version[] => {
    if (target.kind === 'app') return [...target.images]
    if (target.kind === 'marker') return [target.image]
    return 'version' in target.value ? [target.value.version] : []
  })
  for (const version of versions) faults.attempt(() => checkVersion(version))
  for (const target of request.targets)
    if (target.kind === 'key') faults.attempt(() => parseKeyPath(target.key))
  faults.throwIfAny()
}

/** Reads and parses files; what cannot be is a fault with the file's name. */
async function readFiles(
  tree: Tree,
  paths: readonly string[],
  faults: FaultCollector,
): Promise<Map<string, YamlFile>> {
  const safe = [...new Set(paths)].filter((path) => {
    const unsafe = path === '' || /^([\\/]|[A-Za-z]:)|\\|(^|\/)\.\.?(\/|$)|\0/.test(path)
    if (unsafe)
      faults.keep(
        inputError(`the path ${JSON.stringify(path)} leads out of the infra repo or is no path in it`, {
          hint: 'Paths start at the root of the infra repo, with forward slashes.',
        }),
      )
    return !unsafe
  })
  const files = new Map<string, YamlFile>()
  if (safe.length === 0) return files
  const contents = await tree.read(safe)
  const lost = safe.filter((path) => !contents.has(path))
  if (lost.length > 0) await explainLost(tree, lost, faults)
  for (const [path, { content, mode }] of contents)
    faults.attempt(() => {
      if (mode === '120000')
        throw inputError('the file is a symbolic link, which is not followed', {
          at: { file: path },
          hint: `Name the file that it leads to: ${JSON.stringify(new TextDecoder().decode(content))}.`,
        })
      const file = parseYaml(decodeText(content, path), path)
      if (file.documents.length === 0) throw inputError('the file is empty', { at: { file: path } })
      files.set(path, file)
    })
  return files
}

async function explainLost(tree: Tree, lost: readonly string[], faults: FaultCollector): Promise<void> {
  const entries = await tree.list()
  const links = entries.filter((entry) => entry.mode === '120000').map((entry) => entry.path)
  const paths = entries.map((entry) => entry.path)
  for (const path of lost) {
    const link = links.find((candidate) => path.startsWith(`${candidate}/`))
    const isFolder = paths.some((candidate) => candidate.startsWith(`${path}/`))
    const name = path.split('/').pop()
    const elsewhere = paths.filter((candidate) => candidate.split('/').pop() === name)
    if (link !== undefined)
      faults.keep(
        inputError(`the path leads through the symbolic link ${link}, which is not followed`, {
          at: { file: path },
        }),
      )
    else if (isFolder) faults.keep(inputError('this is a folder, not a file', { at: { file: path } }))
    else
      faults.keep(
        inputError('there is no such file', {
          at: { file: path },
          hint: suggestion(
            path,
            elsewhere.length > 0 ? elsewhere : paths.filter((candidate) => /\.ya?ml$/.test(candidate)),
          ),
        }),
      )
  }
}

function lineOf(file: YamlFile, document: number, path: KeyPath): number {
  const found = file.documents.find((candidate) => candidate.index === document)
  if (!found) return 1
  const lookup = lookUp(wholeFile(file, found), path)
  const node =
    lookup.found === 'scalar' || lookup.found === 'collection'
      ? lookup.node
      : lookup.found === 'missing'
        ? lookup.parent
        : undefined
  return node ? file.text.slice(0, lookup.scope.outwardOffset(node.start)).split('\n').length : 1
}

/** The digest that stands beside a key, if there is such a key. */
function siblingDigest(
  file: YamlFile,
  document: number,
  path: KeyPath,
): { path: KeyPath; text: string } | undefined {
  const found = file.documents.find((candidate) => candidate.index === document)
  for (const key of DIGEST_KEYS) {
    const beside = [...path.slice(0, -1), key]
    const lookup = found && lookUp(wholeFile(file, found), beside)
    const isDigest =
      lookup?.found === 'scalar' &&
      (key === 'digest' || key === 'imageDigest' || /^(sha256:)?[0-9a-f]{64}$/.test(lookup.node.value))
    if (isDigest && String(path.at(-1)) !== key) return { path: beside, text: lookup.node.value }
  }
  return undefined
}

/** The repository that stands beside a tag. */
function siblingRepository(file: YamlFile, document: number, path: KeyPath): string | undefined {
  const found = file.documents.find((candidate) => candidate.index === document)
  const value = (key: string) => {
    const lookup = found && lookUp(wholeFile(file, found), [...path.slice(0, -1), key])
    return lookup?.found === 'scalar' && lookup.node.value !== '' ? lookup.node.value : undefined
  }
  const repository =
    value('repository') ?? value('newName') ?? (String(path.at(-1)) === 'newTag' ? value('name') : undefined)
  const registry = value('registry')
  return repository !== undefined && registry !== undefined && !repository.startsWith(`${registry}/`)
    ? `${registry}/${repository}`
    : repository
}

/** Whether all aliases that read the place are of images that move now, so that no other value moves with them. */
function isMovedAsWhole(file: YamlFile | undefined, one: Selected, all: readonly Selected[]): boolean {
  const { place } = one.use
  const document = file?.documents.find((candidate) => candidate.index === place?.document)
  if (!place || !file || !document) return false
  const lookup = lookUp(wholeFile(file, document), place.path)
  if (lookup.found !== 'scalar') return false
  const readers = all.filter(
    (other) => other.use.place?.file === place.file && other.use.place.key === place.key,
  )
  const moved = new Set(
    readers.flatMap((other) => other.use.place?.aliases.map((alias) => alias.start) ?? []),
  )
  return aliasesOf(lookup.scope, lookup.holders).every((alias) => moved.has(alias.start))
}

/** Computes the edited files; each place gets one value. */
function edit(
  files: ReadonlyMap<string, YamlFile>,
  wanted: readonly Wanted[],
  faults: FaultCollector,
): { files: PlannedFile[]; assignments: RecordedAssignment[] } {
  const planned: PlannedFile[] = []
  const assignments: RecordedAssignment[] = []
  for (const path of new Set(wanted.map((one) => one.file))) {
    const file = files.get(path)
    if (!file) continue
    const own = wanted.filter((one) => one.file === path)
    faults.attempt(() => {
      const { text, assigned } = setValues(file, own)
      for (const [i, one] of own.entries())
        assignments.push({
          file: path,
          document: assigned[i]?.document ?? one.document ?? 0,
          key: formatKeyPath(one.path),
          value: one.value,
          move: one.move,
        })
      if (text !== file.text) planned.push({ path, before: file.text, after: text })
    })
  }
  return { files: planned, assignments }
}
