import type { YamlFile } from '../../yaml/nodes.ts'
import type { Files } from '../../yaml/files.ts'
import { attempted } from '../guarded.ts'
import { objectsOf } from '../../kube/objects.ts'

/** Files of one kind in one folder that deploy, or generate what is deployed, and that Fairlead does not read. */
export interface OtherTool {
  readonly tool: string
  /** The first of its files. */
  readonly file: string
  /** The folder that contains all of them; empty for the root. */
  readonly folder: string
  /** The number of its files. */
  readonly count: number
  /** A sentence that explains why they are not read. */
  readonly reason: string
}

interface Tool {
  readonly tool: string
  /** Matches the files that identify the tool. */
  readonly files: RegExp
  /** The pattern that their text must match. Default: any text matches. */
  readonly text?: RegExp
  /** The pattern that one of their lines, except comments, must match. */
  readonly line?: RegExp
  readonly reason: string
}

const DEPLOYS = 'it deploys on its own, and its files are not read'
/** Scripts, and the files that run them. */
const SCRIPTS =
  /\.(?:sh|bash|ps1|mk|py)$|(?:^|\/)(?:Makefile|makefile|GNUmakefile|[Jj]ustfile|\.justfile|Taskfile\.ya?ml|Jenkinsfile|\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml)$|(?:^|\/)\.(?:github\/workflows|gitea\/workflows|forgejo\/workflows|circleci|taskfiles|tekton)\/.*\.ya?ml$/

