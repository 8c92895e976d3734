import { parseYaml } from '../../yaml/parse.ts'
import type { Json } from '../../yaml/value.ts'
import { evaluate, isObject, listAt, textAt } from '../../yaml/value.ts'
import type { Expansion } from './model.ts'
import type { ParamSet } from './params.ts'
import { Refused } from './params.ts'

/**
 * Returns the elements of a list generator.
 *
 * Rule: argo-cd applicationset/generators/list.go
 */
export function listParams(spec: Json, { templating }: Expansion): ParamSet[] {
  const elements = listAt(spec, 'elements').map((given) => {
    const element = given ?? {}
    if (!isObject(element)) throw new Refused('an element of its list generator is not a map')
    return { params: templating.goTemplate ? element : textsOf(element), strings: [] }
  })
  return [...elements, ...yamlElements(textAt(spec, 'elementsYaml'))]
}

/**
 * Flattens an element whose values are all text, including those below `values`.
 *
 * @throws Refused if a value is not text, which only Go templates allow
 */
function textsOf(element: { readonly [key: string]: Json }): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [key, value] of Object.entries(element)) {
    if (key === 'values' && !isObject(value)) throw new Refused('values in its list generator is not a map')
    const entries =
      key === 'values' && isObject(value) ? Object.entries(value) : [[undefined, value] as const]
    for (const [name, text] of entries) {
      if (typeof text !== 'string')
        throw new Refused(
          `${name === undefined ? key : `values.${name}`} in its list generator is not a string, which only goTemplate: true allows`,
        )
      texts[name === undefined ? key : `values.${name}`] = text
    }
  }
  return texts
}

function yamlElements(text: string | undefined): ParamSet[] {
  if (text === undefined || text.trim() === '') return []
  const root = parseYaml(text, 'elementsYaml').documents[0]?.root
  const elements = (root && evaluate(root)) ?? []
  if (!Array.isArray(elements)) throw new Refused('the elementsYaml of its list generator is not a list')
  return (elements as readonly Json[]).map((given) => {
    const element = given ?? {}
    if (!isObject(element)) throw new Refused('an element of its elementsYaml is not a map')
    return { params: element, strings: [] }
  })
}
