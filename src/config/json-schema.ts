// attls.schema.json, for editors: made from the same schema that reads the file. `make schema` writes it, and a test
// fails when the published file is older.

import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The text of attls.schema.json. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  return `${JSON.stringify({ title: 'attls.yaml', ...schema }, undefined, 2)}\n`
}
