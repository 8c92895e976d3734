import { isFloating } from '../images/tags.ts'
import { compareTags } from '../images/tag-order.ts'
import { parseReference } from '../images/reference.ts'
import type { Json } from '../yaml/value.ts'
import { textAt } from '../yaml/value.ts'
import { imagesOf, registryOf } from '../compare/images.ts'
import { containersOf } from '../kube/workload.ts'
import { gained } from './gained.ts'
import type { Rule } from './rule.ts'
import { once } from './rule.ts'

const lower: Rule = {
  id: 'image-lower',
  level: 'medium',
  description: 'A container gets an older version of its image, judging by the tags.',
  find: ({ before, after }) =>
    containersOf(after).flatMap(({ list, name, content }) => {
      const old = containersOf(before).find((other) => other.list === list && other.name === name)
      const [was, is] = [old?.content, content].map((side) => parseReference(textAt(side, 'image') ?? ''))
      if (!was?.tag || !is?.tag || was.repository !== is.repository) return []
      return compareTags(is.tag, was.tag) === -1
        ? [`${is.repository} is downgraded from ${was.tag} to ${is.tag} in ${name}.`]
        : []
    }),
}

const floating: Rule = {
  id: 'image-floating',
  level: 'medium',
  description:
    'In production, a container gets an image without a tag or with a floating tag (`latest`, `main` …).',
  find: (change, _all, { production }) =>
    production
      ? gained(change, (content) =>
          containersOf(content).flatMap(({ name, content: container }) => {
            const image = textAt(container, 'image') ?? ''
            const reference = parseReference(image)
            if (!reference || reference.digest !== undefined) return []
            return reference.tag === undefined || isFloating(reference.tag)
              ? [`${image} in ${name} is not pinned to a fixed build.`]
              : []
          }),
        )
      : [],
}

const registry: Rule = {
  id: 'registry-new',
  level: 'medium',
  description: 'An image comes from a registry that no image of the app used before.',
  find: (change, all, { registries }) => {
    const own = registriesBefore(all)
    return gained(change, (content) =>
      [...registriesOf([content])]
        .filter((name) => !own.has(name))
        .filter((name) => {
          const others = registries?.() ?? new Set()
          return own.size + others.size > 0 && !others.has(name)
        })
        .map((name) => `Images come from ${name}, a registry that is new for this app.`),
    )
  },
}

const registriesBefore = once(({ before }) => registriesOf(before))

function registriesOf(objects: readonly Json[]): Set<string> {
  return new Set([...imagesOf(objects).keys()].map(registryOf))
}

const exponent: Rule = {
  id: 'image-tag-number',
  level: 'high',
  description:
    'YAML parsed a tag as a number and wrote it in another form (`1.234567e+06`): put the tag in quotes.',
  find: (change) =>
    gained(change, (content) =>
      containersOf(content).flatMap(({ name, content: container }) => {
        const image = textAt(container, 'image') ?? ''
        return /:\d(\.\d+)?e\+\d+$/.test(image)
          ? [`The tag of ${image} in ${name} was parsed as a number: put it in quotes.`]
          : []
      }),
    ),
}

const invalid: Rule = {
  id: 'image-invalid',
  level: 'high',
  description: 'A container has no image, or its image reference is invalid: its pods cannot start.',
  find: (change) =>
    gained(change, (content) =>
      containersOf(content).flatMap(({ name, content: container }) => {
        const image = textAt(container, 'image') ?? ''
        if (parseReference(image) || /:\d(\.\d+)?e\+\d+$/.test(image)) return []
        return [
          image === '' ? `${name} has no image.` : `${image} in ${name} is not a valid image reference.`,
        ]
      }),
    ),
}

export const imageRules: readonly Rule[] = [exponent, invalid, lower, floating, registry]
