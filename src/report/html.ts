import { createHash } from 'node:crypto'
import { isUnknown } from '../review/failures.ts'
import { appRisk, gravest, reportRisk } from '../review/level.ts'
import type { AppChange, Review, ObjectChange } from '../review/model.ts'
import type { Risk } from '../risks/risk.ts'
import { script, style } from './assets.ts'
import type { PageApp, PageData, PageObject, PageRisk } from './page-data.ts'
import { mergeWords } from '../inventory/on-merge.ts'
import { isPlainAddress } from '../text/markdown.ts'
import { linesAround } from './context.ts'
import { keyOf, short } from './page-keys.ts'
import { rerendered } from './rerendered.ts'
import type { Place, Section } from './same-change.ts'
import { appsOf, sectionsOf } from './same-change.ts'
import {
  DIGEST_MEANING,
  appName,
  artifactWord,
  count,
  digestName,
  duration,
  headline,
  imageMove,
  isListed,
  kindWord,
  lastPart,
  objectName,
  placeText,
  quietCharts,
  restartLines,
  shownObjects,
  sideName,
  toldFailures,
  valueLines,
  visible,
  visibleLine,
  whereText,
  withoutDigest,
} from './text.ts'

/**
 * Returns the report as one self-contained page. The page runs a single script, which is allowed by its hash and
 * shows the data as text. Nothing in a report can run, load or send anything.
 *
 * @param request `pull request`, or `merge request`
 */
