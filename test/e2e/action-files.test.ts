import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface ActionFile {
  readonly name: string
  readonly description: string
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const paths = ['action.yml', ...globSync('actions/*/action.yml', { cwd: root })]
const files = paths.map((path) => ({
  path,
  action: parse(readFileSync(join(root, path), 'utf8')) as ActionFile,
}))

describe('the action.yml files', () => {
  it('are there', () => {
    expect(paths.length).toBeGreaterThanOrEqual(5)
  })

  it.each(files)(
    '$path has a name of its own and a description that the Marketplace takes',
    ({ path, action }) => {
      expect(action.description.length).toBeLessThanOrEqual(125)
      expect(files.filter((other) => other.action.name === action.name).map((other) => other.path)).toEqual([
        path,
      ])
      expect(action.name).toMatch(path === 'action.yml' ? /^Fairlead$/ : /^Fairlead \S/)
    },
  )

  it.each(files)('$path runs a bundle that exists, on node24', ({ path, action: { runs } }) => {
    expect(runs.using).toBe('node24')
    expect(existsSync(join(root, dirname(path), runs.main))).toBe(true)
  })

  it('mean the same by inputs and outputs of one name, whatever each does with it', () => {
    for (const kind of ['inputs', 'outputs'] as const) {
      const seen = new Map<string, unknown>()
      for (const { path, action } of files)
        for (const [name, entry] of Object.entries(action[kind])) {
          // The properties of these inputs depend on the command.
          if (
            seen.has(name) &&
            !['base', 'forge', 'pull-request', 'record', 'repository', 'revision', 'token'].includes(name)
          )
            expect({ ...entry, description: '' }, `${name} in ${path}`).toEqual(seen.get(name))
          seen.set(name, { ...entry, description: '' })
        }
    }
  })

  it('have a README with an example that uses them', () => {
    for (const path of paths.slice(1)) {
      const name = dirname(path).split(/[\\/]/).pop() ?? ''
      const page = readFileSync(join(root, dirname(path), 'README.md'), 'utf8')
      expect(page).toMatch(name === 'update' ? /fairlead@v1/ : new RegExp(`fairlead/actions/${name}@v1`))
    }
  })

  it('and all else that is generated are up to date', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

describe('the bundles', () => {
  it.each(['inventory', 'bump'])(
    '%s brings no client of GitHub, and no renderer before one is needed',
    (name) => {
      const loaded = [...modulesOf(`${name}.js`), ...modulesOf(`commands/${name}.js`)]
      expect(loaded.length).toBeGreaterThan(5)
      expect(loaded.filter((file) => /octokit|undici|forge|render-/.test(file))).toEqual([])
    },
  )

  it('no action starts with the HTTP clients of a library that it asks for addresses alone', () => {
    expect(readFileSync(join(root, 'dist/packages/actions-github.js')).length).toBeLessThan(20_000)
  })

  it('the command line starts with almost nothing', () => {
    // This package suggests the closest word to a mistyped one; it has three kilobytes.
    const packages = modulesOf('cli.js').filter((file) => file.startsWith('packages/'))
    expect(packages).toEqual(['packages/fastest-levenshtein.js'])
  })
})

/** Returns a file of `dist` and everything that it imports statically. */
function modulesOf(file: string, known: Set<string> = new Set()): string[] {
  if (!known.has(file)) {
    known.add(file)
    const text = readFileSync(join(root, 'dist', file), 'utf8')
    for (const [, target = ''] of text.matchAll(/^(?:import|export) (?:.* from )?"(\.[^"]+)";$/gm))
      modulesOf(posix.join(posix.dirname(file), target), known)
  }
  return [...known]
}

describe('the sources', () => {
  it('leave @actions/core to the runtime', () => {
    const readers = globSync('src/**/*.ts', { cwd: root }).filter((path) =>
      readFileSync(join(root, path), 'utf8').includes("'@actions/core'"),
    )
    expect(readers.map((path) => path.replaceAll('\\', '/'))).toEqual(['src/runtime/actions.ts'])
  })
})
