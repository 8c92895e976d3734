/**
 * An infra repo whose commits a simulated Argo CD deploys to a simulated cluster, and `fairlead sync` as users run
 * it.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { playArgocd } from '../../scripts/demo/argocd.mjs'
import type { Interfere, Played } from '../../scripts/demo/argocd.mjs'
import type { Fate, Manifest } from '../../scripts/demo/played-app.mjs'
import { behaviourOf } from '../bed/kubelet/behaviour.ts'
import { commitFiles, git, serveGit, temporaryFolder } from './git.ts'
import type { Files } from './git.ts'

export const TOKEN = 'a.played.token'

export interface SceneOptions {
  readonly interfere?: Interfere
  /** The duration of a comparison and of a sync, in milliseconds. */
  readonly takes?: { readonly compare?: number; readonly sync?: number }
  /** The revision that its Applications follow. */
  readonly follows?: string
  /** The log of a program that crashes, and the message of its pod. */
  readonly log?: readonly string[]
  readonly message?: string
}

/**
 * Returns a Deployment as YAML. The image's tag determines how its pods behave, as on the bed
 * (test/bed/kubelet/behaviour.ts).
 */
export const deployment = (tag: string, name = 'web') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "example.com/${name}:${tag}"}]}
`

/** Returns one file for each app, so that app and tag identify a commit. */
const filesOf = (tags: Readonly<Record<string, string>>): Files =>
  Object.fromEntries(Object.entries(tags).map(([app, tag]) => [`apps/${app}/web.yaml`, deployment(tag, app)]))

/** The infra repo on its own server, its Argo CD, and a checkout of the repo. */
export class PlayedScene {
  readonly repository: string
  readonly url: string
  readonly argocd: Played
  /** The commit that is initially live. */
  readonly begin: string

  private constructor(repository: string, url: string, argocd: Played) {
    this.repository = repository
    this.url = url
    this.argocd = argocd
    this.begin = git(repository, 'rev-parse', 'main')
  }

  /** Opens a scene for one test. Each app is live with its tag. */
  static async open(
    tags: Readonly<Record<string, string>>,
    { interfere, follows = 'HEAD', takes = { compare: 50, sync: 100 }, ...crash }: SceneOptions = {},
  ): Promise<PlayedScene> {
    const root = temporaryFolder()
    const repository = join(root, 'acme', 'infra.git')
    mkdirSync(dirname(repository))
    git(root, 'init', '--quiet', '--bare', '--initial-branch=main', repository)
    git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const url = `${await serveGit(root, undefined)}/acme/infra.git`
    const names = Object.keys(tags)
    commitFiles(repository, 'main', 'Begin', {
      ...filesOf(tags),
      ...Object.fromEntries(names.map((name) => [`argocd/${name}.yaml`, application(name, url, follows)])),
    })
    const apps = names.map((name) => ({
      name,
      source: { repoURL: url, path: `apps/${name}`, targetRevision: follows },
      destination: name,
      tip: () => git(repository, 'rev-parse', 'main'),
      render: (commit: string) => rendered(repository, commit, `apps/${name}/`),
      fate: (image: string) => fate(image, crash),
      takes,
    }))
    const argocd = await playArgocd(apps, { token: TOKEN, ...(interfere && { interfere }) })
    onTestFinished(() => argocd.close())
    return new PlayedScene(repository, url, argocd)
  }

  /** Merges a release of some apps, or other files. Returns the commit. */
  merge(tags: Readonly<Record<string, string>>, files: Files = {}): string {
    const message = Object.entries(tags).map(([app, tag]) => `${app} ${tag}`)
    return commitFiles(this.repository, 'main', message.join(', ') || 'Files', { ...filesOf(tags), ...files })
  }

  /** Creates a checkout as `actions/checkout` and GitLab's runner do: the whole history, at a commit. */
  checkOut(commit = 'main'): string {
    const folder = join(temporaryFolder(), 'infra')
    // Clones from the folder, because the server runs in this process, which is blocked meanwhile.
    git(dirname(folder), 'clone', '--quiet', `file://${this.repository}`, folder)
    git(folder, 'remote', 'set-url', 'origin', this.url)
    git(folder, 'checkout', '--quiet', '--detach', commit === 'main' ? 'origin/main' : commit)
    return folder
  }

  /**
   * Returns the arguments of a command line that waits for a commit. `more` adds to or replaces the usual options.
   */
  words(revision: string, more: Readonly<Record<string, string>> = {}): string[] {
    const range = { base: `${revision}~1`, revision }
    const usual = { 'argocd-server': this.argocd.url, settle: '0', timeout: '30', ...range, ...more }
    return ['sync', ...Object.entries(usual).flatMap(([name, text]) => [`--${name}`, text])]
  }
}

/** Returns the Application as it is in Git. */
function application(name: string, repoURL: string, targetRevision: string): string {
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL, targetRevision, path: `apps/${name}` },
      destination: { name: 'in-cluster', namespace: name },
      syncPolicy: { automated: {} },
    },
  })
}

/** Returns the manifests of a folder at a commit. */
function rendered(repository: string, commit: string, folder: string): Manifest[] {
  const paths = git(repository, 'ls-tree', '-r', '--name-only', commit, folder).split('\n').filter(Boolean)
  return paths.flatMap((path) =>
    parseAllDocuments(git(repository, 'show', `${commit}:${path}`)).map((document) => {
      if ('errors' in document && document.errors[0]) throw document.errors[0]
      return (document as { toJS(): Manifest }).toJS()
    }),
  )
}

function fate(
  image: string,
  {
    log = ['it begins', 'panic: no configuration'],
    message = 'back-off 10s restarting failed container',
  }: Pick<SceneOptions, 'log' | 'message'>,
): Fate {
  const { kind, after } = behaviourOf(image)
  switch (kind) {
    case 'ready':
      return {}
    case 'late':
      return { startsAfter: after * 1000 }
    case 'pull-fails':
      return { fault: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` } }
    default:
      return { fault: { reason: 'CrashLoopBackOff', message, log } }
  }
}
