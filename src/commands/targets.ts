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

/** The inputs that select what to bump, which `bump` and `update` share. */
export const targetInputs = described(picked, {
  app: 'The apps to bump, by name: web in prod also matches web-prod. Default: every app in the environments that uses the image.',
  environment: 'The environments to bump. Optional if an app has only one.',
})

export type TargetValues = Values<typeof targetInputs>

/**
 * Returns the request that the inputs describe.
 *
 * @throws FairleadError (input) with all errors: nothing to bump, inputs that require each other, no version, or
 *   `changes` that is not valid JSON of the expected form
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
      inputError('app and values-file are both set', {
        hint: 'Set app, environment and image to find the location with the inventory, or values-file and key to name it.',
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
 * Returns the verification of images in their registries; undefined if it is not requested.
 *
 * @param open opens the registries, at the first lookup
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
  return inputError(
    'verify-image and pin-digest cannot be combined with changes: no registry can be queried for arbitrary values',
    {
      hint: 'With verify-image and pin-digest, set app and environment, or values-file and key.',
    },
  )
}

function nothingToDo(): never {
  throw inputError('no target to bump is set', {
    hint: 'Set app, environment, image and image-tag; or values-file, key and image-tag; or changes; or image-policy and image-tag.',
  })
}

function appTargets(values: TargetValues): Target[] {
  if (values.image.length === 0)
    throw inputError('the input image is missing', {
      hint: 'Set it to the repository of the image you built, such as ghcr.io/acme/web. It must be the image that the app already uses.',
    })
  const images = values.image.map((text) => readImage(text, values))
  refuseUnused(values, images)
  return [
    { kind: 'app', apps: values.app, environments: values.environment, clusters: values.cluster, images },
  ]
}

/**
 * Reads one entry of `image`. An entry without a tag and digest gets those of the step. The only entry also gets the one
 * that it lacks: a build reports the tag as part of the image, and the digest separately.
 */
function readImage(text: string, values: TargetValues): NewImage {
  // The name of a chart or an OCI artifact may include its scheme.
  const reference = parseReference(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''))
  if (!reference)
    throw inputError(`${JSON.stringify(text)} is not a valid image`, {
      hint: 'Write it like ghcr.io/acme/web or ghcr.io/acme/web:1.2.3.',
    })
  const isBare = reference.tag === undefined && reference.digest === undefined
  const step = isBare || values.image.length === 1 ? values : undefined
  const tag = reference.tag ?? step?.['image-tag']
  const digest = reference.digest ?? step?.digest
  if (tag === undefined && digest === undefined)
    throw inputError(`no new version is set for ${reference.repository}`, {
      hint: 'Set image-tag or digest, or add it to the image (ghcr.io/acme/web:1.2.3).',
    })
  return { repository: reference.repository, tag, digest }
}

/** Refuses a version that is not written, because each image includes another one. */
function refuseUnused(
  values: TargetValues,
  written: readonly { readonly tag?: string | undefined; readonly digest?: string | undefined }[],
): void {
  for (const [name, part] of [
    ['image-tag', 'tag'],
    ['digest', 'digest'],
  ] as const) {
    const given = values[name]
    if (given !== undefined && !written.some((version) => version[part] === given))
      throw inputError(`${name} is ${JSON.stringify(given)}, but the version in image is different`, {
        hint: `Remove ${name}, or write image without a tag and digest.`,
      })
  }
}

function stepVersion(values: TargetValues) {
  const [image, ...more] = values.image.map((text) =>
    values['image-tag'] === undefined && values.digest === undefined
      ? readImage(text, values)
      : parseReference(text),
  )
  if (more.length > 0)
    throw inputError('several images are set for the same locations', {
      hint: 'With values-file and key, or with image-policy, set at most one image.',
    })
  const tag = image?.tag ?? values['image-tag']
  const digest = image?.digest ?? values.digest
  refuseUnused(values, [{ tag, digest }])
  if (tag === undefined && digest === undefined)
    throw inputError('the input image-tag is missing', {
      hint: 'Set image-tag to the new tag, or set digest.',
    })
  return { repository: image?.repository, tag, digest }
}

function keyTargets(values: TargetValues): Target[] {
  const files = values['values-file']
  if (files.length === 0)
    throw inputError('key is set without values-file', {
      hint: 'Set values-file to the file that contains the key.',
    })
  if (values.key.length === 0)
    throw inputError('values-file is set without key', {
      hint: 'Set key to the key to change, such as image.tag.',
    })
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
      throw inputError(`${JSON.stringify(policy)} is not a valid image policy`, {
        hint: 'Write it as namespace:name, such as flux-system:web.',
      })
    return {
      kind: 'marker',
      policy,
      image: repository === undefined ? { repository: undefined, tag, digest } : { repository, tag, digest },
    }
  })
}

const ONE_VALUE = 'must be a string, a number, true or false'

/** The form of `changes`: file -> key -> value. */
const Changes = entries(
  entries(v.union([v.string(), v.pipe(v.number(), v.finite(ONE_VALUE)), v.boolean()], ONE_VALUE)),
)

/**
 * Reads the targets from `changes`.
 *
 * @throws FairleadError (input) with each value that has another form
 */
function readChanges(text: string, document: number | undefined): Target[] {
  const read = v.safeParse(Changes, parseJson(text, 'changes'))
  const faults = new FaultCollector()
  for (const issue of read.issues ?? [])
    faults.keep(
      inputError(`changes: ${shapeFault(issue, 'the whole').message}`, {
        hint: 'Write it as {"file": {"key": "value"}}.',
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

/** Returns a path without `./` at the start: `./apps/web/values.yaml` is `apps/web/values.yaml`. */
function cleanPath(path: string): string {
  return path.trim().replace(/^(\.\/)+/, '')
}
