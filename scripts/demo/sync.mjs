// The last part of the demo: merges, and the result of `sync` for each commit, against a simulated Argo CD.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { playArgocd } from './argocd.mjs'
import { fairlead, folder, git, heading } from './stage.mjs'

/** The address that the Applications of the example use. In the demo it stands for the folder `infra.git`. */
const address = 'https://github.com/acme/infra'

/**
 * Demonstrates `sync`.
 *
 * @param {string} worktree the infra repo, whose branch main is the one that Argo CD follows
 */
export async function tellSync(worktree) {
  const remote = join(folder, 'infra.git')
  startFromMain(worktree, remote)
  const argocd = await playArgocd([webInDev(remote)], { token: 'demo' })
  const variables = { ARGOCD_SERVER: argocd.url, ARGOCD_AUTH_TOKEN: 'demo' }
  const sync = (/** @type {string} */ commit, /** @type {string} */ outcome) => {
    const range = ['--base', `${commit}~1`, '--revision', commit]
    const args = ['sync', '--path', 'infra', ...range, '--settle', '0', '--timeout', '60']
    return fairlead(args, outcome === 'failed' ? 1 : 0, variables, outcome)
  }
  try {
    heading('Sync: after the merge, wait until the commit is live and healthy. Argo CD is simulated here')
    process.stdout.write(`$ export ARGOCD_SERVER=${argocd.url} ARGOCD_AUTH_TOKEN=demo\n`)
    await sync(merge(worktree, '1.6.0'), 'verified')

    heading(
      'The image of the next release was never pushed. Argo CD reports Synced; sync reports what is wrong',
    )
    await sync(merge(worktree, '1.6.1'), 'failed')

    heading('Two merges in quick succession: Argo CD skips the first, and the second contains it')
    const skipped = merge(worktree, '1.6.2')
    merge(worktree, '1.6.3')
    await sync(skipped, 'superseded')
  } finally {
    await argocd.close()
  }
}

/** @param {string} worktree @param {string} remote */
function startFromMain(worktree, remote) {
  git(worktree, 'checkout', '--quiet', 'main')
  git(worktree, 'push', '--quiet', '--force', remote, 'main')
  // `sync` identifies the sources of this repository by the address of `origin`.
  git(worktree, 'config', 'remote.origin.url', address)
}

/** Merges a release of web in dev. @param {string} worktree @param {string} tag @returns {string} the commit */
function merge(worktree, tag) {
  const file = join(worktree, valuesFile(worktree))
  writeFileSync(file, readFileSync(file, 'utf8').replace(TAG, `$1${tag}`))
  git(worktree, 'commit', '--quiet', '--all', '--message', `Release web ${tag} to dev`)
  git(worktree, 'push', '--quiet', join(folder, 'infra.git'), 'main')
  return git(worktree, 'rev-parse', '--short', 'HEAD').trim()
}

const TAG = /(tag: ["']?|ghcr\.io\/acme\/web:)[\w.-]+/

const FILES = ['apps/web/values-dev.yaml', 'manifests/web/dev/deployment.yaml']

/** Returns the file that sets the tag. With a chart, this is its values file. @param {string} worktree */
function valuesFile(worktree) {
  const listed = git(worktree, 'ls-files', ...FILES).trim()
  return listed.split('\n')[0] ?? ''
}

/**
 * Returns the app as Argo CD has it. If the image of a release was never pushed, its pod reports that.
 *
 * @param {string} remote
 * @returns {import('./played-app.mjs').PlayedOptions}
 */
function webInDev(remote) {
  const file = git(remote, 'ls-tree', '-r', '--name-only', 'main', ...FILES).trim()
  return {
    name: 'web',
    source: { repoURL: address, path: file },
    destination: 'web',
    tip: () => git(remote, 'rev-parse', 'main').trim(),
    render: (commit) => {
      const [, , tag = ''] =
        /(tag: ["']?|acme\/web:)([\w.-]+)/.exec(git(remote, 'show', `${commit}:${file}`)) ?? []
      const template = { spec: { containers: [{ name: 'web', image: `ghcr.io/acme/web:${tag}` }] } }
      return [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          spec: { replicas: 1, template },
        },
      ]
    },
    fate: (image) =>
      image.endsWith(':1.6.1')
        ? { fault: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": not found` } }
        : { startsAfter: 400 },
    takes: { compare: 200, sync: 300 },
  }
}
