/**
 * Every regular expression of the product, with long texts that are made for it: the time may grow linearly with the
 * length, but not quadratically. A pull request controls the length of most texts, and no deadline applies to this
 * process.
 *
 * Broke be0c4d6: 50 expressions, among them one whose time doubles with each character of a tag.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { parseAst } from 'rolldown/parseAst'
import { expect, test } from 'vitest'
import { HELM_PHRASES } from '../../src/render/engine/helm-phrases.ts'
import { KUSTOMIZE_PHRASES } from '../../src/render/engine/kustomize-phrases.ts'
import { GO_PHRASES } from '../../src/text/go-phrases.ts'

const SRC = new URL('../../src', import.meta.url).pathname

/**
 * Expressions for short texts, with the maximum length and what ensures it. They may take a moment at that length.
 */
const SHORT: Readonly<Record<string, readonly [length: number, why: string]>> = {
  'git/failures.ts': [10_000, 'explainFailure reads no more'],
  'forge/gitlab/failures.ts': [4000, "GitLab's own server words it"],
  'forge/gitlab/client.ts': [16_000, 'a header, which undici limits'],
  'registry/artifacts.ts': [16_000, 'a header, which undici limits'],
  'patterns/': [4096, 'checkedPattern refuses a longer pattern'],
  'inventory/conventions/layouts.ts': [4096, 'listingOf refuses a longer path'],
  'inventory/controller-objects.ts': [4096, 'listingOf refuses a longer path; texts are read by lines'],
  'report/text.ts': [20, 'a number of ours'],
  'tree/tar.ts': [12, 'a field of a header'],
  'render/remote-sources/versions.ts': [1000, 'readRange refuses a longer range'],
  'render/remote-sources/git.ts': [100, "git's own version"],
  'render/engine/tools.ts': [100, "a renderer's own version"],
  'render/engine/helm-failures.ts': [6000, 'explainHelm searches no more'],
  phrases: [6000, 'reduced reads no more'],
  'render/argocd/environment.ts': [100, 'expand gives it only texts in which every brace is closed'],
  'diff/long-lines.ts': [100, 'only JSON that was parsed, in which every string is closed'],
  'images/tag-order.ts': [128, 'compareTags refuses a longer tag'],
}

interface Expression {
  readonly where: string
  readonly pattern: string
  readonly flags: string
}

function expressions(): { all: Expression[]; constructed: string[] } {
  const all = new Map<string, Expression>()
  const constructed: string[] = []
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  for (const path of paths.filter((one) => /(?<!\.d)\.ts$/.test(one) && !one.endsWith('assets.ts'))) {
    const text = readFileSync(join(SRC, path), 'utf8')
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      const { regex, type, callee } = node as {
        regex?: { pattern: string; flags: string }
        type?: string
        callee?: { name?: string }
      }
      if (regex) all.set(`${regex.pattern}/${regex.flags}/${path}`, { where: path, ...regex })
      if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp')
        constructed.push(path)
      for (const inner of Object.values(node)) visit(inner)
    }
    visit(parseAst(text, { lang: 'ts' }).body)
  }
  return { all: [...all.values()], constructed }
}

/**
 * Runs in a worker: finds the expressions that need more than linear time. An endless one is terminated from outside.
 */
