import { recordAt, stringAt } from '../../yaml/at.ts'
import type { KubeObject } from '../../kube/objects.ts'
import type { Check, Found } from '../check.ts'
import { atMost, count, note, ok, orOkOf, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'

/**
 * Patterns that both match a file from which the Flux Operator creates an ImageUpdateAutomation.
 * Rule: https://fluxoperator.dev/docs/crd/resourceset/
 */
const SETS = [
  /^kind:[ \t]*["']?ResourceSet\b/m,
  /^[ \t]+(?:-[ \t]+)?kind:[ \t]*["']?ImageUpdateAutomation\b/m,
]
const PREFIX = 'argocd-image-updater.argoproj.io'
const hint =
  'Let only one of the two write an image: either do not bump in CI what the updater updates, or remove the updater from what CI bumps.'

/** If two tools write the same value, each reverts the changes of the other. */
export const oneWriter: Check<FilesPorts> = {
  id: 'files/writers',
  title: 'Other tools that write images',
  level: 'warning',
  description: 'Argo CD Image Updater or Flux image automation also writes images.',
  async run(ports) {
    const objects = await ports.objects()
    const found = objects.flatMap((object) => [...annotated(object), ...updater(object)])
    const automations = objects.filter(({ kind }) => kind === 'ImageUpdateAutomation')
    const texts = [...(await ports.texts())]
    const marked = texts.flatMap(([path, text]) => (text.includes('"$imagepolicy"') ? [path] : []))
    for (const automation of automations) found.push(ofFlux(automation, marked))
    const made = texts.flatMap(([file, text]) =>
      SETS.every((word) => word.test(text)) && !automations.some((one) => one.file === file) ? [file] : [],
    )
    for (const file of made)
      found.push(
        unknown(
          'A ResourceSet creates an ImageUpdateAutomation in the cluster; what it writes is not known here.',
          hint,
          { file },
        ),
      )
    if (automations.length === 0 && made.length === 0 && marked.length > 0)
      found.push(
        note(
          `${marked.length === 1 ? 'A file has' : `${marked.length} files have`} markers of Flux image automation ($imagepolicy), but this repo contains no ImageUpdateAutomation; the first is ${marked[0]}.`,
          'If none runs elsewhere, the markers have no effect; bump can use them with image-policy.',
        ),
      )
    return orOkOf(objects.length, atMost(found), {
      right: 'No Argo CD or Flux image updater is set up in this repo.',
      nothing: 'No Argo CD or Flux objects found outside charts, so image updaters were not checked.',
    })
  },
}

/** Rules: argocd-image-updater's annotations `image-list` and `write-back-method`. */
function annotated(object: KubeObject): Found[] {
  if (object.kind !== 'Application' && object.kind !== 'ApplicationSet') return []
  const annotations = { ...recordAt(object.node, 'metadata', 'annotations') }
  const images = annotations[`${PREFIX}/image-list`]
  if (images === undefined) return []
  const method = annotations[`${PREFIX}/write-back-method`] ?? 'argocd'
  const where = method.startsWith('git')
    ? `commits to this repo (${annotations[`${PREFIX}/write-back-target`] ?? 'an .argocd-source file'})`
    : 'sets the image in the live Application, so Git does not show what runs'
  return [
    warning(
      `argocd-image-updater updates images of ${object.kind} ${object.name}: ${images}. It ${where}.`,
      hint,
      { file: object.file, line: object.line },
    ),
  ]
}

/** Finds the `ImageUpdater` object, which exists since version 1 of the updater. */
function updater(object: KubeObject): Found[] {
  if (object.kind !== 'ImageUpdater' || !object.apiVersion.startsWith(`${PREFIX}/`)) return []
  return [
    warning(`The ImageUpdater ${object.name} updates images of Applications.`, hint, {
      file: object.file,
      line: object.line,
    }),
  ]
}

/** Rule: fluxcd/image-automation-controller writes lines with a marker below `spec.update.path`. */
function ofFlux(automation: KubeObject, marked: readonly string[]): Found {
  const path = (stringAt(automation.node, 'spec', 'update', 'path') ?? '').replace(/^\.?\/+|(?<!\/)\/+$/g, '')
  const own = marked.filter((file) => path === '' || path === '.' || file.startsWith(`${path}/`))
  const at = { file: automation.file, line: automation.line }
  const what = `The ImageUpdateAutomation ${automation.name}`
  if (marked.length === 0) return { ...ok(`${what} finds no markers in this repo.`), at }
  if (path.includes('${'))
    return unknown(
      `${what} writes below ${path}, which is filled in when it is applied. It is not known whether ${marked[0]} or another of ${count(marked.length, 'file')} with markers ($imagepolicy) is there.`,
      hint,
      at,
    )
  if (own.length === 0)
    return { ...ok(`${what} finds no markers below ${path || 'the root'} of this repo.`), at }
  return warning(
    `${what} writes every line with a marker ($imagepolicy) in ${own.length === 1 ? 'a file' : `${own.length} files`} below ${path || 'the root'}, such as ${own[0]}.`,
    hint,
    at,
  )
}
