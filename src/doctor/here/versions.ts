import semver from 'semver'
import type { Check } from '../check.ts'
import { fault, note, ok, unknown, warning } from '../check.ts'
import type { HerePorts } from './ports.ts'

/** As `engines` in package.json; a test keeps the two equal. */
export const OLDEST_NODE = '20.19.0'
/** The first git that can be told to read no settings of the user (GIT_CONFIG_GLOBAL). Source: git's notes on 2.32.0. */
const OLDEST_GIT = '2.32.0'

export const fairleadVersion: Check<HerePorts> = {
  id: 'here/fairlead',
  title: 'Fairlead',
  run: ({ version }) => [ok(`Fairlead ${version}.`)],
}

export const nodeVersion: Check<HerePorts> = {
  id: 'here/node',
  title: 'Node',
  run: ({ node }) => [
    semver.gte(node, OLDEST_NODE)
      ? ok(`Node ${node}.`)
      : fault(
          `Node ${node} is too old for Fairlead.`,
          `Use Node ${OLDEST_NODE} or newer; in GitHub Actions the runner brings the right one, once it is up to date.`,
        ),
  ],
}

export const gitVersion: Check<HerePorts> = {
  id: 'here/git',
  title: 'git',
  async run({ probe, needsGit }) {
    const level = needsGit ? fault : warning
    const use = 'The forge "local" and pull-request need it; update on GitHub does not.'
    const text = await probe('git', ['--version'])
    if (text === undefined)
      return [level('There is no git on PATH.', `Install git ${OLDEST_GIT} or newer. ${use}`)]
    const version = semver.coerce(text)
    if (version === null) return [unknown(`git does not tell its version: ${text.trim()}`, use)]
    return [
      semver.gte(version, OLDEST_GIT)
        ? ok(`git ${version.version}.`)
        : level(`git ${version.version} is too old.`, `Install git ${OLDEST_GIT} or newer. ${use}`),
    ]
  },
}

const tools: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'helm', args: ['version', '--short'] },
  { name: 'kustomize', args: ['version'] },
]

export const renderers: Check<HerePorts> = {
  id: 'here/renderers',
  title: 'helm and kustomize',
  async run({ probe }) {
    const found = await Promise.all(
      tools.map(async ({ name, args }) => {
        const text = await probe(name, args)
        return text === undefined
          ? note(`There is no ${name} on PATH; nothing here needs it yet.`)
          : ok(`${name} ${semver.coerce(text)?.version ?? text.trim().split('\n', 1)[0]}.`)
      }),
    )
    const [first, ...others] = found
    return first ? [first, ...others] : [ok('No renderer is needed.')]
  },
}
