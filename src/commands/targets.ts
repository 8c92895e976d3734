import * as v from 'valibot'
import type { BumpRequest, KeyTarget, NewImage, Target } from '../bump/request.ts'
import type { Verification } from '../bump/verify.ts'
import { verification } from '../bump/verify.ts'
import { FaultCollector, inputError } from '../errors.ts'
import { parseReference } from '../images/reference.ts'
import type { Registry } from '../registry/registry.ts'
import { entries } from '../shapes/json.ts'
import { shapeFault } from '../shapes/messages.ts'
import { parseJson } from '../yaml/json.ts'
import { inputs, pick } from './catalogue.ts'
import type { Values } from './describe.ts'
import { described } from './describe.ts'

const picked = pick(
  inputs,
  'app',
  'environment',
  'cluster',
  'image',
  'image-tag',
  'digest',
  'verify-image',
  'pin-digest',
  'verify-render',
  'values-file',
  'key',
  'document',
  'changes',
  'image-policy',
  'create',
  'allow-unpin',
  'allow-shared',
  'allow-downgrade',
  'allow-floating',
)

/** The inputs that say what to bump; `bump` and `update` share them. */
export const targetInputs = described(picked, {
  app: 'The apps to bump, by name: web in prod also finds web-prod. Default: all of the environments that use the image.',
  environment: 'The environments to bump. It may be left out where an app has only one.',
})

export type TargetValues = Values<typeof targetInputs>

/**
 * The request that the inputs make.
 *
 * @throws FairleadError (input) with all faults: nothing to bump, parts that lack each other, no version,
 *   `changes` that is no JSON of the right form
 */
export function readTargets(values: TargetValues): BumpRequest {
  const faults = new FaultCollector()
  const targets: Target[] = []
  const add = (step: () => Target[]) => targets.push(...(faults.attempt(step) ?? []))
  const byKey = values['values-file'].length > 0 || values.key.length > 0
  const byPolicy = values['image-policy'].length > 0
  const byApp = values.app.length > 0 || (values.image.length > 0 && !byKey && !byPolicy)
  if (byKey) add(() => keyTargets(values))
  if (byPolicy) add(() => markerTargets(values))
  if (values.changes !== undefined) {
    add(() => readChanges(values.changes ?? '', values.document))
    if (verifies(values)) faults.keep(notVerified())
  }
  if (byApp && byKey)
    faults.keep(
      inputError('app and values-file are both given', {
        hint: 'Give app, environment and image, and the place is found; or values-file and key, and it is taken as it is.',
      }),
    )
  else if (byApp) add(() => appTargets(values))
  faults.throwIfAny()
  if (targets.length === 0) nothingToDo()
  return {
    targets,
    allow: {
      unpin: values['allow-unpin'],
      shared: values['allow-shared'],
      downgrade: values['allow-downgrade'],
      floating: values['allow-floating'],
      create: values.create,
    },
  }
}

/**
 * What looks the images up in their registries; undefined where nobody asked for it.
 *
 * @param open opens the registries, at the first look
 */
export function verificationOf(
  values: TargetValues,
  open: () => Promise<Registry>,
): Verification | undefined {
  return verifies(values) ? verification(open, values['pin-digest']) : undefined
}

function verifies(values: TargetValues): boolean {
  return values['verify-image'] || values['pin-digest']
}

function notVerified() {
  return inputError('changes are written as they are: no registry can be asked for them', {
    hint: 'With verify-image and pin-digest, name the place with app and environment, or with values-file and key.',
  })
}

function nothingToDo(): never {
  throw inputError('nothing says what to bump', {
    hint: 'Give app, environment, image and image-tag; or values-file, key and image-tag; or changes; or image-policy and image-tag.',
  })
}

function appTargets(values: TargetValues): Target[] {
  if (values.image.length === 0)
    throw inputError('the input image is missing', {
      hint: 'It is the repository of the image that was built, such as ghcr.io/acme/web; the place must be of that very image.',
    })
  const images = values.image.map((text) => readImage(text, values))
  return [
    { kind: 'app', apps: values.app, environments: values.environment, clusters: values.cluster, images },
  ]
}