const TOOLS: readonly Tool[] = [
  {
    tool: 'Helmfile',
    files: /(?:^|\/)(?:helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/,
    reason: DEPLOYS,
  },
  { tool: 'Fleet', files: /(?:^|\/)fleet\.ya?ml$/, reason: DEPLOYS },
  {
    tool: 'Tanka',
    files: /(?:^|\/)environments\/(?:[^/]+\/)+spec\.json$/,
    text: /tanka\.dev\//,
    reason: DEPLOYS,
  },
  { tool: 'Helmwave', files: /(?:^|\/)helmwave\.ya?ml$/, reason: DEPLOYS },
  { tool: 'Skaffold', files: /(?:^|\/)skaffold\.ya?ml$/, reason: DEPLOYS },
  { tool: 'werf', files: /(?:^|\/)werf\.ya?ml$/, reason: DEPLOYS },
  { tool: 'Kluctl', files: /(?:^|\/)\.kluctl\.ya?ml$/, reason: DEPLOYS },
  { tool: 'Timoni', files: /\.cue$/, reason: 'the output of CUE is known only when it is evaluated' },
  { tool: 'Pulumi', files: /(?:^|\/)Pulumi\.ya?ml$/, reason: DEPLOYS },
  {
    tool: 'cdk8s',
    files: /(?:^|\/)cdk8s\.ya?ml$/,
    reason: 'the output of its program is known only when it runs',
  },
  {
    tool: 'Jsonnet',
    files: /\.(?:jsonnet|libsonnet)$/,
    reason: 'the output of Jsonnet is known only when it is evaluated',
  },
  {
    tool: 'Terraform argocd_application',
    files: /\.(?:tf|tf\.json|tofu)$/,
    text: /"argocd_application(?:_set)?"/,
    reason: 'Terraform creates these Applications, and its files are not read',
  },
  {
    tool: 'Terraform with objects of Argo CD or Flux',
    files: /\.(?:tf|tf\.json|tofu|tftpl|tpl)$/,
    text: /argoproj\.io\/v1|\.fluxcd\.io\/v|"argocd-apps"|\bflux_bootstrap_git\b/,
    reason: 'Terraform applies objects of Argo CD or Flux, and its files are not read',
  },
  {
    tool: 'argocd app create',
    files: SCRIPTS,
    line: /\bargocd\s+(?:app|appset)\s+create\b/,
    reason: 'a script creates these Applications, and no file declares them',
  },
  {
    tool: 'flux create',
    files: SCRIPTS,
    line: /\bflux\s+create\s+(?:kustomization|helmrelease|ks|hr)\b/,
    reason: 'a script creates these objects, and no file declares them',
  },
  {
    tool: 'script with objects of Argo CD or Flux',
    files: SCRIPTS,
    text: /^[ \t]*["']?apiVersion:[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
    reason: 'a script applies objects from its own text, which is not read',
  },
  {
    tool: 'JSON with objects of Argo CD or Flux',
    files: /(?:^|\/)[^/]*(?:app|argo|flux|release|kustomiz)[^/]*\.json$/i,
    text: /"apiVersion"\s*:\s*"(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//,
    reason: 'Argo CD also applies JSON below a path, but it is not read. Use YAML instead',
  },
  {
    tool: 'Ansible tasks with objects of Argo CD or Flux',
    files: /(?:^|\/)(?:tasks|handlers|playbooks?|roles)\/.*\.ya?ml$|(?:^|\/)(?:playbook|site)[^/]*\.ya?ml$/,
    text: /^[ \t]+["']?(?:apiVersion|api_version):[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
    reason: 'Ansible reads or applies these objects when it runs, and its files are not read',
  },
  {
    tool: 'template of another tool',
    files:
      /\.(?:j2|jinja2?|tmpl|tftpl|gotmpl|erb|mustache|njk|hbs|ejs|envsubst|template|in)$|\.tpl\.ya?ml$|\.ya?ml\.tpl$/,
    text: /^[ \t]*apiVersion:[ \t]*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//m,
    reason: 'another tool fills it in; its declarations are known only then',
  },
]

/** Objects of other controllers that deploy, by their API. */
const CONTROLLERS: readonly (readonly [tool: string, apiVersion: string, kinds: readonly string[]])[] = [
  ['Fleet', 'fleet.cattle.io', ['GitRepo', 'Bundle', 'HelmOp']],
  ['Helm controller of k3s', 'helm.cattle.io', ['HelmChart']],
  ['kapp-controller', 'kappctrl.k14s.io', ['App']],
  ['kapp-controller', 'packaging.carvel.dev', ['PackageInstall']],
  ['Config Sync', 'configsync.gke.io', ['RootSync', 'RepoSync']],
  ['KubeVela', 'core.oam.dev', ['Application']],
  ['Sveltos', 'config.projectsveltos.io', ['ClusterProfile', 'Profile']],
  ['Open Cluster Management', 'apps.open-cluster-management.io', ['Subscription']],
  ['Crossplane', 'helm.crossplane.io', ['Release']],
]
const CONTROLLER_TEXT =
  /^[ \t]*apiVersion:[ \t]*["']?(?:fleet\.cattle\.io|helm\.cattle\.io|kappctrl\.k14s\.io|packaging\.carvel\.dev|configsync\.gke\.io|core\.oam\.dev|config\.projectsveltos\.io|apps\.open-cluster-management\.io|helm\.crossplane\.io)\//m

/** A first check of all tools at once, in any case of letters, because almost no path belongs to a tool. */
const ANY_TOOL = new RegExp(TOOLS.map(({ files }) => files.source).join('|'), 'i')

/** Folders of downloaded files, and templates of charts, which are reported separately. */
const PASSED = /(?:^|\/)(?:node_modules|vendor|\.terraform|templates)\//

/**
 * Finds other tools in a repo that deploy, or that generate what is deployed. They are reported but not read. If
 * reading costs requests, only file names are checked.
 *
 * @param isRead whether an app is built from a file
 */
export async function otherTools(files: Files, isRead: (path: string) => boolean): Promise<OtherTool[]> {
  const paths = files.entries
    .map(({ path }) => path)
    .filter((path) => ANY_TOOL.test(path) && !PASSED.test(path))
  const named = TOOLS.map((tool) => ({ tool, paths: paths.filter((path) => tool.files.test(path)) }))
  if (!files.costly)
    await files.load(named.flatMap(({ tool, paths }) => ((tool.text ?? tool.line) ? paths : [])))
  const found = named.flatMap(({ tool, paths }) => {
    const own = paths.filter((path) => !isRead(path) && isOf(tool, files, path))
    return perFolder(own).map((part) => ({ tool: tool.tool, reason: tool.reason, ...part }))
  })
  return [...found, ...otherControllers(files, isRead)]
}

function isOf({ text, line }: Tool, files: Files, path: string): boolean {
  if (text === undefined && line === undefined) return true
  const content = files.text(path)
  if (content === undefined || text?.test(content) === false) return false
  // Check the whole text first, because almost none matches.
  return (
    line === undefined ||
    (line.test(content) &&
      content.split('\n').some((one) => !/^\s*(?:#|\/\/|--)/.test(one) && line.test(one)))
  )
}

/** Finds objects of other controllers that deploy. Only files that were already read are considered. */
function otherControllers(files: Files, isRead: (path: string) => boolean): OtherTool[] {
  const byTool = new Map<string, Set<string>>()
  for (const { path } of files.entries) {
    if (!/\.ya?ml$/.test(path) || PASSED.test(path) || !files.isLoaded(path)) continue
    const text = files.text(path)
    if (text === undefined || !CONTROLLER_TEXT.test(text) || isRead(path)) continue
    for (const object of attempted(
      () => objectsOf(files.yaml(path) ?? NOTHING),
      () => [],
    )) {
      const [group = ''] = object.apiVersion.split('/')
      const tool = CONTROLLERS.find(([, api, kinds]) => api === group && kinds.includes(object.kind))?.[0]
      if (tool !== undefined) byTool.set(tool, (byTool.get(tool) ?? new Set()).add(path))
    }
  }
  const reason = 'its objects are deployed by a controller other than Argo CD or Flux, and they are not read'
  return [...byTool].flatMap(([tool, paths]) =>
    perFolder([...paths]).map((part) => ({ tool, reason, ...part })),
  )
}

const NOTHING: YamlFile = { path: '', text: '', documents: [] }

/** If there are more folders than this, their parent folders are reported. */
const MOST_FOLDERS = 10

/** Groups files by folder, or by parent folders if there are too many. */
export function perFolder(paths: readonly string[]): { folder: string; file: string; count: number }[] {
  const deepest = paths.reduce((most, path) => Math.max(most, path.split('/').length - 1), 0)
  for (let depth = deepest; ; depth--) {
    const groups = new Map<string, string[]>()
    for (const path of paths) {
      const folder = path.split('/').slice(0, -1).slice(0, depth).join('/')
      const own = groups.get(folder)
      if (own) own.push(path)
      else groups.set(folder, [path])
    }
    if (groups.size <= MOST_FOLDERS || depth <= 1)
      return [...groups].map(([folder, own]) => ({ folder, file: own[0] ?? '', count: own.length }))
  }
}
