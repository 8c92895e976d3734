import { isHidden, reasonOf, ServerRefusal } from '../../controllers/argocd/faults/failure.ts'
import type { ApplicationName, ArgocdServer } from '../../controllers/argocd/api/server.ts'
import type { TreeNode } from '../../controllers/argocd/api/shapes.ts'
import { idOf, rootsIn } from '../../controllers/argocd/verdict/objects.ts'
import type { Objects } from '../../controllers/argocd/verdict/facts.ts'
import { describeId } from '../../kube/ids.ts'
import type { ObjectId } from '../../kube/ids.ts'
import { visibleLine } from '../../text/visible.ts'

/** The limits of the details about objects: they have to fit on a screen. */
const MOST = { objects: 3, events: 3, lines: 8, characters: 300 }

/** The source of details, and the mask for what they must not show. */
export interface DetailParts {
  readonly server: ArgocdServer
  readonly name: ApplicationName
  /** Hides the values of the Secrets that are known. */
  readonly mask: (text: string) => string
  readonly signal: AbortSignal
}

/**
 * Collects details from the cluster about a problem: the unhealthy pods below an object, their events and the last
 * lines of their logs, as far as the token can read them. Details that cannot be read are left out, because the
 * verdict does not depend on them.
 *
 * @param about the failing object; undefined if it is the app as a whole
 */
export async function detailsOf(
  about: ObjectId | undefined,
  objects: Objects,
  parts: DetailParts,
): Promise<string[]> {
  const rootOf = rootsIn(objects)
  const isBelow = (node: TreeNode) =>
    about === undefined ||
    [node, rootOf(node)].some(({ kind, name }) => kind === about.kind && name === about.name)
  const wrong = objects.tree.nodes.filter((node) => isWrong(node) && isBelow(node))
  const pods = wrong.filter(({ kind }) => kind === 'Pod')
  const shown = (pods.length > 0 ? pods : wrong).slice(0, MOST.objects)
  const unread = new Set<string>()
  const lines = await Promise.all(shown.map((node) => ofNode(node, parts, unread)))
  return [...lines.flat(), ...unread]
}

function isWrong({ health, kind }: TreeNode): boolean {
  return ['Degraded', 'Progressing'].includes(health?.status ?? '') && kind !== 'ReplicaSet'
}

/** @param unread receives the reason why something could not be read, as a sentence */
async function ofNode(
  node: TreeNode,
  { server, name, mask, signal }: DetailParts,
  unread: Set<string>,
): Promise<string[]> {
  const [uid, namespace, own] = [node.uid ?? '', node.namespace ?? '', node.name ?? '']
  const none = (what: string) => (error: unknown) => {
    if (error instanceof ServerRefusal) unread.add(whyUnread(what, error, mask))
    return []
  }
  const logs = (isPrevious: boolean) =>
    server.logs(name, { name: own, namespace }, { lines: MOST.lines, isPrevious, signal })
  const isPod = node.kind === 'Pod'
  const [events, before, now] = await Promise.all([
    server.events(name, { uid, name: own, namespace }, signal).catch(none('events')),
    // The container may not have run before.
    isPod ? logs(true).catch(() => []) : [],
    isPod ? logs(false).catch(none('logs')) : [],
  ])
  const told = events.filter(({ type }) => type !== 'Normal').slice(-MOST.events)
  // The first lines of a restarted container rarely show why the previous one ended.
  const log = before.length > 0 ? before : now
  const line = (text: string) => cut(visibleLine(mask(text)))
  const id = describeId(idOf(node))
  return [
    ...new Set(told.map(({ reason, message }) => `${id}: ${line(`${reason}: ${message}`)}`)),
    ...log.map((text) => `${id} says: ${line(text)}`),
  ]
}

/**
 * Returns the reason as one sentence, so that it is reported only once. With the service account of the project, Argo
 * CD may have fewer permissions than the token.
 */
function whyUnread(what: string, error: ServerRefusal, mask: (text: string) => string): string {
  const right = what === 'logs' ? ' Reading logs requires the permission logs, get.' : ''
  return isHidden(error)
    ? `No permission to read the ${what} of pods, with this token or with the service account that the project names.${right}`
    : `The ${what} of pods cannot be read: ${cut(mask(reasonOf(error)))}.`
}

function cut(text: string): string {
  if (text.length <= MOST.characters) return text
  // Do not cut between the halves of a surrogate pair.
  return `${text.slice(0, MOST.characters).replace(/[\ud800-\udbff]$/, '')} …`
}