/** One entry of `image`, with the step's own tag and digest where it carries none. */
function readImage(text: string, values: TargetValues): NewImage {
  // A chart or an OCI artifact may be named with its scheme.
  const reference = parseReference(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''))
  if (!reference)
    throw inputError(`the image ${JSON.stringify(text)} is none`, {
      hint: 'An image is written like ghcr.io/acme/web or ghcr.io/acme/web:1.2.3.',
    })
  const own = reference.tag !== undefined || reference.digest !== undefined
  const tag = own ? reference.tag : values['image-tag']
  const digest = own ? reference.digest : values.digest
  if (tag === undefined && digest === undefined)
    throw inputError(`there is no new version for ${reference.repository}`, {
      hint: 'Give it with image-tag, with digest, or behind the image itself.',
    })
  return { repository: reference.repository, tag, digest }
}

function stepVersion(values: TargetValues) {
  const [image, ...more] = values.image.map((text) =>
    values['image-tag'] === undefined && values.digest === undefined
      ? readImage(text, values)
      : parseReference(text),
  )
  if (more.length > 0)
    throw inputError('several images are given for the same places', {
      hint: 'With values-file and key, or image-policy, give one image, or none.',
    })
  const tag = values['image-tag'] ?? image?.tag
  const digest = values.digest ?? image?.digest
  if (tag === undefined && digest === undefined)
    throw inputError('the input image-tag is missing', { hint: 'Give the new tag, or a digest.' })
  return { repository: image?.repository, tag, digest }
}

function keyTargets(values: TargetValues): Target[] {
  const files = values['values-file']
  if (files.length === 0)
    throw inputError('key is given without values-file', { hint: 'Name the file that holds the key.' })
  if (values.key.length === 0)
    throw inputError('values-file is given without key', { hint: 'Name the key to set, such as image.tag.' })
  const version = stepVersion(values)
  return files.flatMap((file) =>
    values.key.map((key): KeyTarget => ({
      kind: 'key',
      file: cleanPath(file),
      key,
      document: values.document,
      value: { version },
    })),
  )
}

function markerTargets(values: TargetValues): Target[] {
  const { repository, tag, digest } = stepVersion(values)
  return values['image-policy'].map((policy): Target => {
    if (!/^[^:\s]+:[^:\s]+$/.test(policy))
      throw inputError(`the image policy ${JSON.stringify(policy)} is none`, {
        hint: 'It is written namespace:name, such as flux-system:web.',
      })
    return {
      kind: 'marker',
      policy,
      image: repository === undefined ? { repository: undefined, tag, digest } : { repository, tag, digest },
    }
  })
}

const ONE_VALUE = 'must be a text, a number, true or false'

/** `changes`: file -> key -> value. */
const Changes = entries(
  entries(v.union([v.string(), v.pipe(v.number(), v.finite(ONE_VALUE)), v.boolean()], ONE_VALUE)),
)

/** @throws FairleadError (input) with each value that is of another form */
function readChanges(text: string, document: number | undefined): Target[] {
  const read = v.safeParse(Changes, parseJson(text, 'changes'))
  const faults = new FaultCollector()
  for (const issue of read.issues ?? [])
    faults.keep(
      inputError(`changes: ${shapeFault(issue, 'the whole').message}`, {
        hint: 'It is written {"file": {"key": "value"}}.',
      }),
    )
  faults.throwIfAny()
  if (!read.success) return []
  return [...read.output].flatMap(([file, keys]) =>
    [...keys].map(([key, raw]): Target => ({
      kind: 'key',
      file: cleanPath(file),
      key,
      document,
      value: { raw },
    })),
  )
}

/** `./apps/web/values.yaml` is `apps/web/values.yaml`. */
function cleanPath(path: string): string {
  return path.trim().replace(/^(\.\/)+/, '')
}
