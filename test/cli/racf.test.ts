import { chmodSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { type RacfOptions, racf } from '../../src/cli/racf.ts'
import { streams } from './streams.ts'

const nowhere = { findDatabase: () => undefined }

async function run(files: string[], options: RacfOptions, input = '') {
  const io = streams(input)
  const rc = await racf(files, options, io, nowhere)
  return { rc, out: io.stdout.text, err: io.stderr.text }
}

test('commands come from files in their order, and the highest return code is the exit code', async (t) => {
  const folder = t.testdir({
    one: 'ADDGROUP STC\n',
    two: 'ADDGROUP STC\nADDUSER FRED DFLTGRP(STC) PASSWORD(PW)\n',
  })
  const options = { database: `${folder}/racf`, as: 'ibmuser' }
  const { rc, out, err } = await run([`${folder}/one`, `${folder}/two`], options)
  t.equal(rc, 8)
  t.equal(out, `${folder}/two:1: ADDGROUP STC\nICH51002I Group STC is already defined.\n`)
  t.equal(err, '')
  t.equal((await run([`${folder}/three`], options)).rc, 12)
})

test('commands come from standard input, and trouble with their form goes to standard error', async (t) => {
  const options = { database: `${t.testdir()}/racf`, as: 'IBMUSER' }
  const { rc, out, err } = await run([], options, 'LISTGRP SYS1\nADDGRUP X\n')
  t.equal(rc, 12)
  t.match(out, /^INFORMATION FOR GROUP SYS1\n/)
  t.match(
    err,
    /^stdin:2:1: error IKJ56500I: there is no command ADDGRUP\n +2 \| ADDGRUP X\n.*\^\^\^\^\^\^\^\n +hint: did you mean ADDGROUP\?\n$/s,
  )
})

test('JSON has one object per command', async (t) => {
  const options = { database: `${t.testdir()}/racf`, as: 'IBMUSER', json: true }
  const { out } = await run(
    [],
    options,
    'ADDUSER FRED PASSWORD(GEHEIM) BAD\nADDUSER FRED PASSWORD(GEHEIM)\nLISTGRP SYS1\n',
  )
  const objects = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(objects, [
    { line: 1, rc: 8, findings: [{ code: 'IKJ56712I' }], messages: [] },
    { line: 2, rc: 0, command: 'ADDUSER FRED PASSWORD(********)' },
    { line: 3, rc: 0, output: [/INFORMATION FOR GROUP/] },
  ])
  t.notMatch(out, /GEHEIM/)
})

test('placeholders take their values from --set', async (t) => {
  const options = { database: `${t.testdir()}/racf`, as: 'IBMUSER', set: ['grp=STC'] }
  t.equal((await run([], options, 'ADDGROUP &GRP.X\nADDGROUP [grp]\nADDGROUP {{ grp }}1\n')).rc, 0)
  t.match((await run([], options, 'LISTGRP (STCX STC STC1)')).out, /GROUP STCX[^]*GROUP STC\n[^]*GROUP STC1/)
  t.equal((await run([], { ...options, set: ['nonsense'] }, '')).rc, 12)
})

test('what stops a run is one sentence', async (t) => {
  const folder = t.testdir()
  t.match((await run([], {}, '')).err, /no security database: give --database/)
  t.match(
    (await run([], { database: `${folder}/racf`, as: 'NOBODY' }, '')).err,
    /user ID NOBODY is not defined in .*--as/,
  )
  t.match(
    (await run([], { database: `${folder}/racf`, asOf: 'tomorrow' }, '')).err,
    /--as-of tomorrow is no date/,
  )
  chmodSync(`${folder}/racf`, 0o755)
  t.match((await run([], { database: `${folder}/racf`, as: 'IBMUSER' }, '')).err, /chmod 700/)
})

test('the terminal gets a prompt that remembers what belongs together', async (t) => {
  const options = { database: `${t.testdir()}/racf`, as: 'IBMUSER' }
  const io = streams('ADDGROUP +\n STC\nHELP ADDGROUP\nADDGROUP STC\nEND\nADDGROUP NEVER\n')
  const rc = await racf([], options, { ...io, stdin: Object.assign(io.stdin, { isTTY: true }) }, nowhere)
  t.equal(rc, 8)
  t.match(io.stdout.text, /ADDGROUP, AG: defines a group/)
  t.match(io.stdout.text, /ICH51002I Group STC is already defined/)
  t.match((await run([], options, 'LISTGRP NEVER')).out, /ICH30001I/)
})

test('a job is read in every form that people have it in', async (t) => {
  const database = `${t.testdir()}/racf`
  const forms: [string, string][] = [
    ['PLAIN', 'ADDGROUP PLAIN'],
    [
      'JCL',
      '//RACF JOB (1),CLASS=A\n//* a comment\n//STEP EXEC PGM=IKJEFT01\n//OTHER DD *\nADDGROUP WRONG1\n/*\n//SYSTSIN DD *\n' +
        '/* closed comment */\n ADDGROUP JCL                                                           00010000\n/*\nADDGROUP WRONG2\n',
    ],
    ['JCLDATA', "//S EXEC PGM=IKJEFT01\n//SYSTSIN DD DATA,\n//  DLM='$$'\n/* x\nADDGROUP JCLDATA\n$$\n"],
    ['JCLSET', '// SET G=JCLSET\n//S EXEC PGM=IKJEFT1A\n//SYSTSIN DD *,SYMBOLS=JCLONLY\n ADDGROUP &G.\n//\n'],
    [
      'SHELL',
      '#!/bin/sh\nGROUP=SHELL\ntsocmd "ADDGROUP $group DATA(\'a\')" || exit 1\necho ADDGROUP WRONG3\n',
    ],
    ['SHELL2', 'tsocmd "ADDGROUP SHELL2\n   DATA(\'x\')"\n'],
    [
      'REXX',
      '/* REXX */\ngroup = "REXX"\nsay "hello"\n"ADDGROUP" group "DATA(\'" || "it" || "\')"\nif rc > 0 then exit\n',
    ],
    ['REXX2', "/* REXX */\naddress tso 'ADDGROUP',\n  'REXX2'\n"],
  ]
  for (const [name, text] of forms) {
    const { rc, err } = await run([], { database, as: 'IBMUSER', set: ['GROUP=' + name] }, text)
    t.ok(rc <= 4, `${name}: ${err}`)
    t.match(
      (await run([], { database, as: 'IBMUSER' }, `LISTGRP ${name}`)).out,
      `INFORMATION FOR GROUP ${name}\n`,
    )
  }
  const { out } = await run([], { database, as: 'IBMUSER' }, 'SEARCH CLASS(GROUP) FILTER(WRONG*)')
  t.notMatch(out, /WRONG\d/)
  const empty = await run([], { database, as: 'IBMUSER' }, '//S EXEC PGM=IEFBR14\n')
  t.equal(empty.rc, 4)
  t.match(empty.err, /no SYSTSIN/)
})

test('a file that is no text is refused', async (t) => {
  const folder = t.testdir()
  writeFileSync(`${folder}/job`, Buffer.from([0x41, 0, 0x42]))
  t.match(await run([`${folder}/job`], { database: `${folder}/racf`, as: 'IBMUSER' }), { rc: 8, err: /NUL/ })
})
