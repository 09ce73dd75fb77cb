// MVS data set names in file names: //'SYS1.TCPPARMS(TTLS)'. Configuration maps a prefix of the name to a folder.

/** Prefix to folder, as under `datasets:` in attls.yaml. */
export type DataSets = Readonly<Record<string, string>>

export interface DataSetName {
  readonly dataSet: string
  readonly member: string | undefined
}

/** Undefined when the text is not a data set name. */
export function parseDataSetName(text: string): DataSetName | undefined {
  const match = /^\/\/'([^'()]+)(?:\(([^'()]+)\))?'$/.exec(text)
  return match?.[1] === undefined
    ? undefined
    : { dataSet: match[1].toUpperCase(), member: match[2]?.toUpperCase() }
}

/** The file that stands for a data set: below the folder of the longest prefix; undefined when none is mapped. */
export function dataSetPath({ dataSet, member }: DataSetName, dataSets: DataSets): string | undefined {
  const [prefix, folder] =
    Object.entries(dataSets)
      .map(([name, path]) => [name.toUpperCase(), path] as const)
      .filter(([name]) => dataSet === name || dataSet.startsWith(`${name}.`))
      .toSorted(([left], [right]) => right.length - left.length)[0] ?? []
  if (prefix === undefined || folder === undefined) return undefined
  return [folder, dataSet.slice(prefix.length + 1), member].filter(Boolean).join('/')
}
