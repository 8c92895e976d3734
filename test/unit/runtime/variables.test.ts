import { describe, expect, it } from 'vitest'
import {
  componentInputs,
  inputVariable,
  missedSecrets,
  readVariables,
  secretTexts,
  withoutReferences,
} from '../../../src/runtime/variables.ts'

const inputs = {
  app: { type: 'text', description: '' },
  output: { type: 'text', description: '', surface: 'command line' },
  token: { type: 'text', description: '', secret: true },
} as const

const read = (text: string, environment: Record<string, string> = {}, secrets: string[] = []) =>
  readVariables(['image-tag'], { ...environment, [inputVariable('image-tag')]: text }, new Set(secrets))

describe('the inputs of a component', () => {
  it('are all but secrets and what only a command line has', () => {
    expect(componentInputs(inputs)).toEqual(['app'])
    expect(secretTexts(inputs, { FAIRLEAD_TOKEN: 't', FAIRLEAD_APP: 'x' })).toEqual(
      new Map([['token', ['t']]]),
    )
  })

  it.each(['$TAG', '${TAG}', ' $TAG\n'])('%j is the value of the variable', (text) => {
    expect(read(text, { TAG: '$(x) $TAG ${PATH}' })).toMatchObject({
      texts: new Map([['image-tag', ['$(x) $TAG ${PATH}']]]),
      faults: [],
      notes: [],
    })
  })

  it.each(['main-$TAG', '${TAG', '$TAG}', '$1', '$$TAG', '$(TAG)', '${TAG:-x}', '$TAG $TAG', ''])(
    '%j is a text like any other',
    (text) => {
      const { texts, faults, notes } = read(text, { TAG: '1.2.3' })
      expect({ texts, faults }).toEqual({ texts: new Map([['image-tag', [text]]]), faults: [] })
      expect(notes).toHaveLength(/\$\{?TAG/.test(text) ? 1 : 0)
    },
  )

  it('are faulty where the variable is missing, with the nearest one', () => {
    expect(read('$TGA', { TAG: '1' }).faults).toEqual([
      {
        message: 'image-tag refers to the variable $TGA, which does not exist in this job',
        hint: 'Did you mean $TAG?',
      },
    ])
    expect(read('$IMAGE_VERSION_OF_BUILD').faults[0]?.hint).toContain('needs')
  })

  it('never take a secret', () => {
    const { texts, faults } = read('$MINE', { MINE: 'glpat-1\n' }, ['glpat-1'])
    expect(texts.size).toBe(0)
    expect(faults[0]?.message).toBe('image-tag refers to the variable $MINE, which is a secret')
  })
})

describe('a secret that is the name of a variable', () => {
  it.each(['$FAIRLEAD_TOKEN', '${GROUP_TOKEN}', '${{ secrets.TOKEN }}', '$(deploy.token)'])(
    'counts as not given, and is told: %s',
    (text) => {
      const environment = { FAIRLEAD_TOKEN: text }
      expect(secretTexts(inputs, environment)).toEqual(new Map())
      expect(missedSecrets(inputs, environment)).toEqual([
        expect.stringContaining('this job does not have that variable'),
      ])
    },
  )

  it('counts as not given as an option or input, too', () => {
    const given = new Map([
      ['token', ['$DEPLOY_TOKEN']],
      ['app', ['$APP']],
    ])
    const cure = 'Write it otherwise.'
    expect(withoutReferences(inputs, given, { label: (name) => `--${name}`, cure })).toEqual({
      texts: new Map([['app', ['$APP']]]),
      notes: [
        '--token is the text $DEPLOY_TOKEN, not a token, so it is treated as not set. Write it otherwise.',
      ],
    })
  })

  it('is none where it only begins like one', () => {
    const environment = { FAIRLEAD_TOKEN: '$ecret-1' }
    expect(secretTexts(inputs, environment)).toEqual(new Map([['token', ['$ecret-1']]]))
    expect(missedSecrets(inputs, environment)).toEqual([])
  })
})
