import { describe, expect, it } from 'vitest'
import { runDoctor } from '../../../src/commands/doctor.ts'
import type { Check } from '../../../src/doctor/check.ts'
import { fault, note, ok, part, unknown, warning } from '../../../src/doctor/check.ts'
import { inputError, remoteError } from '../../../src/errors.ts'

const values = {} as Parameters<typeof runDoctor>[0]
const check = (id: string, run: Check<undefined>['run']): Check<undefined> => ({
  id,
  title: id,
  level: 'fault',
  description: `${id}.`,
  run,
})
const doctor = (...checks: Check<undefined>[]) =>
  runDoctor(values, { parts: [part('Things', checks, undefined)] })

describe('doctor', () => {
  it('is healthy where nothing fails, whatever the notes', async () => {
    const result = await doctor(
      check('a', () => [ok('A is right.')]),
      check('b', () => [note('B is so.'), warning('C is odd.', 'Mend C.'), unknown('D is hidden.')]),
    )
    expect(result.failure).toBeUndefined()
    expect(result.outputs).toMatchObject({ healthy: 'true', faults: '0', warnings: '1', unchecked: '1' })
    expect(result.text).toEqual([
      'Things',
      '  ✓ A is right.',
      '  • B is so.',
      '  ! C is odd.',
      '      Mend C.',
      '  ? D is hidden.',
      '',
      'No errors, 1 warning, 1 not checked; 1 passed, 1 note.',
    ])
  })

  it('keeps the lines of a hint that is YAML, in a table too', async () => {
    const result = await doctor(check('a', () => [warning('A is odd.', 'Write:\n  a:\n    - b')]))
    expect(result.text.slice(1, 5)).toEqual(['  ! A is odd.', '      Write:', '        a:', '          - b'])
    expect(result.summary).toContain('Write:<br>&nbsp;&nbsp;a:<br>&nbsp;&nbsp;&nbsp;&nbsp;- b |')
  })

  it('ends with 1 where something will fail, and tells the fault as it is', async () => {
    const at = { file: 'fairlead.yaml', line: 3 }
    const result = await doctor(check('a', () => [fault('A is broken.', 'Mend A.', at)]))
    expect(result.outputs.healthy).toBe('false')
    expect(result.failure).toMatchObject({
      kind: 'refused',
      faults: [{ message: 'A is broken.', hint: 'Mend A.', at }],
    })
    expect(JSON.parse(result.outputs.report)).toMatchObject([
      { title: 'Things', checks: [{ check: 'a', findings: [{ check: 'a', level: 'fault', at }] }] },
    ])
  })

  it('takes a check that could not be made for unknown, and goes on', async () => {
    const result = await doctor(
      check('a', () => {
        throw inputError('there is no such thing', { hint: 'Make one.' })
      }),
      check('b', () => [ok('B is right.')]),
    )
    expect(result.text).toContain('  ? There is no such thing.')
    expect(result.text).toContain('  ✓ B is right.')
    expect(result.failure).toBeUndefined()
  })

  it('is not healthy where a server failed: that is no clean bill', async () => {
    const result = await doctor(
      check('a', () => {
        throw remoteError('the server is down')
      }),
    )
    expect(result.outputs).toMatchObject({ healthy: 'false', faults: '0', unchecked: '1' })
    expect(result.failure?.kind).toBe('remote')
  })

  it('says once what keeps several checks from being made', async () => {
    const down = () => {
      throw remoteError('the server is down', { hint: 'Try later.' })
    }
    const { text, outputs, failure } = await doctor(check('a', down), check('b', down))
    expect(text.slice(1, 3)).toEqual(['  ? The server is down. (2 checks)', '      Try later.'])
    expect(outputs.unchecked).toBe('2')
    expect(failure?.faults).toHaveLength(1)
  })

  it('lets a bug be one', async () => {
    const broken = check('a', () => {
      throw new TypeError('x is undefined')
    })
    await expect(doctor(broken)).rejects.toThrow(TypeError)
  })

  it('writes foreign text into markdown and lines harmlessly', async () => {
    const text = 'a | <b> @ann\n![x](http://evil)'
    const { summary, text: lines } = await doctor(check('a', () => [warning(text, text), ok(text)]))
    expect(summary).not.toMatch(/<b>|!\[x\]|@ann|\n!/)
    expect(summary.split('\n').filter((line) => line.startsWith('| warning'))).toHaveLength(1)
    expect(lines.every((line) => !line.includes('\n'))).toBe(true)
  })
})
