import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openRenderer } from '../../src/render/engine/renderer.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools, realTools } from '../support/helm.ts'
import { attempt, chart, configMap, helmJob, treeOf } from '../support/render.ts'

test.skipIf(!hasTools)(
  'a pinned helm is fetched once, checked each time, and refused where it is another',
  async () => {
    const work = temporaryFolder()
    mkdirSync(join(work, 'linux-amd64'))
    copyFileSync(realTools(4).helm, join(work, 'linux-amd64/helm'))
    const packed = execFileSync('tar', ['cz', '-C', work, 'linux-amd64'], { maxBuffer: 2 ** 28 })
    const sha256 = createHash('sha256').update(packed).digest('hex')
    const asked: string[] = []
    let serves: Buffer = packed
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(serves)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const folder = temporaryFolder()
    const tree = await treeOf(chart('web', { 'templates/a.yaml': configMap('x') }))
    const render = async (
      pin: string,
      mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ) => {
      const renderer = openRenderer({
        environment: {},
        pins: { folder, mirror, helm: { version: '4.1.4', sha256: pin } },
      })
      const seen = await attempt(renderer, helmJob(tree, 'web'))
      await renderer.close()
      return seen
    }
    expect(await render('0'.repeat(64))).toContain(`is not the file that is pinned: its SHA-256 is ${sha256}`)
    expect(readdirSync(folder)).toEqual([])
    expect(await render(sha256)).toContain('"value":"x"')
    expect(await render(sha256, 'http://127.0.0.1:1/')).toContain('"value":"x"')
    expect(asked).toEqual(Array(2).fill('/helm-v4.1.4-linux-amd64.tar.gz'))

    // Somebody else wrote to the tool cache.
    writeFileSync(join(folder, 'fairlead/helm-v4.1.4-linux-amd64.tar.gz'), 'evil')
    serves = Buffer.from('evil')
    expect(await render(sha256)).toContain('is not the file that is pinned')
    expect(await render(sha256, 'http://127.0.0.1:1/')).toMatch(
      /cannot fetch http:\/\/127.0.0.1:1\/helm-v4.1.4/,
    )
  },
)
