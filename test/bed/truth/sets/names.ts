/** ApplicationSets with duplicate names, invalid names, and templates that fail. */
import { set, template } from './case.ts'

export const names = [
  set(
    'twice-in-one',
    ['once'],
    `
generators:
- list: {elements: [{name: once, n: '1'}, {name: twice, n: '1'}, {name: twice, n: '2'}]}
${template('{{name}}', '{{n}}')}`,
    /duplicate name/,
  ),
  set(
    'bad-names',
    ['good-name'],
    `
generators:
- list: {elements: [{name: Bad_Name}, {name: good-name}]}
${template('{{name}}', '{{name}}')}`,
    /invalid|Invalid/,
  ),
  set(
    'missing-key',
    [],
    `
goTemplate: true
goTemplateOptions: [missingkey=error]
generators:
- list: {elements: [{name: a, x: 1}, {name: b}]}
${template('mk-{{.name}}', '{{.x}}')}`,
    /no entry for key/,
  ),
  set(
    'bad-template',
    [],
    `
goTemplate: true
generators:
- list: {elements: [{name: a}]}
${template('bt-{{.name}}', '{{.name | nosuch}}')}`,
    /not defined/,
  ),
  set(
    'empty-element',
    ['unrendered'],
    `
generators:
- list: {elements: [{}]}
${template('unrendered', '{{name}}')}`,
  ),
]
