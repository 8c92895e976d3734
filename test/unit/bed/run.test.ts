import { expect, it } from 'vitest'
import { run } from '../../bed/run.ts'

const { env } = process

it('a program that fails is told by what it complains of, however much else it printed', async () => {
  await expect(run('sh', ['-c', 'seq 9999; echo why >&2; exit 1'], { env })).rejects.toThrow(/: why$/)
  await expect(run('sh', ['-c', 'echo why; exit 1'], { env })).rejects.toThrow(/: why$/)
})

it('a program that takes too long is ended, and that is told', async () => {
  await expect(run('sleep', ['60'], { env, timeout: 50 })).rejects.toThrow('timed out after 0.05 s')
})