function worker(): void {
  const { parentPort, workerData } = require('node:worker_threads') as typeof import('node:worker_threads')
  const say = parentPort?.postMessage.bind(parentPort)
  const texts = (source: string): [string, string][] => {
    const bare = source.replaceAll(/\\[bBdDsSwW]|\\p\{[^}]*\}|\\u\w{4}|\(\?[:=!<]+/g, ' ')
    const words = [...bare.matchAll(/(?:\\[^a-zA-Z0-9]|[^\\()[\]{}|?*+.^$])+/g)]
      .map(([word]) => word.replaceAll('\\', ''))
      .filter((word) => word.trim() !== '')
    const signs = [...'!%&#$@<`*[(\\{\r'].filter((sign) => source.includes(sign))
    const parts = [
      ...new Set([
        'a',
        ' ',
        '\n',
        '0',
        '-',
        '/',
        '.',
        ...words,
        ...words.map(([first = 'a']) => first),
        ...signs,
        'a/',
        '${a:-',
      ]),
    ].slice(0, 11)
    const [first = ''] = words
    return [...new Set(['', 'a', first, `${first} `])].flatMap((start) =>
      parts.flatMap((part): [string, string][] => [
        [start, part],
        ...(start === ''
          ? parts.filter((other) => other !== part).map((other): [string, string] => [start, part + other])
          : []),
      ]),
    )
  }
  const cost = (pattern: string, flags: string, text: string): number => {
    const expression = new RegExp(pattern, flags)
    const began = performance.now()
    if (flags.includes('y')) expression.exec(text)
    else if (flags.includes('g')) text.replaceAll(expression, '')
    else expression.test(text)
    return performance.now() - began
  }
  for (const [index, { pattern, flags, limit }] of (
    workerData as (Expression & { limit: number })[]
  ).entries()) {
    const slow = texts(pattern)
      .flatMap(([start, part]) => ['\u0001', ''].map((end) => ({ start, part, end })))
      .find(({ start, part, end }) => {
        say?.({ index, part: start + part })
        const text = (length: number) => start + part.repeat(Math.ceil(length / part.length)) + end
        const [short, allowed] = limit > 0 ? [limit, 1000] : [2000, 2]
        // The machine may be busy, so a slow result is measured again.
        const isSlower = (length: number, than: number) =>
          [1, 2, 3, 4].every(() => cost(pattern, flags, text(length)) >= than)
        if (!isSlower(short, allowed)) return false
        const known = Math.min(...[1, 2, 3].map(() => cost(pattern, flags, text(short))))
        return known >= allowed && (limit > 0 || isSlower(short * 8, 24 * known))
      })
    say?.({ index, done: true, slow: slow && JSON.stringify(slow.start + slow.part) })
  }
}

test('no regular expression needs more than linear time', async () => {
  const { all, constructed } = expressions()
  expect(all.length).toBeGreaterThan(200)
  // Expressions that are constructed from fixed parts, from escaped texts, or from schemas that are shipped. A new
  // one belongs here only if no text of a repository affects its structure.
  expect([...new Set(constructed)].toSorted()).toEqual([
    'bump/select.ts',
    'gotemplate/lexer.ts',
    'gotemplate/uses.ts',
    'images/tag-fields.ts',
    'inventory/environments/judge.ts',
    'inventory/unseen/deployable.ts',
    'inventory/unseen/other-tools.ts',
    'kube/judge.ts',
    'render/engine/sayings.ts',
    'report/same-change.ts',
    'text/reduced.ts',
  ])
  // These are also constructed, and match the messages of programs.
  const phrases = [...new Set([...KUSTOMIZE_PHRASES, ...HELM_PHRASES, ...GO_PHRASES])].map(
    ({ pattern: { source, flags } }) => ({ where: 'phrases', pattern: source, flags }),
  )
  const limited = [...phrases, ...all].map((one) => ({
    ...one,
    limit: Object.entries(SHORT).find(([path]) => one.where.startsWith(path))?.[1][0] ?? 0,
  }))
  const slow: string[] = []
  let next = 0
  while (next < limited.length) {
    const part = limited.slice(next)
    const running = new Worker(`(${worker.toString()})()`, { eval: true, workerData: part })
    let last = { index: 0, part: '' }
    const ended = await new Promise<boolean>((resolve, reject) => {
      const stuck = () => resolve(false)
      let timer = setTimeout(stuck, 20_000)
      running.on('message', (message: { index: number; part: string; done?: true; slow?: string }) => {
        clearTimeout(timer)
        timer = setTimeout(stuck, 20_000)
        if (!message.done) last = message
        else if (message.slow)
          slow.push(`${part[message.index]?.where}: /${part[message.index]?.pattern}/ ${message.slow}`)
      })
      running.once('error', reject)
      running.once('exit', () => {
        clearTimeout(timer)
        resolve(true)
      })
    })
    await running.terminate()
    if (ended) break
    slow.push(
      `${part[last.index]?.where}: /${part[last.index]?.pattern}/ ${JSON.stringify(last.part)} never ends`,
    )
    next += last.index + 1
  }
  expect(slow).toEqual([])
}, 400_000)
