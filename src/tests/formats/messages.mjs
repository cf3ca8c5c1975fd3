// Checks every line of a file of Cucumber Messages against the published JSON schema, and
// lets the formatter of Cucumber make a page of it: node messages.mjs <packages> <in> <out>
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'

const [packages, input, output] = process.argv.slice(2)
const require = createRequire(path.join(path.resolve(packages), 'node_modules', 'x.js'))
const Ajv = require('ajv/dist/2020').default
const schema = require('@cucumber/messages/schema')
const ajv = new Ajv({ strict: false, allErrors: true })
const validate = ajv.compile(schema)

const lines = fs.readFileSync(input, 'utf8').trimEnd().split('\n')
const envelopes = lines.map((line, place) => {
  const envelope = JSON.parse(line)
  if (!validate(envelope)) {
    console.error(`line ${place + 1}: ${ajv.errorsText(validate.errors)}\n${line}`)
    process.exit(1)
  }
  return envelope
})
// A schema that takes anything proves nothing.
if (validate({ testCaseStarted: { attempt: 'one' } }) || validate({ nothing: {} })) {
  console.error('the schema takes what is no message')
  process.exit(1)
}
const formatter = await import(pathToFileURL(require.resolve('@cucumber/html-formatter')))
const CucumberHtmlStream = formatter.CucumberHtmlStream ?? formatter.default
await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), fs.createWriteStream(output))
console.log(`${lines.length} messages`)
