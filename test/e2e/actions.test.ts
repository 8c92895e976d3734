import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bareRepository, temporaryFolder } from '../support/git.ts'
import { folderWith, infra, step } from './bundle.ts'

const place = { 'values-file': 'charts/web/values-dev.yaml', key: 'image.tag' }

describe('the actions', () => {
  it('bump: edits the file and sets its outputs', async () => {
    const folder = folderWith(infra)
    const result = await step('bump', folder, { ...place, 'image-tag': '1.1.0', draft: '' })
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.outputs).toMatchObject({
      changed: 'true',
      outcome: 'updated',
      'files-updated': place['values-file'],
      'old-tag': '1.0.0',
      'new-tag': '1.1.0',
    })
    expect(result.summary).toContain('1.1.0')
    expect(readFileSync(join(folder, place['values-file']), 'utf8')).toBe('image:\n  tag: 1.1.0 # dev\n')
  })

  it('inventory: gives its data as an output', async () => {
    const result = await step('inventory', folderWith(infra), { path: '.' })
    expect(result.exitCode).toBe(0)
    expect(JSON.parse(result.outputs['inventory'] ?? '')).toHaveProperty('apps')
  })

  it('update: masks the token, and sends none of GitHub to another host', async () => {
    const token = `ghs_${'a'.repeat(36)}`
    const inputs = {
      ...place,
      forge: 'local',
      repository: bareRepository(infra),
      'image-tag': '1.1.0',
      token,
    }
    const result = await step('update', folderWith({}), inputs)
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.outputs).toMatchObject({ changed: 'true', 'pull-request-operation': 'created' })
    expect(result.stdout).toContain(`::add-mask::${token}`)
    expect(result.stdout.replaceAll(`::add-mask::${token}`, '')).not.toContain(token)
  })

  it('takes other names of inputs, and warns of a former one', async () => {
    const { 'values-file': file, ...key } = place
    const result = await step('bump', folderWith(infra), { ...key, 'values-files': file, tag: '1.1.0' })
    expect(result.outputs).toMatchObject({ outcome: 'updated', 'new-tag': '1.1.0' })
    expect(result.stdout).not.toContain('::warning')
    const former = await step('render', folderWith(infra), { 'output-dir': 'out', lanes: '2' })
    expect(former.stdout).toContain('::warning::lanes is now called concurrency.')
  })

  it('reports every fault of the inputs as an annotation', async () => {
    const result = await step('bump', folderWith(infra), {
      document: 'x',
      create: 'maybe',
      enviroment: 'dev',
    })
    expect(result.exitCode).toBe(2)
    const errors = result.stdout.split('\n').filter((line) => line.startsWith('::error'))
    expect(errors).toEqual([
      '::error::Unknown input enviroment%0A  Did you mean environment?',
      '::error::document must be a whole number from 0, not "x"',
      '::error::create must be true or false, not "maybe"',
    ])
  })

  it('points an annotation at the line', async () => {
    const folder = folderWith(infra)
    const result = await step('bump', folder, { ...place, 'image-tag': '0.5.0' })
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toMatch(/^::error file=charts\/web\/values-dev\.yaml,line=2.*::/m)
    expect(result.outputs).toEqual({ outcome: 'failed' })
    expect(result.summary).toMatch(
      /^### Fairlead bump failed\n\n- `charts\/web\/values-dev\.yaml:2`: .*is older than the current version 1\.0\.0/,
    )
  })

  it('points an annotation into the folder of the infra repo', async () => {
    const folder = folderWith(
      Object.fromEntries(Object.entries(infra).map(([path, text]) => [`infra/${path}`, text])),
    )
    const result = await step('bump', folder, { ...place, path: 'infra', 'image-tag': '0.5.0' })
    expect(result.stdout).toMatch(/^::error file=infra\/charts\/web\/values-dev\.yaml,line=2.*::/m)
  })

  it.each(['update', 'bump', 'pull-request', 'inventory', 'diff', 'render', 'sync', 'gate', 'doctor'])(
    '%s: tells a failure in the summary, the outputs and an annotation',
    async (name) => {
      const result = await step(name, folderWith({}), {
        path: 'nowhere',
        forge: 'nowhere',
        repository: 'nowhere',
      })
      expect(result.exitCode).toBeGreaterThan(0)
      expect(result.outputs).toMatchObject({ outcome: 'failed' })
      expect(result.summary).toMatch(/^### Fairlead .* failed\n\n- \S/)
      expect(result.stdout).toMatch(/^::error::/m)
    },
  )

  it('lets no message break out of the summary', async () => {
    const hostile = 'x</details>\n# Approved | [y](https://evil.example) @acme.yaml'
    const { summary } = await step('bump', folderWith(infra), {
      ...place,
      'values-file': hostile,
      'image-tag': '1',
    })
    expect(summary).not.toMatch(/^# Approved/m)
    expect(summary).not.toContain('</details>')
    expect(summary).not.toContain('](https://evil.example)')
  })

  it('lets no value command the runner', async () => {
    const hostile = 'x\n::add-path::/evil\r::error::y ##[error]z\u001B[2J.yaml'
    const result = await step('bump', folderWith(infra), {
      ...place,
      'values-file': hostile,
      'image-tag': '1',
    })
    expect(result.exitCode).toBe(2)
    const commands = result.stdout.split(/\r?\n|\r/).filter((line) => /^\s*::|##\[/.test(line))
    expect(commands.every((line) => line.startsWith('::error'))).toBe(true)
    expect(result.stdout).not.toContain('\u001B')
  })

  it('reads only the inputs that its action.yml declares', async () => {
    const record = join(temporaryFolder(), 'reads')
    const spy = join(temporaryFolder(), 'spy.mjs')
    writeFileSync(
      spy,
      `import { writeFileSync } from 'node:fs'
       const reads = new Set()
       process.env = new Proxy(process.env, {
         get: (target, name) => (String(name).startsWith('INPUT_') && reads.add(name), target[name]),
       })
       process.on('exit', () => writeFileSync(${JSON.stringify(record)}, [...reads].join('\\n')))`,
    )
    for (const name of ['update', 'bump', 'pull-request', 'inventory']) {
      await step(name, folderWith(infra), {}, { node: ['--import', spy] })
      const text = readFileSync(new URL(`../../actions/${name}/action.yml`, import.meta.url), 'utf8')
      const declared = [...(text.split('\noutputs:')[0] ?? '').matchAll(/^ {2}([a-z0-9-]+):$/gm)]
      const names = declared.map(([, input = '']) => `INPUT_${input.toUpperCase()}`)
      expect(readFileSync(record, 'utf8').split('\n').toSorted()).toEqual(names.toSorted())
    }
  })
})