export function html(report: Review, request: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Deployment preview</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript to show its data. It loads nothing from other sites.</noscript>
<script type="application/json" id="data">${embedded(pageData(report, request))}</script>
<script>${script}</script>
</body>
</html>
`
}

/**
 * Returns JSON for a script element. Without `<`, nothing can end the element or start a comment (HTML, 13.2.5.4).
 */
function embedded(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
}

/** Returns the hash that allows an inline script or style in a content security policy: CSP Level 3, 2.3.1. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function pageData(report: Review, request: string): PageData {
  const { apps, base, head, took } = report
  const listed = changesFirst(apps.filter(isListed))
  const sections = sectionsOf(listed)
  const tools = Object.entries(report.versions).map(([tool, version]) => visibleLine(`${tool} ${version}`))
  return {
    title: 'Deployment preview',
    headline: headline(report, request),
    base: visibleLine(sideName(base)),
    head: visibleLine(sideName(head)),
    level: reportRisk(report),
    warnings: [
      ...(report.told === undefined ? [] : [report.told]),
      ...(report.comparedInstead === undefined ? [] : [report.comparedInstead]),
      ...report.warnings,
    ].map(visibleLine),
    risks: report.risks.map(pageRisk),
    apps: pageApps(sections),
    same: sections.filter(({ changes }) => changes.length > 1).map(sameLine),
    rerendered: rerendered(apps).flatMap(({ conditions, changes }) =>
      changes.map((one) => {
        const files = one.files.length === 0 ? 'another declaration' : one.files.join(', ')
        return visibleLine(`${files}: ${one.apps.join(', ')}${conditions === '' ? '' : ` (${conditions})`}`)
      }),
    ),
    charts: quietCharts(apps).map(([chart, number]) => visibleLine(`${chart}: ${count(number, 'app')}`)),
    noise: apps
      .filter(({ noise }) => noise > 0)
      .map(({ app, noise }) => `${visibleLine(appName(app))}: ${count(noise, 'field')}`),
    unclaimed: report.unclaimed.map(visibleLine),
    digests: [
      ...Object.entries(report.digests),
      ...withoutDigest(report).map(([environment, why]) => [environment, `no digest, ${why}`] as const),
    ].map(([environment, digest]) => [visibleLine(digestName(environment)), visibleLine(digest)]),
    digestMeaning: Object.keys(report.digests).length === 0 ? '' : DIGEST_MEANING,
    footer: `${tools.length > 0 ? `Rendered with ${tools.join(', ')}. ` : ''}Took ${duration(took.total)} in total: ${duration(took.inventory)} to find apps, ${duration(took.rendering)} to render.`,
  }
}

/** Sorts apps so that failed ones come last. Reviewers read the changes first. */
function changesFirst(apps: readonly AppChange[]): AppChange[] {
  return apps.toSorted((a, b) => Number(a.status === 'failed') - Number(b.status === 'failed'))
}

function sameLine({ changes, parts }: Section): string {
  const [{ images }] = changes
  const moves = images.map(
    (image) => `${artifactWord(image)}${lastPart(image.repository)} ${imageMove(image)}`,
  )
  const shared = parts.filter((part) => appsOf(part).length > 1).length
  const what = moves.length === 0 ? '' : ` (${moves.join(', ')})`
  const names = changes.map(({ app }) => appName(app)).join(', ')
  return visibleLine(
    `${count(changes.length, 'app')}, the same change${what} in ${count(shared, 'object')} of each: ${names}`,
  )
}

/** The maximum length of the text around all diffs, in UTF-16 units. With more, the page opens slowly. */
const AROUND = 4_000_000

/** Returns the apps in the order of the sections, so that an object comes after the one that it refers to. */
function pageApps(sections: readonly Section[]): PageApp[] {
  const listed = sections.flatMap(({ changes }) => changes)
  const firsts = new Map<ObjectChange, Place>()
  for (const { parts } of sections)
    for (const { places, sameAs } of parts)
      for (const [i, { object }] of places.entries()) {
        const first = i > 0 ? places[0] : sameAs
        if (first) firsts.set(object, first)
      }
  let room = AROUND
  const aroundOf = (object: ObjectChange): string[] => {
    const around = room > 0 ? (linesAround(object) ?? []).map(visible) : []
    room -= around.reduce((sum, text) => sum + text.length, 0)
    return room < 0 ? [] : around
  }
  return listed.map((change) => ({
    ...pageApp(change),
    objects: shownObjects(change).map((object) => {
      const first = firsts.get(object)
      const restarts = change.restarts.some(({ id }) => objectName(id) === objectName(object.id))
      return {
        ...pageObject(object),
        around: aroundOf(object),
        key: keyOf(change, object),
        mark: short([keyOf(change, object), object.diff, object.risks]),
        sameAs: first ? keyOf(first.change, first.object) : '',
        restarts,
      }
    }),
  }))
}

function pageApp(change: AppChange): Omit<PageApp, 'objects'> {
  const { app, status, onMerge, url } = change
  return {
    name: visibleLine(app.name),
    kind: visibleLine(app.kind),
    word: kindWord(app),
    environment: visibleLine(app.environment ?? ''),
    cluster: visibleLine(whereText(app)),
    status: status === 'noise' ? 'changed' : status,
    isPartial: status !== 'failed' && isUnknown(change),
    level: appRisk(change),
    risks: change.risks.map(pageRisk),
    images: change.images.map((image) =>
      visibleLine(`${artifactWord(image)}${image.repository}: ${imageMove(image)}`),
    ),
    failures: toldFailures(change).map(({ when, message, hint, at }) => {
      const place = placeText(at)
      return {
        where: visibleLine(`${when}${place === '' ? '' : `, at ${place}`}`),
        message: visible(message),
        hint: visibleLine(hint ?? ''),
      }
    }),
    notes: [
      ...valueLines(change).flatMap(({ file, changes }) => changes.map((text) => `${file}: ${text}`)),
      ...change.notes,
    ].map(visibleLine),
    restarts: restartLines(change.restarts).map(visibleLine),
    onMerge: onMerge === undefined ? '' : mergeWords(onMerge, true),
    url: url !== undefined && isPlainAddress(url) ? url : '',
    files: change.files.map(visibleLine),
    key: keyOf(change),
  }
}

function pageObject(
  object: ObjectChange,
): Omit<PageObject, 'around' | 'key' | 'mark' | 'sameAs' | 'restarts'> {
  const { id, renamedFrom, action, risks, noise, diff } = object
  return {
    kind: visibleLine(id.kind),
    name: visibleLine(id.namespace === undefined ? id.name : `${id.namespace}/${id.name}`),
    group: visibleLine(id.group),
    was: renamedFrom === undefined ? '' : visibleLine(objectName(renamedFrom)),
    action,
    level: gravest(risks.map(({ level }) => level)),
    risks: risks.map(pageRisk),
    noise,
    diff: visible(diff),
  }
}

function pageRisk({ rule, level, message }: Risk): PageRisk {
  return { rule: visibleLine(rule), level, reason: visibleLine(message) }
}
